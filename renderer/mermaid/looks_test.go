package mermaid

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mdmedia/mdmedia/renderer/mermaid/internal/svg"
)

// A diagram drawn for light and dark pages in one go is what two drawings give.
// MDMEDIA_TEST_DIAGRAMS is a folder with more diagrams.
func TestLightAndDarkInOneGo(t *testing.T) {
	files, _ := filepath.Glob("testdata/diagrams/*.mmd")
	if dir := os.Getenv("MDMEDIA_TEST_DIAGRAMS"); dir != "" {
		more, _ := filepath.Glob(filepath.Join(dir, "*.mmd"))
		files = append(files, more...)
	}
	_, r := newEmbedded(t, Options{}, EmbeddedOptions{})
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		light, dark := Style{}.looksOf(source)
		if dark == "" {
			continue
		}
		l, err := r.Render(t.Context(), string(source), light)
		if err != nil {
			continue // some of those other diagrams are broken
		}
		d, err := r.Render(t.Context(), string(source), dark)
		if err != nil {
			t.Fatal(file, err)
		}
		bl, bd, err := r.RenderBoth(t.Context(), string(source), light, dark)
		if err != nil {
			t.Fatal(file, err)
		}
		want, err := svg.Finish(l, d, svg.Options{})
		if err != nil {
			t.Fatal(file, err)
		}
		got, err := svg.Finish(bl, bd, svg.Options{})
		if err != nil {
			t.Fatal(file, err)
		}
		if got.Light() != want.Light() || got.Dark() != want.Dark() {
			t.Errorf("%s: the pictures differ", file)
		}
	}
}
