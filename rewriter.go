package mdmedia

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/mdmedia/mdmedia/internal/live"
	"github.com/mdmedia/mdmedia/internal/rootfs"
	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// RewriterOptions are those of a Rewriter. The zero value works.
type RewriterOptions struct {
	// Reopen opens the site anew after its configuration was changed. The
	// Rewriter closes what it returns. Nil: with the configuration as it is.
	Reopen func() (*Site, error)
	// ConfigFile is that of PreviewOptions.
	ConfigFile string
	// Media is that of WatchOptions: files that the bucket does not hold are
	// referred to below it. Empty: they are problems.
	Media string
	// Notice is that of PreviewOptions.
	Notice func(line string)
}

// A Rewriter is Rewrite for many posts, one after another: what they need is
// kept, and looked at again only where it has changed. It is not safe for
// concurrent use.
type Rewriter struct {
	o     RewriterOptions
	first *Site // which the caller closes
	site  *Site // with Markdown as its format; nil: it could not be opened

	config   stamp // of the configuration's file
	lock     stamp // of the lock file
	known    func(*object) bool
	listings *rootfs.Listings
	engine   mermaid.Engine
	local    *unpublished // nil: what the bucket does not hold is a problem
	media    http.Handler
}

// Rewriter returns what rewrites posts of the site. Close it, and then the site.
func (s *Site) Rewriter(o RewriterOptions) (*Rewriter, error) {
	if o.ConfigFile == "" {
		o.ConfigFile = ConfigFile
	}
	w := &Rewriter{o: o, first: s, media: http.NotFoundHandler()}
	if o.Media != "" {
		w.local = &unpublished{base: o.Media, files: map[string]*asset{}}
		media, err := w.local.handler(s, o.Notice)
		if err != nil {
			return nil, err
		}
		w.media = live.Guard("", media)
	}
	w.config = stampAt(w.configPath())
	w.use(s)
	return w, nil
}

// MediaHandler serves the files that the bucket does not hold, as readers will
// get them.
func (w *Rewriter) MediaHandler() http.Handler { return w.media }

// A Rewritten is what became of a post.
type Rewritten struct {
	// Source is the post as Markdown with delivery URLs; nil with a problem that
	// is an error.
	Source []byte
	// References are in the order of the source, covers first; nil with a problem
	// that is an error.
	References []ReferenceJSON
	// Files are the local files that it refers to, as the person would type
	// them, in the order of their first references.
	Files []string
	// Problems are sorted by position; warnings are among them.
	Problems []Problem
}

// Rewrite is Site.Rewrite, as the files are now. The error ends the work: the
// context's, or that of a program that cannot go on.
func (w *Rewriter) Rewrite(ctx context.Context, name string, src []byte) (Rewritten, error) {
	if err := w.refresh(ctx); err != nil {
		ps, ok := asProblems(err)
		if !ok {
			return Rewritten{}, err
		}
		return Rewritten{Problems: ps}, nil
	}
	post, err := w.site.postName(name)
	if err != nil {
		return Rewritten{Problems: problemsOf(err)}, nil
	}
	r, res, err := w.rewrite(ctx, post, src)
	if err == nil && !w.trusts(r) {
		w.listings.Forget()
		r, res, err = w.rewrite(ctx, post, src)
	}
	if err == nil {
		err = ctx.Err()
	}
	if w.local != nil && err == nil {
		w.local.add(r)
	}
	return res, err
}

func (w *Rewriter) rewrite(ctx context.Context, post string, src []byte) (*run, Rewritten, error) {
	r := w.site.newRun(ctx, w.engine, w.listings.Snapshot(), nil)
	r.unpublished = w.local
	res, err := r.rewrite(ctx, post, src, w.known)
	return r, res, err
}

// trusts reports whether what a run found can be believed: with a problem, and
// with a file that looks different by now, the listings may be old.
func (w *Rewriter) trusts(r *run) bool {
	if r.report.Failed() {
		return false
	}
	for _, a := range r.assets.files {
		if fi, err := w.site.root.Stat(a.name); err != nil || a.facts == nil || stampOf(fi) != a.stamp {
			return false
		}
	}
	return true
}

// usedFiles are the files that the run's posts refer to.
func (r *run) usedFiles() []string {
	files := []string{}
	for _, p := range r.pages {
		for _, u := range p.uses {
			if f := r.site.display(u.object.asset.name); !slices.Contains(files, f) {
				files = append(files, f)
			}
		}
	}
	return files
}

// refresh opens the site and its record anew if they have changed.
func (w *Rewriter) refresh(ctx context.Context) error {
	if now := stampAt(w.configPath()); now != w.config || w.site == nil || w.site.moved() {
		w.config = now
		s, err := w.first.reopened(w.o.Reopen)
		if err != nil {
			w.use(nil)
			return err
		}
		w.use(s)
	}
	if w.engine == nil {
		engine, err := w.site.newEngine(true)
		if err != nil {
			return err
		}
		w.engine = engine
	}
	now := stampAt(w.site.lockPath())
	if w.known != nil && now == w.lock {
		return nil
	}
	readAt := time.Now()
	w.site.adopted = nil
	adopted := w.site.adoptions()
	known, err := w.site.knownObjects(ctx)
	if err != nil {
		return err
	}
	w.site.adopted, w.known, w.lock = &adopted, known, now
	if w.local != nil {
		w.local.known = known
	}
	if !now.settledAt(readAt) {
		w.lock = stamp{} // it may change within one tick of the clock
	}
	return nil
}

// use takes another site; nil: none.
func (w *Rewriter) use(s *Site) {
	w.closeSite()
	w.site, w.known, w.engine = nil, nil, nil
	if s != nil {
		w.site = s.asMarkdown()
		w.listings = s.root.Listings()
	}
}

func (w *Rewriter) closeSite() {
	if w.site == nil {
		return
	}
	w.site.cache.save()
	if w.engine != nil {
		_ = w.engine.Close()
	}
	if w.site.root != w.first.root {
		_ = w.site.Close()
	}
}

// Close ends what the Rewriter started.
func (w *Rewriter) Close() error {
	w.use(nil)
	return nil
}

func (w *Rewriter) configPath() string {
	return filepath.Join(w.first.dir, filepath.FromSlash(w.o.ConfigFile))
}

// stampAt is the stamp of the file at a path of the operating system; zero for
// none.
func stampAt(name string) stamp {
	fi, err := os.Stat(name)
	if err != nil {
		return stamp{}
	}
	return stampOf(fi)
}
