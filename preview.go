package mdmedia

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/mdmedia/mdmedia/internal/live"
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
	if err := p.show(s.forPreview(), o.Progress); err != nil {
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
	v.cache.take(openCache(s.opts.CacheDir, s.dir, s.outDir))
	return &v
}

// show has the preview show a site.
func (p *Preview) show(s *Site, progress func(Progress)) error {
	m, diagrams, err := newModel(s)
	if err != nil {
		return err
	}
	if err := m.all(p.ctx, progress); err != nil {
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
