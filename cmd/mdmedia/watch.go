package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

// A watchCommand builds the site whenever its files change.
type watchCommand struct {
	s    streams
	f    siteFlags
	o    mdmedia.WatchOptions
	addr string
	poll bool
	last []string // problems and notes that were printed
	bad  bool     // there were problems among them
	busy bool     // pages refer to this computer
}

func newWatch(s streams) *cobra.Command {
	c := &watchCommand{s: s}
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Build whenever a file changes, beside another generator's server",
		Long: `Watch is build, again and again: it writes what a change makes different, each
file at once and never the same bytes twice, so that the generator that reads
the result reloads once for each save.

Nothing is uploaded, and pictures are seen all the same: a page refers to what
the bucket does not hold yet at an address of this computer, where watch shows it
as readers will get it. The next mdmedia build uploads it and writes the final
address. With --publish each change is uploaded at once.`,
		Example: `  mdmedia watch --format markdown --out build/content & hugo server --contentDir build/content
  mdmedia watch --publish`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context()) },
	}
	c.f.add(cmd)
	c.f.addResult(cmd, &c.o.Fragment, &c.o.Drafts, &c.o.Future)
	fl := cmd.Flags()
	fl.BoolVar(&c.o.Publish, "publish", false, "upload what each change needs")
	fl.StringVar(&c.addr, "addr", defaultMediaAddr, "`HOST:PORT` at which pictures are shown that the bucket does not hold yet")
	fl.BoolVar(&c.poll, "poll", false, "compare the files every half second instead of being told of changes")
	return cmd
}

const defaultMediaAddr = "127.0.0.1:4001"

func (c *watchCommand) run(ctx context.Context) error {
	if _, _, err := net.SplitHostPort(c.addr); err != nil {
		return fmt.Errorf("--addr: %q is no address: write it like %s", c.addr, defaultMediaAddr)
	}
	site, err := c.f.open(c.s)
	if err != nil {
		return err
	}
	defer site.Close()
	l, err := listen(ctx, c.addr, defaultMediaAddr)
	if err != nil {
		return c.f.reported(c.s, err)
	}
	defer l.Close()
	progress, clear := c.s.progress()
	c.o.Media, c.o.Progress, c.o.Reopen, c.o.ConfigFile = "http://"+l.Addr().String(), progress, c.f.reopen, c.f.configName()
	c.o.Notice = func(line string) { c.s.errorf("%s", line) }
	c.o.Built = func(rep *mdmedia.Report, err error) {
		clear()
		c.built(rep, err)
	}
	if c.poll {
		c.o.Poll = pollInterval
	}
	w, err := site.Watcher(c.o)
	if err != nil {
		return c.f.reported(c.s, err)
	}
	if w.NeedsMedia() {
		srv := &http.Server{Handler: w.MediaHandler(), ReadHeaderTimeout: 10 * time.Second}
		go func() { _ = srv.Serve(l) }() // until it is closed
		defer srv.Close()
	}
	c.s.printf("watching %s; Ctrl-C ends", site.Config().Content)
	if err := w.Run(ctx); err != nil {
		return c.f.reported(c.s, err)
	}
	if c.busy {
		c.s.printf("pages refer to pictures at %s: run mdmedia build before you publish them", c.o.Media)
	}
	return nil
}

// built says what a build has changed, and what is wrong, if that is news.
func (c *watchCommand) built(rep *mdmedia.Report, err error) {
	if err != nil {
		rep.Problems = append(rep.Problems, problemsIn(err)...)
	}
	if rep.Written+rep.Removed+rep.Uploaded > 0 {
		c.s.printf("%s %s", time.Now().Format(time.TimeOnly), summary(rep, true))
	}
	var lines []string
	for _, p := range rep.Problems {
		lines = append(lines, problemText(p))
	}
	for _, n := range rep.Notes {
		lines = append(lines, "note: "+n)
	}
	c.busy = rep.Unpublished > 0
	if slices.Equal(lines, c.last) {
		return
	}
	if c.bad && len(rep.Problems) == 0 {
		c.s.printf("no problems any more")
	}
	c.last, c.bad = lines, len(rep.Problems) > 0
	for _, line := range lines {
		fmt.Fprintln(c.s.err, line)
	}
}

// problemsIn are the problems that an error is, or one that it is.
func problemsIn(err error) []mdmedia.Problem {
	var pe *mdmedia.ProblemsError
	if errors.As(err, &pe) {
		return pe.Problems
	}
	return []mdmedia.Problem{{Severity: mdmedia.Error, Message: err.Error()}}
}
