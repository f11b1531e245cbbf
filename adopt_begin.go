package mdmedia

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/mdmedia/mdmedia/renderer"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// begin finds out what there is to do without reading a post.
func (a *adopter) begin(ctx context.Context, s *Site) (names []string, err error) {
	if a.urls, err = s.newDeliveryURLs(); err != nil {
		return nil, err
	}
	if l := s.cfg.Lookup; l != nil && !contains(l, "beside") {
		return nil, problem("", "adopt puts the files beside the posts, where they are not looked for: add beside to lookup in "+ConfigFile)
	}
	store, err := s.newStore(ctx)
	if err != nil {
		return nil, problem("", oneLine(err))
	}
	if a.lock, err = s.parseLock(); errors.Is(err, fs.ErrNotExist) || err == nil && a.lock.Store() != store.Name() {
		a.lock = mediasync.NewManifest(store.Name())
	} else if err != nil {
		return nil, problemEach(err) // it is added to, so it must be right
	}
	fsys := s.root.Snapshot()
	if names, err = s.findPosts(fsys, a.opts.Paths); err != nil {
		return nil, err
	}
	a.fetch.store = store
	a.originals = newOriginals(a.lock)
	a.run = s.newRun(ctx, nil, fsys, names)
	a.report.DryRun, a.report.Posts = a.opts.DryRun, len(names)
	a.find = renderer.New(renderer.Options{
		Remote: true, MediaLinks: s.cfg.Links, Components: s.cfg.Components, WikiEmbeds: s.cfg.WikiEmbeds, Shortcodes: s.cfg.Shortcodes,
	})
	return names, a.chooseOut()
}

// chooseOut refuses folders in which the results would become posts.
func (a *adopter) chooseOut() (err error) {
	s := a.site
	if a.out, a.outAt = s.dir, "."; a.opts.Write {
		return nil
	}
	if a.out = filepath.Join(s.dir, "adopted"); a.opts.Out != "" {
		if a.out, err = filepath.Abs(a.opts.Out); err != nil {
			return err
		}
	}
	if real, err := filepath.EvalSymlinks(filepath.Dir(a.out)); err == nil {
		a.out = filepath.Join(real, filepath.Base(a.out))
	}
	if real, err := filepath.EvalSymlinks(a.out); err == nil {
		a.out = real
	}
	a.report.Out = a.out
	if rel, err := filepath.Rel(workDir(), a.out); err == nil && inside(filepath.ToSlash(rel)) {
		a.report.Out = rel
	}
	a.outAt = ""
	if rel, err := filepath.Rel(s.dir, a.out); err == nil && inside(filepath.ToSlash(rel)) {
		a.outAt = filepath.ToSlash(rel)
	}
	rel, err := filepath.Rel(a.out, filepath.Join(s.dir, filepath.FromSlash(s.cfg.Content)))
	if a.outAt != "" && s.inContent(a.outAt) || err == nil && inside(filepath.ToSlash(rel)) {
		return problem("", "the folder "+a.report.Out+" and the content folder "+s.display(s.cfg.Content)+
			" lie in each other: choose another with --out, or change the posts in place with --write")
	}
	return nil
}
