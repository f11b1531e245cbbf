package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// A tally counts in how many diagrams both agree.
type tally struct {
	all, drawn, shapes, texts, sizes int
	pictures, alike                  int // compared by their pixels: light and dark
	unsupported                      int // left to a browser, as formulas are; not in all
	start                            float64
	ours, both, theirs, cached       []float64 // milliseconds
}

// compare draws a diagram in both ways and counts what is the same.
func (b *bench) compare(ctx context.Context, name, src string) error {
	t := &b.tally
	light, dark := mermaid.Style{}.Config("default"), mermaid.Style{}.Config("dark")
	start := time.Now()
	theirs, err := b.theirs.Render(ctx, src, light)
	if err != nil {
		fmt.Printf("%-28s the browser refuses it: %.80s\n", name, err)
		return nil
	}
	their := ms(time.Since(start))
	start = time.Now()
	ours, err := b.ours.Render(ctx, src, light)
	took := ms(time.Since(start))
	d := mermaid.Diagram{Source: []byte(src), Page: name}
	start = time.Now()
	var drawing mermaid.Drawing
	if err == nil {
		drawing, err = b.engine.Draw(ctx, d)
	}
	var unsupported *mermaid.UnsupportedError
	if errors.As(err, &unsupported) {
		t.unsupported++
		return nil
	}
	t.theirs = append(t.theirs, their)
	t.all++
	if err != nil {
		fmt.Printf("%-28s not drawn: %.80s\n", name, err)
		return nil
	}
	t.drawn++
	t.ours, t.both = append(t.ours, took), append(t.both, ms(time.Since(start)))
	start = time.Now()
	if _, err := b.cached.Draw(ctx, d); err != nil {
		return fmt.Errorf("the cache does not have it: %w", err)
	}
	t.cached = append(t.cached, ms(time.Since(start)))
	t.structure(name, measureSVG(ours), measureSVG(theirs))

	lightFile, darkFile := drawing.Files()
	looks := []look{{"light", string(lightFile), theirs}}
	if string(darkFile) != string(lightFile) {
		theirs, err := b.theirs.Render(ctx, src, dark)
		if err != nil {
			return err
		}
		looks = append(looks, look{"dark", string(darkFile), theirs})
	}
	for _, l := range looks {
		if err := b.pixels(name, l); err != nil {
			return err
		}
	}
	return nil
}

// A look is a diagram's picture for light or dark pages.
type look struct{ name, ours, theirs string }

// mostDiffering is the share of pixels that may differ.
const mostDiffering = 0.02

func (b *bench) pixels(name string, l look) error {
	ours, err := b.raster.draw(l.ours, l.name == "dark")
	if err != nil {
		return err
	}
	theirs, err := b.raster.draw(l.theirs, l.name == "dark")
	if err != nil {
		return err
	}
	share := differing(ours.image, theirs.image)
	b.tally.pictures++
	if share < mostDiffering {
		b.tally.alike++
	} else {
		fmt.Printf("%-28s %s: %.1f %% of the pixels differ\n", name, l.name, 100*share)
	}
	if b.sheet != nil {
		b.sheet.add(name+", "+l.name, share, ours.png, theirs.png)
	}
	return nil
}

func (t *tally) structure(name string, a, b picture) {
	report := func(same bool, n *int, what string, x, y any) {
		if same {
			*n++
			return
		}
		fmt.Printf("%-28s %s: %v, in the browser %v\n", name, what, x, y)
	}
	report(a.shapes == b.shapes, &t.shapes, "shapes", a.shapes, b.shapes)
	report(a.text == b.text, &t.texts, "text", len(a.text), len(b.text))
	report(a.near(b), &t.sizes, "size", a.size(), b.size())
}
