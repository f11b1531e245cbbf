package mdmedia

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/internal/watch"
)

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
	return f == p.opts.ConfigFile || f == p.site.lock || p.site.isLayout(f)
}

// reopened opens the site anew, with the configuration as it was if nobody knows
// better.
func (s *Site) reopened(open func() (*Site, error)) (*Site, error) {
	if open != nil {
		return open()
	}
	return Open(s.given, s.opts)
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
	return f != "." && (f == path.Clean(s.cfg.Layout) || f == path.Clean(s.cfg.Mermaid.Script) ||
		s.generator != nil && contains(s.generator.Files, f))
}

// reopen opens the site anew. What is wrong with its configuration is shown
// over the site as it was.
func (p *Preview) reopen() error {
	s, err := p.first.reopened(p.opts.Reopen)
	if err == nil {
		if err = p.show(s.forPreview(), nil); err != nil {
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
