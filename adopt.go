package mdmedia

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/mdmedia/mdmedia/renderer"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// AdoptOptions say what Adopt does. The zero value adopts all posts into a new
// folder.
type AdoptOptions struct {
	// Paths limits it to these posts, or the posts below these folders, as
	// paths of the operating system. Nil: all posts.
	Paths []string
	// Out is the folder for the adopted posts and their files, a path of the
	// operating system, outside of the content folder. They lie in it as they
	// do below the site's root. Empty: adopted, below the site's root.
	Out string
	// Write changes the posts in place instead, and puts the files beside
	// them.
	Write bool
	// DryRun writes nothing and fetches nothing, but looks whether the
	// originals are in the bucket; the report lists what would be done.
	DryRun bool
	// Diff gets the difference of each post that changes as a unified diff,
	// before any of them is written. Nil: nobody does.
	Diff io.Writer
	// Progress is called as the work proceeds, one call at a time, with the
	// stages "posts" and "downloads". Nil: not.
	Progress func(Progress)
}

// Adopt is for posts into which delivery URLs were pasted by hand. It finds
// the URLs of the configured host in the posts and their covers, fetches the
// originals from the bucket to beside the posts, and writes the posts with
// local references, which say only what differs from the default
// transformation: ?tx=w_550.
//
// A reference is changed only if building the adopted post gives back the
// post as it was, byte for byte; any other stays as it is, with a warning. The
// lock file records which keys the files were adopted from: they keep them
// whatever the key pattern is, so that the build uploads nothing.
//
// A file of the author's is never overwritten. The files come first, then the
// lock file, and then the posts, each by a rename, so that a run which was
// stopped can be run again. A post with a problem stays as it is.
//
// The report counts the delivery URLs as References: Resolved ones are local
// now, Missed ones are not. Written counts posts, Fetched the files, and Kept
// the files that were there already.
func (s *Site) Adopt(ctx context.Context, o AdoptOptions) (*Report, error) {
	start := time.Now()
	rep, err := s.adopt(ctx, o)
	s.finish(rep, start, false)
	return rep, err
}

// An adopter is one run of Adopt.
type adopter struct {
	*run
	opts  AdoptOptions
	urls  *deliveryURLs
	find  *renderer.Renderer // also finds references to other hosts
	lock  *mediasync.Manifest
	fetch fetcher
	out   string // absolute: where the posts and files go
	outAt string // the same as a slash path below the site; "." is the site itself, "" elsewhere

	posts     []*adoptedPost
	originals originals
}

