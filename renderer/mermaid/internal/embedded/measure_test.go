package embedded

import (
	"math"
	"testing"
)

// What Chromium measures for the same text in Liberation Sans, with
// getComputedTextLength.
func TestWidths(t *testing.T) {
	var m measurer
	for _, tt := range []struct {
		text string
		size float64
		face face
		want float64
	}{
		{"Hxg", 16, face{}, 28.45},
		{"Hxg", 8, face{}, 14.23},
		{"Hxg", 24, face{}, 42.68},
		{"Hxg", 16, face{bold: true}, 30.23},
		{"ab cd", 16, face{}, 39.14},
		{"doctor_id", 16, face{}, 65.83},
		{"Hxg", 16, face{mono: true}, 28.81},
		{"שלום", 16, face{}, 35.41},
		{"日本", 16, face{}, 32}, // square, in whatever font the reader has
		{"", 16, face{}, 0},
	} {
		if got := m.extents(tt.text, tt.size, tt.face).advance; math.Abs(got-tt.want) > max(0.02, tt.want/100) {
			t.Errorf("%q at %v %+v: %.3f, want %.2f", tt.text, tt.size, tt.face, got, tt.want)
		}
	}
	// K reaches a whole pixel, of which the last part is beyond its advance.
	if e := m.extents("FK", 16, face{}); math.Abs(e.right-20.77) > 0.02 || e.left != 0 {
		t.Errorf("ink of FK: %+v", e)
	}
}
