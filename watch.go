package mdmedia

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/mdmedia/mdmedia/internal/live"
	"github.com/mdmedia/mdmedia/internal/watch"
)

// WatchOptions say how a site is built again and again.
type WatchOptions struct {
	// Drafts, Future and Fragment are those of BuildOptions.
	Drafts, Future, Fragment bool
	// Publish uploads the media of each change. Otherwise nothing is sent: what
	// the bucket does not hold is referred to below Media.
	Publish bool
	// Media is where MediaHandler answers, without a slash at its end, such as
	// http://127.0.0.1:4001. It is needed without Publish, unless the bucket is
	// a folder.
	Media string
	// Reopen opens the site anew after its configuration or layout was changed.
	// Watch closes what it returns. Nil: with the configuration as it is.
	Reopen func() (*Site, error)
	// ConfigFile and Poll are those of PreviewOptions.
	ConfigFile string
	Poll       time.Duration
	// Built is called after each build, one call at a time: with its report, and
	// with the error that ended it. Nil: not.
	Built func(*Report, error)
	// Notice is that of PreviewOptions.
	Notice func(line string)
	// Progress is called during the first build. Nil: not.
	Progress func(Progress)
}

// A Watcher builds a site, and then again whenever its files change. Only what
// is different is written, so that a generator's own watcher beside it reloads
// once for each save.
type Watcher struct {
	o     WatchOptions
	first *Site // which the caller closes
	site  *Site
	local *unpublished
	media http.Handler
}

// Watcher returns what watches the site. It does nothing yet. Close the site
// when Run has returned.
func (s *Site) Watcher(o WatchOptions) (*Watcher, error) {
	if o.ConfigFile == "" {
		o.ConfigFile = ConfigFile
	}
	w := &Watcher{o: o, first: s, site: s, media: http.NotFoundHandler()}
	if o.Publish || s.ownBucket() || s.cfg.Store.Dir != "" || s.opts.Store != nil {
		return w, nil
	}
	if o.Media == "" {
		return nil, problem("", "WatchOptions.Media is missing: set it, or Publish")
	}
	w.local = &unpublished{base: o.Media}
	media, err := w.local.handler(s, o.Notice)
	w.media = live.Guard("", media)
	return w, err
}

// NeedsMedia reports whether pages can refer to MediaHandler.
func (w *Watcher) NeedsMedia() bool { return w.local != nil }

// MediaHandler serves the files that the bucket does not hold, as readers will
// get them.
func (w *Watcher) MediaHandler() http.Handler { return w.media }

// Run builds the site, and builds it again whenever its files have changed,
// until the context ends.
func (w *Watcher) Run(ctx context.Context) error {
	files, err := watch.New(watch.Options{Dir: w.first.dir, Skip: w.first.unwatched, Poll: w.o.Poll})
	if err != nil {
		return fileError(w.first.display("."), err, "try --poll")
	}
	defer files.Close()
	defer func() { w.use(w.first) }()
	ok := w.build(ctx, w.o.Progress)
	again := time.NewTimer(returnWait)
	defer again.Stop()
	for {
		if ok {
			again.Stop()
		} else {
			again.Reset(returnWait)
		}
		var c watch.Change
		select {
		case <-ctx.Done():
			return nil
		case c = <-files.Changes():
		case <-again.C:
			c.All = true
		}
		ok = w.change(ctx, c)
	}
}

// use replaces the site.
func (w *Watcher) use(s *Site) {
	if w.site != w.first && w.site != s {
		_ = w.site.Close()
	}
	w.site = s
}

// change builds after a change. It is not ok if that is to be tried again
// without another change.
func (w *Watcher) change(ctx context.Context, c watch.Change) bool {
	config := slices.ContainsFunc(c.Paths, func(f string) bool { return f == w.o.ConfigFile || w.site.isLayout(f) })
	if config || c.All && w.site.moved() {
		s, err := w.first.reopened(w.o.Reopen)
		if err != nil {
			w.built(&Report{Problems: problemsOf(err)}, nil)
			return !w.site.moved()
		}
		w.use(s)
	}
	return w.build(ctx, nil)
}

func (w *Watcher) build(ctx context.Context, progress func(Progress)) bool {
	rep, err := w.site.Build(ctx, BuildOptions{
		Drafts: w.o.Drafts, Future: w.o.Future, Fragment: w.o.Fragment, Progress: progress, unpublished: w.local,
	})
	if ctx.Err() == nil {
		w.built(rep, err)
	}
	return !w.site.moved()
}

func (w *Watcher) built(rep *Report, err error) {
	if w.o.Built != nil {
		w.o.Built(rep, err)
	}
}
