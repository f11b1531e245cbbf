package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/mdmedia/mdmedia/internal/benchsite"
	"github.com/mdmedia/mdmedia/internal/measure"
)

// options are the flags.
type options struct {
	posts, images, runs int
	dir, doc            string
	keep                bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run does the measurement, or, as a process of its own, one of the parts that
// this program measures.
func run(ctx context.Context, args []string) error {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.IntVar(&o.posts, "posts", 10_000, "posts of the generated blog")
	f.IntVar(&o.images, "images", 4, "pictures beside each post")
	f.IntVar(&o.runs, "runs", 5, "runs of each program; the median counts")
	f.StringVar(&o.dir, "dir", "", "folder for the blog and the output (default: a temporary one)")
	f.StringVar(&o.doc, "doc", "docs/benchmarks.md", "file whose table is replaced; empty: print it only")
	f.BoolVar(&o.keep, "keep", false, "leave the folder behind")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	switch f.Arg(0) {
	case "", "watch", "hooks":
		return measureAll(ctx, o, f.Arg(0))
	case "generate":
		return benchsite.Generate(f.Arg(1), benchsite.Options{Posts: o.posts, Images: o.images})
	case "loop":
		return loop(f.Arg(1), f.Arg(2))
	case "walk":
		return walk(f.Arg(1))
	}
	return fmt.Errorf("%s: there is no such part: want watch, hooks, generate, loop or walk", f.Arg(0))
}

// measureAll prepares the programs and the blog, measures, and reports.
func measureAll(ctx context.Context, o options, part string) (err error) {
	if o.runs < 1 || o.posts < 1 || o.images < 1 {
		return errors.New("-posts, -images and -runs must be at least 1")
	}
	if o.dir == "" {
		o.dir, err = os.MkdirTemp("", "mdmedia-bench-")
	} else {
		// A folder of our own in the user's, since it is removed whole.
		o.dir, err = filepath.Abs(filepath.Join(o.dir, "bench"))
	}
	if err != nil {
		return err
	}
	if !o.keep {
		defer func() { err = errors.Join(err, os.RemoveAll(o.dir)) }()
	}
	switch part {
	case "watch":
		return measureWatch(ctx, o)
	case "hooks":
		return measureHooks(ctx, o)
	}
	b, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	results, err := b.measure(ctx)
	if err != nil {
		return err
	}
	more, err := b.oneChanged(ctx)
	if err != nil {
		return err
	}
	text := report(o, b.machine(ctx), results, more)
	fmt.Print("\n" + text)
	if o.doc == "" {
		return nil
	}
	return measure.ReplaceTable(o.doc, "build", text)
}
