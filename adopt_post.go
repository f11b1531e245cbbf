package mdmedia

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/atomicfile"
	"github.com/mdmedia/mdmedia/renderer"
)

// An adoptedPost is a post with delivery URLs.
type adoptedPost struct {
	post     *content.Post
	refs     []*adoptedRef
	local    []string // the files that it refers to already
	hopeless int      // URLs that cannot be local, and are not in refs
	result   []byte   // the post with local references; nil: it stays as it is
}

// An adoptedRef is a delivery URL in a post.
type adoptedRef struct {
	delivered
	start, end int // in the source
	fragment   string
	original   *original
	left       bool // it stays as it is
}

// dest is the local reference.
func (r *adoptedRef) dest() string {
	d := escapePath(path.Base(r.original.name))
	if r.tx != "" {
		d += "?tx=" + r.tx
	}
	if r.fragment != "" {
		d += "#" + r.fragment
	}
	return d
}

// active counts the references that become local.
func (p *adoptedPost) active() (n int) {
	for _, r := range p.refs {
		if !r.left {
			n++
		}
	}
	return n
}

// urlsOf finds the delivery URLs of a post; nil: it has none.
func (a *adopter) urlsOf(name string) *adoptedPost {
	post, err := a.site.read(name)
	if err != nil {
		a.contentError(name, err)
		return nil
	}
	doc, err := a.find.Parse(a.input(post, nil, &memo{}))
	if err != nil {
		a.contentError(name, err)
		return nil
	}
	p := &adoptedPost{post: post}
	for _, ref := range doc.Refs() {
		switch {
		case a.urls.ours(ref.Dest):
			a.refs.Add(1)
			a.take(p, ref)
		case ref.Remote():
			a.remote.Add(1)
		default:
			if found, err := a.finder.Find(name, ref.Path); err == nil && found.Root == "" {
				p.local = append(p.local, found.Name)
			}
		}
	}
	if len(p.refs) == 0 {
		return nil
	}
	return p
}

// take adds a delivery URL to the post, or says why it stays.
func (a *adopter) take(p *adoptedPost, ref renderer.Ref) {
	link, fragment, _ := strings.Cut(ref.Dest, "#")
	d, again, ok := a.urls.parse(link)
	why := ""
	switch {
	case ref.Kind == renderer.WikiEmbed:
		why = "a wiki embed cannot be written anew: make it ![](...)"
	case ref.Attrs.Start < ref.Attrs.End:
		why = "the attribute block behind it would change it: remove the block"
	case !ok && again == "":
		why = "it does not name an object of the bucket as mdmedia would write it"
	case !ok:
		why = "built again, it would be " + again
	default:
		if bad := badTarget(path.Base(d.key)); bad != "" {
			why = strconv.Quote(path.Base(d.key)) + " " + bad
		}
	}
	if why != "" {
		p.hopeless++
		a.leave(p.post, ref.Start, why)
		return
	}
	p.refs = append(p.refs, &adoptedRef{delivered: d, start: ref.Start, end: ref.End, fragment: fragment})
}

// leave warns of a URL that stays as it is.
func (a *adopter) leave(post *content.Post, offset int, why string) {
	a.missed.Add(1)
	a.at(post, offset, Warning, "this delivery URL stays as it is: "+why)
}

// mostTries is how many references of a post are tried out one by one.
const mostTries = 50

// rewrite makes the result of a post, builds that again, and leaves alone what
// did not come back as it was.
func (a *adopter) rewrite(ctx context.Context, p *adoptedPost) error {
	for try := 0; ; try++ {
		p.result = nil
		if err := ctx.Err(); err != nil || p.active() == 0 {
			return err
		}
		result, err := a.localized(ctx, p)
		if err != nil {
			return err
		}
		back := a.rebuilt(ctx, p, result)
		if bytes.Equal(back, p.post.Source) {
			p.result = result
			return nil
		}
		for _, r := range p.suspects(commonPrefix(back, p.post.Source), try >= mostTries) {
			r.left = true
			a.leave(p.post, r.start, "built again, the post would not be the same here")
		}
	}
}

// localized is the post with local references.
func (a *adopter) localized(ctx context.Context, p *adoptedPost) ([]byte, error) {
	dest := map[int]string{}
	for _, r := range p.refs {
		if !r.left {
			dest[r.start] = r.dest()
		}
	}
	doc, err := a.find.Prepare(ctx, a.input(p.post, renderer.ResolverFunc(func(_ context.Context, ref renderer.Ref) (renderer.Media, error) {
		if d, ok := dest[ref.Start]; ok {
			return renderer.Media{URL: d}, nil
		}
		return renderer.Media{}, renderer.ErrSkip
	}), &memo{}))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = doc.WriteMarkdown(&b)
	return b.Bytes(), err
}

