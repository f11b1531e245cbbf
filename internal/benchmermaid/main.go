// Command benchmermaid draws diagrams with the embedded renderer and with the
// same Mermaid in a real Chromium, same configuration, same font, and compares
// what comes out and how long it takes.
//
//	go run ./internal/benchmermaid [-dir FOLDER] [-script mermaid.min.js]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

func main() {
	dir := flag.String("dir", "renderer/mermaid/testdata/diagrams", "a folder of diagrams (*.mmd)")
	script := flag.String("script", ".cache/npm/node_modules/mermaid/dist/mermaid.min.js", "Mermaid for the browser")
	flag.Parse()
	if err := run(context.Background(), *dir, *script); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, dir, script string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.mmd"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no diagrams in %s", dir)
	}
	ours, err := mermaid.NewEmbedded(mermaid.EmbeddedOptions{Engines: 1, Timeout: time.Minute})
	if err != nil {
		return err
	}
	defer func() { _ = ours.Close() }()
	theirs, err := mermaid.NewBrowser(mermaid.BrowserOptions{ScriptPath: script, NoSandbox: os.Getuid() == 0})
	if err != nil {
		return err
	}
	defer func() { _ = theirs.Close() }()
	config := mermaid.Style{}.Config("default")
	// Starting is not a diagram's own time.
	start := time.Now()
	if _, err := ours.Render(ctx, "info", config); err != nil {
		return err
	}
	fmt.Printf("the embedded engine starts in %.0f ms\n", ms(time.Since(start)))
	if _, err := theirs.Render(ctx, "info", config); err != nil {
		return err
	}
	var t tally
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		t.add(strings.TrimSuffix(filepath.Base(file), ".mmd"), draw(ctx, ours, string(src), config), draw(ctx, theirs, string(src), config))
	}
	t.print()
	return nil
}

// A drawn is what a renderer made of a diagram.
type drawn struct {
	svg string
	err error
	ms  float64
}

func draw(ctx context.Context, r mermaid.Renderer, src, config string) drawn {
	start := time.Now()
	svg, err := r.Render(ctx, src, config)
	return drawn{svg, err, ms(time.Since(start))}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// A tally counts in how many diagrams both agree.
type tally struct {
	all, drawn, shapes, texts, sizes int
	ours, theirs                     []float64
}

func (t *tally) add(name string, ours, theirs drawn) {
	if theirs.err != nil {
		fmt.Printf("%-28s the browser refuses it: %.80s\n", name, theirs.err)
		return
	}
	t.all++
	t.theirs = append(t.theirs, theirs.ms)
	if ours.err != nil {
		fmt.Printf("%-28s not drawn: %.80s\n", name, ours.err)
		return
	}
	t.drawn++
	t.ours = append(t.ours, ours.ms)
	a, b := measure(ours.svg), measure(theirs.svg)
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

func (t *tally) print() {
	fmt.Printf("\n| of %d diagrams that the browser draws | |\n| --- | ---: |\n", t.all)
	for _, row := range []struct {
		what string
		n    int
	}{{"drawn", t.drawn}, {"the same number of shapes", t.shapes}, {"the same text", t.texts}, {"size within 2 %", t.sizes}} {
		fmt.Printf("| %s | %d |\n", row.what, row.n)
	}
	fmt.Printf("| embedded: median, 95th percentile | %s |\n", times(t.ours))
	fmt.Printf("| browser, running: median, 95th percentile | %s |\n", times(t.theirs))
}

func times(list []float64) string {
	if len(list) == 0 {
		return "none"
	}
	slices.Sort(list)
	return fmt.Sprintf("%.0f ms, %.0f ms", list[len(list)/2], list[len(list)*95/100])
}
