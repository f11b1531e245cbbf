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
		{"שלום עולם", 16, face{}, 72.09},
		{"שלום עולם", 16, face{bold: true}, 77.91},
		{"שָׁלוֹם", 16, face{bold: true}, 38.39}, // points have no width
		{"ab שלום cd", 16, face{bold: true}, 84.64},
		{"אבג, 123 דהו!", 16, face{}, 93.58},
		{"Привет", 16, face{bold: true}, 57.27},
		{"e\u0301", 16, face{}, 8.91},
		// In whatever font the reader has: square, half of that, a picture.
		{"日本", 16, face{}, 32},
		{"한국어", 16, face{bold: true}, 48},
		{"ａｂ", 16, face{}, 32},
		{"ｶﾅ", 16, face{}, 16},
		{"😀", 16, face{}, 20},
		{"👨\u200d👩\u200d👧", 16, face{}, 20},
		{"👍🏽", 16, face{bold: true}, 20},
		{"🇩🇪🇫🇷", 16, face{}, 40},
		{"❤\ufe0f", 16, face{}, 20},
		{"Hxg✅", 16, face{}, 48.45},
		{"★\ufe0e", 16, face{}, 14.4},
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