// rebuilt is what building an adopted post gives; nil: it cannot be built.
func (a *adopter) rebuilt(ctx context.Context, p *adoptedPost, adopted []byte) []byte {
	post, err := content.Parse(p.post.Name, adopted)
	if err != nil {
		return nil
	}
	byName := map[string]*adoptedRef{}
	for _, r := range p.refs {
		if !r.left {
			byName[r.original.name] = r
		}
	}
	in := a.input(post, renderer.ResolverFunc(func(_ context.Context, ref renderer.Ref) (renderer.Media, error) {
		r := byName[path.Join(path.Dir(post.Name), ref.Path)]
		if r == nil || strings.HasPrefix(ref.Path, "/") {
			return renderer.Media{}, renderer.ErrSkip
		}
		u, err := a.site.delivery.url("", r.key, r.mediaType(), transformations(ref))
		if ref.Fragment != "" {
			u += "#" + ref.Fragment
		}
		return renderer.Media{URL: u}, err
	}), &memo{})
	there := in.Exists
	in.Exists = func(name string) bool { return byName[path.Join(path.Dir(post.Name), name)] != nil || there(name) }
	doc, err := a.render.Prepare(ctx, in)
	var b bytes.Buffer
	if doc == nil || err != nil || doc.WriteMarkdown(&b) != nil {
		return nil
	}
	return b.Bytes()
}

// mediaType is the original's, or what the URL says before it is known.
func (r *adoptedRef) mediaType() string {
	if t := r.original.entry.ContentType; t != "" {
		return t
	}
	return r.kind
}

// suspects are the references that a difference from an offset on may come
// from: the last one that begins before it, or the next; or all of them.
func (p *adoptedPost) suspects(offset int, all bool) (list []*adoptedRef) {
	var best *adoptedRef
	for _, r := range p.refs {
		switch {
		case r.left:
		case all:
			list = append(list, r)
		case best == nil, r.start <= offset && (best.start > offset || r.start > best.start), best.start > offset && r.start < best.start:
			best = r
		}
	}
	for _, r := range p.refs { // images that share a definition share its span
		if best != nil && !r.left && r.start == best.start {
			list = append(list, r)
		}
	}
	return list
}

func commonPrefix(a, b []byte) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// blame reports the originals of a post that could not be had, where they are
// used, and whether there are any.
func (a *adopter) blame(p *adoptedPost) (failed bool) {
	for _, r := range p.refs {
		if !r.left && r.original.err != nil {
			a.at(p.post, r.start, Error, oneLine(r.original.err))
			failed = true
		}
	}
	return failed
}

// writable reports whether a post may be written: in place only over what was
// read, elsewhere only where nothing else is.
func (a *adopter) writable(p *adoptedPost) bool {
	name, want := p.post.Name, p.result
	msg := "is there already and differs: remove it, or choose another folder with --out"
	if a.opts.Write {
		want, msg = p.post.Source, "changed meanwhile: run again"
	}
	if link := a.fetch.through(name); link != "" {
		a.ps.add(Problem{File: a.displayAt(name), Message: "leads through the symbolic link " + link + ": adopt the post where it really is"})
		return false
	}
	have, err := a.fetch.root.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !a.opts.Write:
		return true
	case err != nil:
		msg = "cannot be read: " + reason(err)
	case bytes.Equal(have, want):
		return true
	}
	a.ps.add(Problem{File: a.displayAt(name), Message: msg})
	return false
}

// write puts the post into its place.
func (a *adopter) write(p *adoptedPost) {
	if !a.writable(p) {
		return
	}
	name, perm := p.post.Name, fs.FileMode(0o644)
	if fi, err := a.site.root.Stat(name); err == nil {
		perm = fi.Mode().Perm()
	}
	a.fetch.sweep(path.Dir(name))
	_, err := atomicfile.WriteBytes(a.fetch.root, name, perm, p.result)
	if err == nil {
		err = a.fetch.root.Chmod(name, perm) // whatever the umask says
	}
	if err != nil {
		a.ps.add(Problem{File: a.displayAt(name), Message: "cannot be written: " + reason(err)})
		return
	}
	a.report.Written++
	a.resolved.Add(int64(p.active()))
}
