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

// A turned picture is as wide as its height was: its width is not what w says.
func TestOnlyResizes(t *testing.T) {
	for tx, want := range map[string]bool{
		"q_auto,f_auto,w_550": true, "c_fill,ar_1,w_300": true, "a_180,w_300": true, "a_hflip": true,
		"a_90,w_300": false, "a_45": false, "a_auto_left": false, "c_crop,w_100": false, "w_0.5": false, "t_named": false, "w_3/w_2": false,
	} {
		if got := onlyResizes(tx); got != want {
			t.Errorf("%s: %v, want %v", tx, got, want)
		}
	}
}
