package mdmedia

import (
	"context"
	"maps"
	"path"
	"slices"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/rootfs"
	"github.com/mdmedia/mdmedia/renderer"
	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// A model is what a preview knows of the site: an article for each post, which
// posts ask for which files, and the pages that were shown lately. It is not
// safe for concurrent use.
type model struct {
	site     *Site
	snap     *rootfs.Snapshot
	engine   mermaid.Engine
	render   *renderer.Renderer
	delivery delivery

	names   []string               // every post, in path order
	known   map[string]bool        // the same, which every run shares
	posts   map[string]*modelPost  // by name
	asks    map[string]set[string] // base name of what is asked for -> posts
	outs    map[string]string      // page -> post
	files   map[string]*asset      // object key -> file
	pages   pageCache
	general []Problem // about no post in particular
}

type set[K comparable] map[K]struct{}

// A modelPost is a post with what is wrong with it.
type modelPost struct {
	*article
	own      []Problem // as it was read
	shared   []Problem // what follows from other posts
	failed   bool      // for either reason
	remarked []Problem // what it says and could say better
}

func (p *modelPost) problems() []Problem { return slices.Concat(p.own, p.shared, p.remarked) }

// newModel begins with nothing: see all.
func newModel(s *Site) (*model, *mermaid.Cache, error) {
	m := &model{site: s, delivery: originless{s.delivery}, pages: newPageCache()}
	var cache *mermaid.Cache
	var err error
	if m.engine, err = s.newEngine(true); s.builds() && err == nil {
		_ = m.engine.Close()
		m.engine, cache, err = s.buildEngine(true)
	}
	if err != nil {
		return nil, nil, err
	}
	m.render = s.newRenderer(m.engine)
	return m, cache, nil
}

func (m *model) close() {
	if m.engine != nil {
		_ = m.engine.Close()
	}
}

func (m *model) newRun(ctx context.Context) *run {
	r := m.site.newRun(ctx, nil, m.snap, nil)
	r.names, r.finder = m.known, r.newFinder(ctx, m.names)
	r.engine, r.render, r.delivery = m.engine, m.render, m.delivery
	r.drafts, r.future = true, true
	return r
}

// all looks at every post anew; those that look as they did are not opened.
func (m *model) all(ctx context.Context, progress func(Progress)) error {
	snap := m.site.root.Snapshot()
	names, err := m.site.findPosts(snap, nil)
	m.general = nil
	if err != nil {
		if m.general = problemsOf(err); len(names) == 0 {
			return nil // the content folder has vanished: the last good pages stay
		}
	}
	m.snap, m.names, m.known = snap, names, make(map[string]bool, len(names))
	for _, n := range names {
		m.known[n] = true
	}
	m.site.cache.begin(m.site.epoch())
	r := m.newRun(ctx)
	if progress != nil {
		r.done = counter(progress, "posts", len(names))
	}
	made := map[string]string{}
	for name, p := range m.posts {
		made[name] = p.made
	}
	m.posts = make(map[string]*modelPost, len(names))
	if err := m.take(ctx, r, names); err != nil {
		return err
	}
	for name, p := range m.posts {
		if p.made == "" || made[name] != p.made {
			m.pages.expire(name)
		}
	}
	m.pages.keep(m.posts)
	m.asks = map[string]set[string]{}
	for _, p := range m.posts {
		m.ask(p.article, true)
	}
	m.share()
	return nil
}

// some looks at some posts anew, and opens them.
func (m *model) some(ctx context.Context, names []string) error {
	r := m.newRun(ctx)
	r.fresh = true
	before := make(map[string]*modelPost, len(names))
	for _, name := range names {
		before[name] = m.posts[name]
	}
	fresh := map[string][]byte{}
	r.sink = func(p *article, html []byte) { fresh[p.name] = slices.Clone(html) }
	if len(names) > 1 {
		r.sink = nil // made when they are looked at
	}
	if err := m.take(ctx, r, names); err != nil {
		return err
	}
	for _, name := range names {
		m.pages.expire(name)
	}
	for _, name := range names {
		if old, now := before[name], m.posts[name]; old == nil || old.out != now.out || old.skip != now.skip || old.broken != now.broken {
			return m.all(ctx, nil) // others may link to it
		}
	}
	shared := false
	for _, name := range names {
		now := m.posts[name]
		old := before[name]
		m.ask(old.article, false)
		m.ask(now.article, true)
		now.shared = old.shared
		now.failed = now.failed || len(old.shared) > 0
		shared = shared || len(old.shared) > 0 || !sameClaims(old.article, now.article)
	}
	if shared {
		m.share()
	} else {
		for _, name := range names {
			m.own(m.posts[name].article) // the same keys, perhaps with other bytes
		}
	}
	for name, html := range fresh {
		if p := m.posts[name]; !p.failed || m.pages.get(name) == nil {
			m.pages.put(name, p.out, html)
			if p.failed { // better than nothing
				m.pages.expire(name)
			}
		}
	}
	return nil
}

// take has the run scan the posts, and takes what it found.
func (m *model) take(ctx context.Context, r *run, names []string) error {
	if err := r.scanPosts(ctx, names); err != nil {
		return err
	}
	about := map[string][]Problem{}
	for _, p := range r.ps.sorted() {
		about[p.File] = append(about[p.File], p)
	}
	for _, p := range r.pages {
		m.posts[p.name] = &modelPost{article: p, own: about[m.site.display(p.name)], remarked: r.remarksOf(p), failed: p.failed}
	}
	return nil
}

// ask notes, or forgets, what a post asks for, by the last part of each path:
// where that is looked for is the finder's business.
func (m *model) ask(p *article, asks bool) {
	if p.memo == nil {
		return
	}
	note := func(what string) {
		base := path.Base(what)
		switch posts := m.asks[base]; {
		case !asks:
			delete(posts, p.name)
			if len(posts) == 0 {
				delete(m.asks, base)
			}
		case posts == nil:
			m.asks[base] = set[string]{p.name: {}}
		default:
			posts[p.name] = struct{}{}
		}
	}
	for _, u := range p.memo.uses {
		note(u.path)
		if u.embellished {
			for _, name := range companionNames(u.path) {
				note(name)
			}
		}
		if m.site.namesSayLanguages() {
			for _, l := range m.site.languages {
				note(content.NameInLanguage(u.path, l.Code))
			}
		}
	}
	for _, c := range p.memo.checks {
		note(c)
	}
	for _, dest := range p.memo.links {
		to, _ := linkPath(dest)
		note(to)
	}
}

// sameClaims reports whether two versions of a post want the same files under
// the same keys.
func sameClaims(a, b *article) bool {
	return a.failed == b.failed && slices.EqualFunc(a.uses, b.uses, func(x, y placedUse) bool {
		return x.object.key == y.object.key && x.object.asset.name == y.object.asset.name &&
			x.object.asset.sha256 == y.object.asset.sha256
	})
}

// share finds what concerns several posts: pages with one path, and different
// files with one key. It does what a run does, on copies.
func (m *model) share() {
	r := &run{site: m.site, assets: &assets{site: m.site, objects: map[string]*object{}}}
	m.outs, m.files = make(map[string]string, len(m.posts)), map[string]*asset{}
	assets := map[string]*asset{} // one for each file, whichever scan found it
	for _, name := range slices.Sorted(maps.Keys(m.posts)) {
		p := m.posts[name]
		p.shared, p.failed = nil, p.article.failed
		m.own(p.article)
		c := *p.article
		c.uses = make([]placedUse, len(p.uses))
		for i, u := range p.uses {
			a := u.object.asset
			if first := assets[a.name]; first != nil {
				a = first
			}
			assets[a.name] = a
			c.uses[i] = placedUse{r.assets.claim(u.object.key, a), u.tx, u.line, u.col}
		}
		r.pages = append(r.pages, &c)
	}
	for key := range r.assets.objects {
		r.assets.owner(key)
	}
	r.checkPages()
	byFile := map[string][]Problem{}
	for _, p := range r.ps.sorted() {
		byFile[p.File] = append(byFile[p.File], p)
	}
	for _, c := range r.pages {
		p := m.posts[c.name]
		p.failed = c.failed
		p.shared = byFile[m.site.display(c.name)]
		if first := m.posts[m.outs[p.out]]; p.out != "" && (first == nil || first.failed && !p.failed) {
			m.outs[p.out] = c.name // one that cannot be built does not stand in the way
		}
	}
}

// own notes which file is at each key that a post uses.
func (m *model) own(p *article) {
	for _, u := range p.uses {
		m.files[u.object.key] = u.object.asset
	}
}
