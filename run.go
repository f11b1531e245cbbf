package mdmedia

import (
	"bytes"
	"context"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/rootfs"
	"github.com/mdmedia/mdmedia/renderer"
	"github.com/mdmedia/mdmedia/renderer/mermaid"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// A run is one pass over the posts: each is read, parsed and resolved once,
// and its result is staged. What a command does with it comes after.
type run struct {
	site   *Site
	assets *assets
	ps     problems
	report Report
	render *renderer.Renderer
	fsys   *rootfs.Snapshot // the site as it is in this run
	finder *content.Finder
	pages  []*article                      // the posts of this run, in path order
	stage  *stage                          // nil: results are not staged
	sink   func(p *article, result []byte) // takes the results instead; nil: nobody does
	// delivery makes the URLs of objects; it is the site's, but for a preview.
	delivery    delivery
	unpublished *unpublished // where files are shown that the bucket lacks; nil: they are uploaded
	engine      mermaid.Engine
	mirror      *mirror
	// bucketPrint is what can be seen of a bucket that is a folder, as it was when
	// the run began; nil: nobody looked.
	bucketPrint func() string
	partial     bool // not all posts are in this run
	verify      bool // the bucket is to be asked about everything
	fresh       bool // every post is to be read, changed or not
	// unchanged says that the bucket holds all that is wanted, which is what
	// the last run left. There are no files then.
	unchanged bool
	files     []mediasync.File // what the bucket must hold, once all posts are scanned
	recorded  sync.WaitGroup   // for what is written down of the bucket beside other work

	drafts, future, fragment bool
	now                      time.Time
	names                    map[string]bool // every post
	links                    targets
	buffers                  sync.Pool
	done                     func() // progress, after each post

	refs, resolved, remote, missed, diagrams, skipped atomic.Int64
}

// An article is what is kept of a post after it was rendered.
type article struct {
	name, slug, title string
	date              time.Time
	out               string // slash path below the output folder
	summary           string
	syncFlag          string // what sync needs for a draft or future post
	draft             bool
	skip, failed      bool
	broken            bool // the front matter is wrong: slug and path are guesses
	diagrams          int
	wants             string // a hash of what it wants the bucket to hold
	made              string // a hash of what its result is made from; "" if that is not known
	memo              *memo  // what it asks for, as far as that could be told
	uses              []placedUse
	named             []string // files that uses have and whose names stand elsewhere, too
	remarks           []remark
	uncopied          bool // a picture on another host has no copy yet
	linked            []linkedFile
	staged            *staged
}

// A placedUse is a use with its position, since the source is not kept.
type placedUse struct {
	object    *object
	tx        string // the author's transformations
	line, col int32
}

func (s *Site) newRun(ctx context.Context, engine mermaid.Engine, fsys *rootfs.Snapshot, names []string) *run {
	r := &run{site: s, fsys: fsys, assets: newAssets(s), delivery: s.delivery, now: s.opts.Now(), mirror: s.newMirror(ctx), names: make(map[string]bool, len(names))}
	r.use(engine)
	r.buffers.New = func() any { return new(bytes.Buffer) }
	for _, n := range names {
		r.names[n] = true
	}
	r.finder = r.newFinder(ctx, names)
	return r
}

// use has the run's diagrams drawn by an engine, which it closes.
func (r *run) use(engine mermaid.Engine) {
	r.engine, r.render = engine, r.site.newRenderer(engine)
}

func (s *Site) newRenderer(engine mermaid.Engine) *renderer.Renderer {
	return renderer.New(s.rendererOptions(engine, false))
}

// rendererOptions are the site's; with remote the resolver gets to see
// references to other hosts, too.
func (s *Site) rendererOptions(engine mermaid.Engine, remote bool) renderer.Options {
	return renderer.Options{
		Mermaid: engine, MarkdownDiagrams: s.cfg.Mermaid.Markdown, MediaLinks: s.cfg.Links, Components: s.cfg.Components,
		Shortcodes: s.cfg.Shortcodes, SiteBase: s.throughLiquid(), WikiEmbeds: s.cfg.WikiEmbeds,
		Remote:   remote || s.cfg.Remote != "" || len(s.cfg.Mirror) > 0,
		Captions: s.wantsElements(), HTMLImages: s.cfg.Markdown.Images == "html",
		AttributeLists: s.generator != nil && s.generator.AttributeLists,
	}
}

// scan handles every post, and then what concerns several of them.
func (r *run) scan(ctx context.Context, names []string) error {
	err := r.scanPosts(ctx, names)
	r.checkKeyCase()
	if r.unchanged = err == nil && !r.verify && r.settled(ctx); !r.unchanged {
		r.files = r.assets.settle()
	}
	r.checkPages()
	return err
}

// scanPosts handles every post, in parallel.
func (r *run) scanPosts(ctx context.Context, names []string) error {
	pages := make([]*article, len(names))
	err := each(ctx, len(names), func(ctx context.Context, i int) (err error) {
		pages[i], err = r.post(ctx, names[i])
		if r.done != nil {
			r.done()
		}
		return err
	})
	r.pages = slices.DeleteFunc(pages, func(p *article) bool { return p == nil })
	r.report.Posts = len(r.pages)
	return err
}

// post brings one post to where its result is staged. Its problems are
// collected; an error is one that ends the run, such as a full disk.
func (r *run) post(ctx context.Context, name string) (*article, error) {
	if !r.fresh {
		if p := r.recall(name); p != nil {
			return p, nil
		}
	}
	m, readAt := &memo{}, r.site.opts.Now()
	if fi, err := fs.Stat(r.fsys, name); err == nil {
		m.stamp = stampOf(fi) // from before it is read: a change meanwhile is noticed at the next run
	}
	post, err := r.site.read(name)
	if err != nil {
		r.contentError(name, err)
	}
	if post == nil {
		return &article{name: name, failed: true}, nil
	}
	p := r.article(post)
	p.memo = m
	p.failed, p.broken = err != nil, err != nil // its references are looked at all the same: all problems in one run
	if err := r.make(ctx, p, post, m); err != nil {
		return nil, err
	}
	r.findLinked(p, m)
	p.hashWants()
	r.remember(p, post, m, readAt)
	return p, nil
}

// make resolves and stages a post, and notes in m what it asks for.
func (r *run) make(ctx context.Context, p *article, post *content.Post, m *memo) error {
	r.links.store(p.name, target{p.out, p.skip})
	if p.skip {
		r.skipped.Add(1)
		if r.site.cfg.Format != Markdown {
			return nil
		}
		return r.put(p, func(b *bytes.Buffer) error { b.Write(post.Source); return nil })
	}
	res := r.resolver(p)
	in := r.input(post, res, m)
	if res.absolute {
		in.PageLink = r.absoluteLinks(p, in.PageLink)
	}
	doc, err := r.render.Prepare(ctx, in)
	if cerr := ctx.Err(); cerr != nil {
		return cerr
	}
	r.note(p, post, res, doc, m, err)
	r.unwritable(p, post)
	if doc == nil || p.failed && r.sink == nil {
		return nil
	}
	return r.put(p, func(b *bytes.Buffer) error { return r.write(b, p, post, doc) })
}

// lastPart is the part of a dotted key behind the last dot.
func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

func (r *run) article(post *content.Post) *article {
	return &article{
		name: post.Name, slug: post.Slug, title: post.Title, date: post.Date, draft: post.Draft, out: r.site.pagePath(post),
		syncFlag: r.syncFlag(post.Draft, post.Date), skip: r.hides(post.Draft, post.Date),
	}
}

// syncFlag is what mdmedia sync needs to be told to upload for such a post.
func (r *run) syncFlag(draft bool, date time.Time) string {
	switch {
	case draft:
		return " --drafts"
	case date.After(r.now):
		return " --future"
	}
	return ""
}

func (r *run) resolver(p *article) *resolver {
	return &resolver{site: r.site, delivery: r.delivery, unpublished: r.unpublished, assets: r.assets, finder: r.finder, post: p.name, slug: p.slug, from: p.out, broken: p.broken, rich: r.site.wantsElements(), absolute: r.site.absoluteResults(), mirror: r.mirror}
}

// input hands a post to the renderer; the front matter's covers are references
// like any other, written back in the front matter's own quoting.
func (r *run) input(post *content.Post, res renderer.Resolver, m *memo) renderer.Input {
	in := renderer.Input{
		Name: post.Name, Source: post.Source, Body: post.Body, Resolver: res,
		PageLink: func(dest string) (string, bool) { return r.pageLink(post, m, dest) },
		Exists: func(p string) bool {
			m.checks = append(m.checks, p)
			_, err := r.finder.Find(post.Name, p)
			return err == nil
		},
	}
	if res, ok := res.(*resolver); ok && r.site.diagramFiles() {
		in.Drawn = res.drawn
	}
	in.Covers = r.site.covers(post)
	return in
}

// covers are the references of the front matter, also those to other hosts.
func (s *Site) covers(post *content.Post) (refs []renderer.Ref) {
	for _, key := range s.cfg.Covers {
		alts := post.Values(strings.TrimSuffix(key, lastPart(key)) + "alt") // cover.alt belongs to cover.image
		for i, v := range post.Values(key) {
			alt := ""
			if i < len(alts) {
				alt = alts[i].Text
			}
			refs = append(refs, renderer.CoverRef(v.Text, alt, v.Start, v.End, v.Quote))
		}
	}
	return refs
}

// note keeps what the run needs to know of a prepared document, and reports
// its problems at their positions.
func (r *run) note(p *article, post *content.Post, res *resolver, doc *renderer.Document, m *memo, err error) {
	for _, e := range flatten(err) {
		r.documentError(p, post, e)
	}
	if doc == nil {
		return
	}
	for _, w := range append(doc.Warnings(), res.warnings...) {
		r.at(post, w.Offset, Warning, w.Msg)
	}
	for _, w := range doc.Descriptions() {
		pos := post.Position(w.Offset)
		p.remarks = append(p.remarks, remark{int32(pos.Line), int32(pos.Column), w.Msg})
	}
	p.uses = make([]placedUse, 0, len(res.uses)+len(res.extras))
	var resolved []renderer.Resolution
	if r.site.copiesUnreferenced() {
		resolved = doc.Resolved()
	}
	for i, u := range res.uses {
		pos := post.Position(u.offset)
		p.uses = append(p.uses, placedUse{u.object, u.tx, int32(pos.Line), int32(pos.Column)})
		name := u.object.asset.name
		named := len(resolved) > 0 && namedElsewhere(post.Source, resolved, name)
		if named {
			p.named = append(p.named, name)
		}
		m.uses = append(m.uses, memoUse{u.path, u.tx, p.uses[i].line, p.uses[i].col, u.embellished, named})
		if u.cover && m.cover == 0 {
			m.cover = i + 1
		}
	}
	for _, u := range res.extras {
		pos := post.Position(u.offset)
		p.uses = append(p.uses, placedUse{u.object, u.tx, int32(pos.Line), int32(pos.Column)})
	}
	for _, ref := range r.site.covers(post) {
		if m.coverURL == "" && isWebAddress(ref.Dest) {
			m.coverURL = ref.Dest
		}
	}
	m.refs, m.remote, p.uncopied = len(doc.Refs())+doc.Remote(), doc.Remote()+res.left, res.uncopied
	p.diagrams = len(doc.Diagrams())
	r.diagrams.Add(int64(p.diagrams))
	r.refs.Add(int64(m.refs))
	r.resolved.Add(int64(m.references()))
	r.remote.Add(int64(m.remote))
	if s, ok := post.Meta["description"].(string); ok {
		p.summary = s
	}
}
