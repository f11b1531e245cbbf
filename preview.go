package mdmedia

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mdmedia/mdmedia/internal/live"
	"github.com/mdmedia/mdmedia/internal/watch"
)

// PreviewOptions say how a site is shown while it is written. The zero value
// works.
type PreviewOptions struct {
	// Reopen opens the site anew after its configuration or layout was changed.
	// The preview closes what it returns. Nil: with the configuration as it is.
	Reopen func() (*Site, error)
	// ConfigFile is the configuration's path below the site's root, with
	// slashes. Empty: mdmedia.yaml.
	ConfigFile string
	// Editor is the link that opens a file at a place, with {file} (its absolute
	// path), {line} and {col} in it. Empty: vscode://file{file}:{line}:{col}.
	Editor string
	// Poll compares the files that often, for network drives whose changes
	// nobody tells. 0: the operating system tells.
	Poll time.Duration
	// Host is the name under which the server is asked, besides localhost and
	// addresses. Empty: no other.
	Host string
	// Progress is called while the posts are read for the first time, one call
	// at a time. Nil: not.
	Progress func(Progress)
	// Notice is told, in one line, of what the preview cannot show and what
	// Cloudinary would refuse; from several goroutines. Nil: nobody is.
	Notice func(line string)
	// Changed is called after each change, one call at a time. Nil: not.
	Changed func(PreviewChange)
}

// A PreviewChange is what a preview made of a change to the site's files.
type PreviewChange struct {
	// Files that were changed, as the person would type them; at most ten. Nil:
	// folders.
	Files []string
	// Posts is how many posts were looked at because of it.
	Posts int
	// Problems of the whole site, by file and position.
	Problems []Problem
	// Elapsed is the time from the first notice to when browsers were told.
	Elapsed time.Duration
}

// A Preview serves a site as Build would write it, drafts included, without
// uploading anything, or writing anything but the cache and, at the beginning,
// finished diagrams into theirs: pages are rendered when they are asked for, and
// media come from the files beside the posts, under the paths of their
// published URLs. It follows every change to the files, and so do the pages in
// the browser. It is an http.Handler.
type Preview struct {
	opts  PreviewOptions
	hub   *live.Hub
	guard http.Handler
	first *Site // which the caller closes

	mu     sync.Mutex // guards what follows
	site   *Site
	model  *model
	media  http.Handler
	broken []Problem // the configuration; the site is then as it was before
	ctx    context.Context
	closed bool
}

// Preview reads the site's posts and returns what serves them. Close it, and
// then the site. The context ends the reading, and later the rendering of
// pages.
func (s *Site) Preview(ctx context.Context, o PreviewOptions) (*Preview, error) {
	if o.ConfigFile == "" {
		o.ConfigFile = ConfigFile
	}
	p := &Preview{opts: o, first: s, ctx: ctx}
	p.hub = live.NewHub(p.view)
	p.guard = live.Guard(o.Host, p.routes())
	if err := p.show(s.forPreview()); err != nil {
		return nil, err
	}
	return p, nil
}

// forPreview is the site as it is shown: as HTML whatever its output is, and
// with a cache of its own, so that it never says anything about results.
func (s *Site) forPreview() *Site {
	v := *s
	v.cfg.Format = HTML
	v.cache = openCache(s.opts.CacheDir, s.dir, s.outDir+"\x00preview")
	if len(v.cache.posts) == 0 {
		built := openCache(s.opts.CacheDir, s.dir, s.outDir)
		v.cache.epoch, v.cache.files, v.cache.posts = built.epoch, built.files, built.posts
	}
	return &v
}

