package mdmedia

import "testing"

func TestStyledWidth(t *testing.T) {
	for style, want := range map[string]int{
		"": 0, "width:300px": 300, "border:0; WIDTH : 20.5em ;": 320, "max-width:40rem": 640, "width:300px;height:auto": 300,
		"width:50%": 0, "border-width:3px": 0, "width:calc(100% - 5px)": 0, "min-width:300px": 0, "width:300": 0, "width:999999px": 0,
	} {
		if got := styledWidth(style); got != want {
			t.Errorf("%q: %d, want %d", style, got, want)
		}
	}
}
