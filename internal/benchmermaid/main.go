// Command benchmermaid draws diagrams with the embedded renderer and with the
// same Mermaid in a real Chromium, same configuration, same font, and compares
// what comes out, down to the pixels; and it compares the time that it takes with
// that of mermaid-cli. The figures go into a table of docs/benchmarks.md.
//
//	go run ./internal/benchmermaid [-dir FOLDER,FOLDER] [-sheet FOLDER] [-doc FILE]
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

	"github.com/mdmedia/mdmedia/internal/measure"
	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

type options struct {
	dirs, script, sheet, doc, cache string
	runs                            int
}

func main() {
	var o options
	flag.StringVar(&o.dirs, "dir", "renderer/mermaid/testdata/diagrams", "folders of diagrams (*.mmd), with commas between them")
	flag.StringVar(&o.script, "script", ".cache/npm/node_modules/mermaid/dist/mermaid.min.js", "Mermaid for the browser")
	flag.StringVar(&o.sheet, "sheet", "", "folder for a page that shows all pictures side by side")
	flag.StringVar(&o.doc, "doc", "docs/benchmarks.md", "file whose table is replaced; empty: print only")
	flag.StringVar(&o.cache, "cache", ".cache", "folder for mermaid-cli, which npm installs there")
	flag.IntVar(&o.runs, "runs", 5, "runs of each program; 0: no comparison with mermaid-cli")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, o options) error {
	var files []string
	for dir := range strings.SplitSeq(o.dirs, ",") {
		found, err := filepath.Glob(filepath.Join(dir, "*.mmd"))
		if err != nil || len(found) == 0 {
			return fmt.Errorf("no diagrams in %s", dir)
		}
		files = append(files, found...)
	}
	var speed []race
	var err error
	if o.runs > 0 { // first, while this process is small: see measure.Command
		if speed, err = races(ctx, o); err != nil {
			return err
		}
	}
	b, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer b.close()
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := b.compare(ctx, strings.TrimSuffix(filepath.Base(file), ".mmd"), string(src)); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if o.sheet != "" {
		if err := b.sheet.write(o.sheet); err != nil {
			return err
		}
	}
	text := report(&b.tally, speed)
	fmt.Print("\n" + text)
	if o.doc == "" {
		return nil
	}
	return measure.ReplaceTable(o.doc, "mermaid", text)
}

// A bench has both renderers running.
type bench struct {
	ours, theirs mermaid.Renderer
	engine       mermaid.Engine // of ours: both looks, finished
	cached       mermaid.Engine // the same pictures, and nothing to draw with
	raster       *raster
	tally        tally
	sheet        *sheet
	ends         []func()
}

func open(ctx context.Context, o options) (_ *bench, err error) {
	b := &bench{}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	if b.ours, err = mermaid.NewEmbedded(mermaid.EmbeddedOptions{Engines: 1, Timeout: time.Minute}); err != nil {
		return nil, err
	}
	b.ends = append(b.ends, func() { _ = b.ours.Close() })
	b.theirs, err = mermaid.NewBrowser(mermaid.BrowserOptions{ScriptPath: o.script, NoSandbox: os.Getuid() == 0})
	if err != nil {
		return nil, err
	}
	b.ends = append(b.ends, func() { _ = b.theirs.Close() })
	if b.raster, err = newRaster(ctx); err != nil {
		return nil, err
	}
	b.ends = append(b.ends, b.raster.close)
	folder, err := os.MkdirTemp("", "mdmedia-")
	if err != nil {
		return nil, err
	}
	b.ends = append(b.ends, func() { _ = os.RemoveAll(folder) })
	b.engine, err = mermaid.New(mermaid.Options{
		Renderer: func() (mermaid.Renderer, error) { return b.ours, nil }, Cache: mermaid.NewCache(folder, "diagrams"),
	})
	if err != nil {
		return nil, err
	}
	if b.cached, err = mermaid.New(mermaid.Options{Cache: mermaid.NewCache(folder, "diagrams")}); err != nil {
		return nil, err
	}
	if o.sheet != "" {
		b.sheet = &sheet{}
	}
	// Starting is not a diagram's own time.
	start := time.Now()
	if _, err := b.ours.Render(ctx, "info", mermaid.Style{}.Config("default")); err != nil {
		return nil, err
	}
	b.tally.start = ms(time.Since(start))
	_, err = b.theirs.Render(ctx, "info", mermaid.Style{}.Config("default"))
	return b, err
}

func (b *bench) close() {
	for _, end := range slices.Backward(b.ends) {
		end()
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