// show has the preview show a site.
func (p *Preview) show(s *Site) error {
	m, diagrams, err := newModel(s)
	if err != nil {
		return err
	}
	if err := m.all(p.ctx, p.opts.Progress); err != nil {
		m.close()
		return err
	}
	s.cache.save()
	if diagrams != nil {
		// From now on diagrams are unfinished more often than not: they are
		// remembered, and kept by the next build.
		diagrams.ReadOnly = true
	}
	media, err := s.mediaHandler(p.file, p.opts.Notice)
	if err != nil {
		m.close()
		return err
	}
	if p.model != nil {
		p.model.close()
		p.closeSite()
	}
	p.site, p.model, p.media = s, m, media
	return nil
}

// file is the file under a key.
func (p *Preview) file(key string) (*Site, *asset) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.site, p.model.files[key]
}

func (p *Preview) closeSite() {
	if p.site.root != p.first.root {
		_ = p.site.Close()
	}
}

// ServeHTTP answers for a page, a medium, or the preview itself.
func (p *Preview) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.guard.ServeHTTP(w, r) }

// Close ends the streams of events and what draws diagrams.
func (p *Preview) Close() error {
	p.hub.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed = true
		p.model.close()
		p.closeSite()
	}
	return nil
}

// Problems are what is wrong with the site now.
func (p *Preview) Problems() []Problem {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.problems()
}

// Run follows the changes to the site's files until the context ends.
func (p *Preview) Run(ctx context.Context) error {
	w, err := watch.New(watch.Options{Dir: p.first.dir, Skip: p.first.unwatched, Poll: p.opts.Poll})
	if err != nil {
		return fileError(p.first.display("."), err, "try --poll")
	}
	defer w.Close()
	p.change(ctx, watch.Change{All: true}, false) // what happened before there was a watcher
	again := time.NewTimer(0)
	defer again.Stop()
	again.Stop()
	for {
		var c watch.Change
		select {
		case <-ctx.Done():
			return nil
		case c = <-w.Changes():
		case <-again.C:
			c.All = true
		}
		if !p.change(ctx, c, true) {
			again.Reset(returnWait)
		}
	}
}

// returnWait is how often a site is looked for that cannot be opened, because
// its folder has vanished for instance.
const returnWait = 300 * time.Millisecond

// unwatched reports whether nothing in a folder matters to the site.
func (s *Site) unwatched(dir string) bool {
	base := path.Base(dir)
	switch {
	case base == "node_modules", strings.HasPrefix(base, "."):
		return true
	case s.outRel != "" && dir == s.outRel:
		return true
	}
	d := s.cfg.Store.Dir
	return d != "" && !filepath.IsAbs(d) && dir == path.Clean(filepath.ToSlash(d))
}

// change brings the preview up to date, and reports whether that could be done.
func (p *Preview) change(ctx context.Context, c watch.Change, tell bool) bool {
	start := time.Now()
	p.mu.Lock()
	posts, media, err := p.update(ctx, c)
	problems, files := p.problems(), p.named(c.Paths)
	p.mu.Unlock()
	if ctx.Err() != nil {
		return true
	}
	p.hub.Update(func(path string) []string { return p.renewed(path, media) })
	if tell && p.opts.Changed != nil && (posts > 0 || err != nil) {
		p.opts.Changed(PreviewChange{Files: files, Posts: posts, Problems: problems, Elapsed: time.Since(start)})
	}
	return err == nil
}

// named are the changed files that the site has to do with, as the person would
// type them: not those that an editor makes for a moment.
func (p *Preview) named(paths []string) (files []string) {
	for _, f := range paths {
		known := p.model.posts[f] != nil || len(p.model.asks[path.Base(f)]) > 0 || p.site.isPostName(f) || p.isConfig(f)
		if known && len(files) < maxNamed {
			files = append(files, p.first.display(f))
		}
	}
	return files
}

const maxNamed = 10