func (s *Site) adopt(ctx context.Context, o AdoptOptions) (*Report, error) {
	a := &adopter{opts: o}
	names, err := a.begin(ctx, s)
	if err != nil {
		return s.failed(err)
	}
	defer a.fill()
	if err = a.read(ctx, names); err != nil {
		return &a.report, err
	}
	if o.DryRun {
		err = a.look(ctx)
	} else {
		err = a.carryOut(ctx)
	}
	return &a.report, err
}

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
		return nil, problem("", oneLine(err)) // it is added to, so it must be right
	}
	fsys := s.root.Snapshot()
	if names, err = s.findPosts(fsys, a.opts.Paths); err != nil {
		return nil, err
	}
	a.fetch.store = store
	a.originals = newOriginals(a.lock)
	a.run = s.newRun(ctx, nil, fsys, names)
	a.run.report.DryRun, a.run.report.Posts = a.opts.DryRun, len(names)
	a.find = renderer.New(renderer.Options{
		Remote: true, MediaLinks: s.cfg.Links, Components: s.cfg.Components, WikiEmbeds: s.cfg.WikiEmbeds,
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

// read finds the URLs in all posts, gives each original its file, and writes
// the posts anew, in memory.
func (a *adopter) read(ctx context.Context, names []string) error {
	if a.opts.Progress != nil {
		a.done = counter(a.opts.Progress, "posts", len(names))
	}
	found := make([]*adoptedPost, len(names))
	err := each(ctx, len(names), func(i int) error {
		found[i] = a.urlsOf(names[i])
		if a.done != nil {
			a.done()
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range found { // in path order, so that names do not depend on chance
		if p == nil {
			continue
		}
		for _, ref := range p.refs {
			ref.original = a.originals.get(path.Dir(p.post.Name), ref.delivered)
		}
		a.posts = append(a.posts, p)
	}
	return each(ctx, len(a.posts), func(i int) error { return a.rewrite(ctx, a.posts[i]) })
}

// each calls f for all numbers below n, as many at once as there are
// processors.
func each(ctx context.Context, n int, f func(int) error) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		if gctx.Err() != nil {
			break
		}
		g.Go(func() error { return f(i) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// carryOut fetches the originals, records them, and writes the posts.
func (a *adopter) carryOut(ctx context.Context) error {
	used := a.used()
	if len(used) == 0 {
		return nil
	}
	if err := os.MkdirAll(a.out, 0o755); err != nil {
		return fileError(a.report.Out, err, "choose another folder with --out")
	}
	root, err := os.OpenRoot(a.out)
	if err != nil {
		return fileError(a.report.Out, err, "choose another folder with --out")
	}
	defer root.Close()
	a.fetch.root = root
	if stopped, err := a.fetchAll(ctx, used); stopped || err != nil {
		return err
	}
	// Now their types are known, on which URLs of the upload product depend.
	if err := each(ctx, len(a.posts), func(i int) error { return a.rewrite(ctx, a.posts[i]) }); err != nil {
		return err
	}
	var ready []*adoptedPost
	for _, p := range a.posts {
		if p.result == nil || a.blame(p) || !a.writable(p) {
			continue
		}
		ready = append(ready, p)
		if err := a.showDiff(p); err != nil {
			return err
		}
	}
	if err := a.record(ready); err != nil {
		return err
	}
	for _, p := range ready {
		a.write(p)
	}
	return ctx.Err()
}

func (a *adopter) showDiff(p *adoptedPost) error {
	if a.opts.Diff == nil {
		return nil
	}
	_, err := io.WriteString(a.opts.Diff, unifiedDiff(a.site.display(p.post.Name), p.post.Source, p.result))
	return err
}

// record writes into the lock file which keys the files of the posts have.
func (a *adopter) record(posts []*adoptedPost) error {
	for _, p := range posts {
		for _, ref := range p.refs {
			if ref.left {
				continue
			}
			e := ref.original.entry
			a.lock.Set(markAdopted(e)) // for when the posts have taken the old ones' place
			if a.outAt == "" {
				continue
			}
			e.Path = path.Join(a.outAt, e.Path)
			a.lock.Set(e)
			a.lock.Set(markAdopted(e))
		}
	}
	return a.site.writeLock(a.lock)
}

// look is carryOut for a dry run.
func (a *adopter) look(ctx context.Context) error {
	used := a.used()
	stopped, err := a.eachOriginal(ctx, used, func(ctx context.Context, o *original) error {
		_, err := a.fetch.store.Head(ctx, o.key)
		return a.storeError(o, err)
	})
	if stopped || err != nil {
		return err
	}
	for _, o := range used {
		if o.err == nil {
			a.report.Fetched++
			a.report.Actions = append(a.report.Actions, Action{Do: "fetch", What: a.displayAt(o.name), From: o.key})
		}
	}
	for _, p := range a.posts {
		if p.result == nil || a.blame(p) {
			continue
		}
		a.report.Written++
		a.resolved.Add(int64(p.active()))
		a.report.Actions = append(a.report.Actions, Action{
			Do: "write", What: a.displayAt(p.post.Name), From: a.from(p), Why: fmt.Sprintf("%d of %d delivery URLs become local", p.active(), len(p.refs)+p.hopeless),
		})
		if err := a.showDiff(p); err != nil {
			return err
		}
	}
	return nil
}

// displayAt is a file of the result as the person would type it.
func (a *adopter) displayAt(name string) string {
	if a.opts.Write {
		return a.site.display(name)
	}
	return filepath.Join(a.report.Out, filepath.FromSlash(name))
}

// from names the post that a new one is made from.
func (a *adopter) from(p *adoptedPost) string {
	if a.opts.Write {
		return ""
	}
	return a.site.display(p.post.Name)
}
