package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/mdmedia/mdmedia/internal/measure"
)

type options struct {
	photos, runs int
	cache, doc   string
}

// perPage is how many photographs a page has.
const perPage = 10

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.IntVar(&o.photos, "photos", 200, "photographs, ten a page")
	flag.IntVar(&o.runs, "runs", 3, "runs of each program; the median counts")
	flag.StringVar(&o.cache, "cache", ".cache", "folder for eleventy-img, which npm installs there")
	flag.StringVar(&o.doc, "doc", "docs/benchmarks.md", "file whose table is replaced; empty: print it only")
	flag.Parse()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "benchimages:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if o.photos < perPage || o.runs < 1 {
		return fmt.Errorf("-photos must be at least %d, -runs at least 1", perPage)
	}
	b := &bench{options: o}
	if b.dir, err = os.MkdirTemp("", "mdmedia-benchimages-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	var rows []row
	for _, s := range b.sides() {
		r, err := b.measure(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		rows = append(rows, r)
	}
	text := report(o, measure.Output(ctx, "git", "describe", "--always", "--dirty"), rows)
	fmt.Print("\n" + text)
	if o.doc == "" {
		return nil
	}
	return measure.ReplaceTable(o.doc, "images", text)
}

// prepare makes the photographs and the three sites of them, and gets the
// programs.
func (b *bench) prepare(ctx context.Context) (err error) {
	if err := b.generate(); err != nil {
		return err
	}
	fmt.Println("getting Hugo", measure.HugoVersion, "(built once, which takes minutes)")
	if b.hugo, err = measure.InstallHugo(ctx); err != nil {
		return err
	}
	if b.eleventy, err = installEleventy(ctx, b.cache); err != nil {
		return err
	}
	b.mdmedia, err = measure.BuildMdmedia(ctx, b.dir)
	return err
}

// installEleventy returns the node_modules with eleventy-img, which npm fetches
// once.
func installEleventy(ctx context.Context, cache string) (string, error) {
	dir, err := filepath.Abs(filepath.Join(cache, "eleventy-img"))
	if err != nil {
		return "", err
	}
	modules := filepath.Join(dir, "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "@11ty", "eleventy-img")); err == nil {
		return modules, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(filepath.Join("tools", "eleventy-img", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o600) //nolint:gosec // the developer chose the folder
		}
		if err != nil {
			return "", err
		}
	}
	fmt.Println("installing @11ty/eleventy-img (once)")
	return modules, measure.Run(ctx, dir, nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
}
