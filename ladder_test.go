package mdmedia

import (
	"slices"
	"testing"
)

func TestLadder(t *testing.T) {
	for _, tt := range []struct {
		name           string
		top, shown     int
		ratio, density float64
		want           []int
	}{
		{"a photograph", 1216, 0, 0.75, 0.3, []int{355, 513, 684, 912, 1216}},
		{"a screenshot of few bytes", 1216, 0, 0.75, 0.01, []int{1216}},
		{"shown at a width of its own", 1100, 550, 0.6, 0.3, []int{550, 825, 1100}},
		{"small", 200, 100, 1, 0.3, []int{100, 200}},
		{"as large as shown", 200, 200, 1, 0.3, []int{200}},
	} {
		got := ladder(tt.top, tt.shown, tt.ratio, tt.density)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
