package main

import (
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

func TestDiffering(t *testing.T) {
	a, b := image.NewGray(image.Rect(0, 0, 10, 10)), image.NewGray(image.Rect(0, 0, 10, 10))
	b.SetGray(1, 1, color.Gray{Y: visible}) // not seen
	if got := differing(a, b); got != 0 {
		t.Errorf("a faint difference counts: %v", got)
	}
	b.SetGray(2, 2, color.Gray{Y: visible + 2})
	if got := differing(a, b); got != 0.01 {
		t.Errorf("one of a hundred pixels: %v", got)
	}
	if got := differing(a, image.NewGray(image.Rect(0, 0, 10, 20))); got != 0.5 {
		t.Errorf("one is twice as high: %v", got)
	}
}

func TestReport(t *testing.T) {
	got := report(&tally{all: 2, drawn: 2, shapes: 1, texts: 2, sizes: 2, pictures: 4, alike: 4, ours: []float64{3, 1}},
		[]race{{"a post", 3, measure.Sample{Wall: time.Second}, measure.Sample{Wall: 2 * time.Second}}})
	for _, want := range []string{
		"| the same number of shapes | 1 | 50.0 % | 100 % | **missed** |",
		"| pictures in which less than 2 % of the pixels differ | 4 | 100.0 % | 95 % | met |",
		"| mdmedia, one look, as Mermaid draws it | 3 ms | 3 ms |",
		"| a post | 1.00 s | 2.00 s | 2.0 | 3 | **missed** |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
}
