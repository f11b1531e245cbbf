package mermaid

import (
	"strings"
	"testing"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"
)

// A font of the site's own: named in the picture, and text is as wide as in it.
func TestFont(t *testing.T) {
	height := func(s Style, font []byte) float64 {
		t.Helper()
		e, _ := newEmbedded(t, Options{Style: s}, EmbeddedOptions{Font: font, Engines: 1})
		out, err := e.Draw(t.Context(), diagram("flowchart LR\n A[HHHHHHHHHH]\n"))
		if err != nil {
			t.Fatal(err)
		}
		if s.Font != "" && !strings.Contains(string(out.HTML), "Liberation Serif") {
			t.Errorf("the picture does not name the font: %s", out.HTML)
		}
		return out.Height
	}
	// Ten H are 115.5 pixels wide in Arial and in Times, and 124.5 in Times' bold,
	// which is more than the 120 that a node has for a line.
	serif := Style{Font: `"Liberation Serif", serif`}
	sans, regular, bold := height(Style{}, nil), height(serif, liberationserifregular.TTF), height(serif, liberationserifbold.TTF)
	if regular > sans || bold < sans+15 {
		t.Errorf("sans %v, serif %v, bold %v", sans, regular, bold)
	}
	if _, err := NewEmbedded(EmbeddedOptions{Font: []byte("no font")}); err == nil || !strings.Contains(err.Error(), "the font file cannot be read") {
		t.Errorf("a damaged file: %v", err)
	}
	if _, err := New(Options{Style: Style{Font: "x;} * {color:red"}}); err == nil || !strings.Contains(err.Error(), "is not a list of font families") {
		t.Errorf("CSS in the place of a font: %v", err)
	}
}