// update looks at what has changed. It returns how many posts it looked at and
// which media files have new bytes.
func (p *Preview) update(ctx context.Context, c watch.Change) (posts int, media []string, err error) {
	if p.broken != nil || p.reopens(c) {
		if err := p.reopen(); err != nil {
			return 0, nil, err
		}
		return len(p.model.names), nil, nil
	}
	if names, media, ok := p.concerned(c); ok {
		if len(names) == 0 {
			return 0, nil, nil
		}
		return len(names), media, p.model.some(ctx, names)
	}
	before := p.model.files
	if err := p.model.all(ctx, nil); err != nil {
		return 0, nil, err
	}
	for key, a := range p.model.files {
		if old := before[key]; old != nil && old.sha256 != a.sha256 {
			media = append(media, a.name)
		}
	}
	return len(p.model.names), media, nil
}

// concerned returns the posts that a change may concern, and the media files
// among what has changed. It is not ok if that may be any: posts came or went,
// or there are symbolic links, behind which a file has several names.
func (p *Preview) concerned(c watch.Change) (names, media []string, ok bool) {
	m := p.model
	if c.All || m.snap.Links() {
		return nil, nil, false
	}
	chosen := set[string]{}
	came := false
	for _, f := range c.Paths {
		if m.snap.Refresh(f) {
			came = true
		}
		if m.posts[f] != nil {
			if _, err := m.snap.Stat(f); err != nil {
				return nil, nil, false
			}
			chosen[f] = struct{}{}
			continue
		}
		if p.site.isPostName(f) {
			return nil, nil, false
		}
		came = true // also if it was there: it may have been empty
		for post := range m.asks[path.Base(f)] {
			chosen[post] = struct{}{}
			media = append(media, f)
		}
	}
	if came { // what was missing may be there, whole, or called otherwise
		for name, post := range m.posts {
			if len(post.own) > 0 {
				chosen[name] = struct{}{}
			}
		}
	}
	for name := range chosen {
		names = append(names, name)
	}
	return names, media, len(names) <= maxConcerned
}

// maxConcerned is how many posts are opened one by one; looking at all is then
// quicker, because most look as they did.
const maxConcerned = 100

// reopens reports whether a change concerns the configuration or the layout, or
// the site's folder is another one.
func (p *Preview) reopens(c watch.Change) bool {
	return slices.ContainsFunc(c.Paths, p.isConfig) || c.All && p.site.moved()
}

func (p *Preview) isConfig(f string) bool {
	return f == p.opts.ConfigFile || f == LockFile || p.site.isLayout(f)
}

// moved reports whether another folder is where the site's was, or none.
func (s *Site) moved() bool {
	now, err := os.Stat(s.dir)
	was, err2 := s.root.Stat(".")
	return err != nil || err2 != nil || !os.SameFile(now, was)
}

// isLayout reports whether a file is read when the site is opened, beside the
// configuration.
func (s *Site) isLayout(f string) bool {
	return f != "." && (f == path.Clean(s.cfg.Layout) || f == path.Clean(s.cfg.Mermaid.Script))
}

// reopen opens the site anew. What is wrong with its configuration is shown
// over the site as it was.
func (p *Preview) reopen() error {
	open := p.opts.Reopen
	if open == nil {
		open = func() (*Site, error) { return Open(p.first.cfg, p.first.opts) }
	}
	s, err := open()
	if err == nil {
		if err = p.show(s.forPreview()); err != nil {
			_ = s.Close()
		}
	}
	if err != nil {
		if ctxErr := p.ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		p.broken = problemsOf(err)
		return err
	}
	p.broken = nil
	return nil
}

func problemsOf(err error) []Problem {
	var pe *ProblemsError
	if errors.As(err, &pe) && len(pe.Problems) > 0 {
		return pe.Problems
	}
	return []Problem{{Severity: Error, Message: oneLine(err)}}
}

// problems are those of the configuration and of every post.
func (p *Preview) problems() []Problem {
	var ps problems
	for _, list := range [][]Problem{p.broken, p.model.general} {
		for _, pr := range list {
			ps.add(pr)
		}
	}
	for _, post := range p.model.posts {
		for _, pr := range post.problems() {
			ps.add(pr)
		}
	}
	return ps.sorted()
}
