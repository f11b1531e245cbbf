package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// options are the flags.
type options struct {
	files, large, many, runs int
	dir, doc, only, peers    string
	keep                     bool
}

// measures reports whether a part is to be measured.
func (o options) measures(part string) bool { return o.only == "" || has(o.only, part) }

// has reports whether a word is in a list with commas.
func has(list, word string) bool { return slices.Contains(strings.Split(list, ","), word) }

// corpus has ten files a post, as blogs with many pictures do.
func (o options) corpus() corpus {
	return corpus{folders: max(o.files/10, 1), files: o.files, large: int64(o.large) << 20}
}

func (o options) crowd() corpus {
	return corpus{folders: max(o.many/100, 1), files: o.many, tiny: true}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "benchsync:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

// run does the measurement, or writes a corpus as a process of its own.
func run(ctx context.Context, out io.Writer, args []string) error {
	var o options
	f := flag.NewFlagSet("benchsync", flag.ContinueOnError)
	f.IntVar(&o.files, "files", 2000, "pictures of 5 to 200 KB")
	f.IntVar(&o.large, "large", 300, "size in MiB of the one large file")
	f.IntVar(&o.many, "many", 100_000, "tiny pictures in the tree with many files; 0: leave that out")
	f.IntVar(&o.runs, "runs", 5, "runs of each program; the median counts")
	f.StringVar(&o.only, "only", "", "parts to measure, with commas: near, far, many; empty: all. With it nothing is written into -doc")
	f.StringVar(&o.peers, "peers", s5cmd+","+rclone, "programs to compare with, with commas")
	f.StringVar(&o.dir, "dir", "", "folder for everything (default: one in /dev/shm, or a temporary one)")
	f.StringVar(&o.doc, "doc", "docs/benchmarks.md", "file whose table is replaced, with the plot beside it; empty: print only")
	f.BoolVar(&o.keep, "keep", false, "leave the folder behind")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	switch f.Arg(0) {
	case "":
		return measureAll(ctx, out, o)
	case "generate":
		return generate(f.Args()[1:])
	}
	return fmt.Errorf("%s: there is no such part: want generate", f.Arg(0))
}

func generate(args []string) error {
	if len(args) != 5 {
		return errors.New("generate: want DIR FOLDERS FILES LARGE TINY")
	}
	var c corpus
	var errs [4]error
	c.folders, errs[0] = strconv.Atoi(args[1])
	c.files, errs[1] = strconv.Atoi(args[2])
	c.large, errs[2] = strconv.ParseInt(args[3], 10, 64)
	c.tiny, errs[3] = strconv.ParseBool(args[4])
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	return c.generate(args[0])
}

// measureAll prepares everything, measures, and reports.
func measureAll(ctx context.Context, out io.Writer, o options) (err error) {
	if o.runs < 1 || o.files < 10 || o.large < 0 || o.many < 0 {
		return errors.New("-files must be at least 10, -runs at least 1, and nothing negative")
	}
	if !o.measures("many") {
		o.many = 0
	}
	if o.dir, err = folder(o.dir); err != nil {
		return err
	}
	if !o.keep {
		defer func() { err = errors.Join(err, os.RemoveAll(o.dir)) }()
	}
	b, err := prepare(ctx, out, o)
	if err != nil {
		return err
	}
	defer b.server.Stop()
	res, requests, err := b.measure(ctx)
	if err != nil {
		return err
	}
	text := report(o, b.machine(ctx), res, requests)
	fmt.Fprint(out, "\n"+text)
	if o.doc == "" || o.only != "" {
		return nil
	}
	svg := filepath.Join(filepath.Dir(o.doc), "bench-sync.svg")
	if err := os.WriteFile(svg, []byte(plot(res)), 0o644); err != nil {
		return err
	}
	return measure.ReplaceTable(o.doc, "sync", text)
}

// folder is one of our own, since it is removed whole. In memory the disk has
// no part in the figures.
func folder(dir string) (string, error) {
	if dir != "" {
		return filepath.Abs(filepath.Join(dir, "bench-sync"))
	}
	if d, err := os.MkdirTemp("/dev/shm", "mdmedia-bench-"); err == nil {
		return d, nil
	}
	return os.MkdirTemp("", "mdmedia-bench-")
}
