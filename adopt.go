package mdmedia

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

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

// read finds the URLs in all posts, gives each original its file, and writes
// the posts anew, in memory.
func (a *adopter) read(ctx context.Context, names []string) error {
	if a.opts.Progress != nil {
		a.done = counter(a.opts.Progress, "posts", len(names))
	}
	found := make([]*adoptedPost, len(names))
	err := each(ctx, len(names), func(_ context.Context, i int) error {
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
	return each(ctx, len(a.posts), func(ctx context.Context, i int) error { return a.rewrite(ctx, a.posts[i]) })
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
	if err := each(ctx, len(a.posts), func(ctx context.Context, i int) error { return a.rewrite(ctx, a.posts[i]) }); err != nil {
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
		if a.copyLocal(p) {
			a.write(p)
		}
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
