package mdmedia

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"time"

	"github.com/mdmedia/mdmedia/content"
)

// A memo is what a post said when it was last read, so that an unchanged one
// need not be opened. It holds the questions that the post asks of its
// surroundings (which files it refers to, which posts it links to) and not the
// answers: those are found out anew in each run, at the cost of a look into
// listings that are needed anyway. A post about which there is something to
// say has no memo, so that it is said every time.
type memo struct {
	stamp
	slug, title, summary, out string
	page                      string // the URL path of its page
	date                      time.Time
	draft                     bool
	asked                     bool // false: it was left out, and what it asks for is not known
	diagrams, refs, remote    int
	uses                      []memoUse
	cover                     int      // which of the uses is the cover, from 1; 0: none
	coverURL                  string   // of the first cover on another host
	links                     []string // destinations that may lead to posts
	checks                    []string // paths that were asked for, and are not references
	remarks                   []remark
}

// A memoUse is a reference to a local file.
type memoUse struct {
	path, tx    string // tx: the transformations, see resolver.Resolve
	line, col   int32
	embellished bool // files that belong to it by their names are used too
	named       bool // see article.named
}

// references counts the uses that are not diagrams.
func (m *memo) references() (n int) {
	for _, u := range m.uses {
		if !isDrawn(u.path) {
			n++
		}
	}
	return n
}

// epoch stands for everything that the results of all posts depend on, beside
// the posts and their files: the program, the configuration, the layout, the
// diagrams' script.
func (s *Site) epoch() string {
	h := sha256.New()
	put := func(part string) {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	if exe, err := os.Executable(); err == nil {
		if fi, err := os.Stat(exe); err == nil {
			st := encoder(nil)
			st.stamp(stampOf(fi))
			put(string(st))
		}
	}
	cfg, err := json.Marshal([]any{s.cfg, s.generator, s.languages})
	if err != nil {
		return "" // cannot be: it was read from text
	}
	put(string(cfg))
	put(s.layoutSource)
	put(string(s.diagramScript))
	put(s.diagramVersion())
	// A signature depends on a secret of the environment.
	probe, _ := s.delivery.url("index.html", "probe.png", "image/png", []string{"w_1"})
	put(probe)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// recall is post for one that has not changed since it was remembered: what it
// asks for is looked up, but it is not opened. Nil: it must be read, because
// its result is not there or would be another, or something is wrong with it.
func (r *run) recall(name string) *article {
	m := r.known(name)
	if m == nil {
		return nil
	}
	p := &article{
		name: name, slug: m.slug, title: m.title, date: m.date, draft: m.draft, out: m.out, summary: m.summary, diagrams: m.diagrams,
		syncFlag: r.syncFlag(m.draft, m.date), skip: r.hides(m.draft, m.date), memo: m, remarks: m.remarks,
	}
	if !m.asked && !p.skip {
		return nil
	}
	r.links.store(name, target{m.out, p.skip})
	if !p.skip && !r.lookUp(m, p) {
		return nil
	}
	p.hashWants()
	made, ok := r.dependencies(m, p)
	if !ok || (r.stage != nil && !r.kept(p, made)) {
		return nil
	}
	p.made = made
	r.findLinked(p, m)
	if p.skip {
		r.skipped.Add(1)
		return p
	}
	r.diagrams.Add(int64(m.diagrams))
	r.refs.Add(int64(m.refs))
	r.resolved.Add(int64(m.references()))
	r.remote.Add(int64(m.remote))
	return p
}

// known returns the memo of a post whose file has not changed; nil: none.
func (r *run) known(name string) *memo {
	fi, err := fs.Stat(r.fsys, name)
	if err != nil {
		return nil
	}
	return r.site.cache.post(name, stampOf(fi))
}

// lookUp finds the files that the post refers to. It fails if there is
// something to say about one of them, for which the post must be read.
func (r *run) lookUp(m *memo, p *article) bool {
	res := r.resolver(p)
	p.uses = make([]placedUse, len(m.uses))
	var extras []placedUse
	for i, u := range m.uses {
		found, a, key, err := res.find(u.path)
		if err != nil {
			return false
		}
		p.uses[i] = placedUse{r.assets.claim(key, a), u.tx, u.line, u.col}
		if u.named {
			p.named = append(p.named, a.name)
		}
		if !u.embellished {
			continue
		}
		for _, c := range res.companions(found) {
			a, key, err := res.place(c.Found)
			if err != nil {
				return false
			}
			extras = append(extras, placedUse{r.assets.claim(key, a), u.tx, u.line, u.col})
		}
	}
	p.uses = append(p.uses, extras...)
	return true
}

// dependencies is a hash of everything that the result is made from: the same
// hash is the same result. It is not ok if there is something to say about the
// post's links.
func (r *run) dependencies(m *memo, p *article) (made string, ok bool) {
	var e encoder
	e.str(r.site.cache.epoch)
	e.bool(r.fragment)
	e.bool(p.skip)
	e.stamp(m.stamp)
	e.str(p.wants)
	for _, u := range p.uses {
		if r.unpublished.has(u.object.key, u.object.asset) {
			e.str(r.unpublished.base)
			e.str(u.object.key)
		}
	}
	if p.skip {
		return e.sum(), true
	}
	for _, dest := range m.links {
		l := r.link(p.name, dest)
		if l.dead != "" {
			return "", false
		}
		e.str(l.url)
	}
	for _, path := range m.checks {
		_, err := r.finder.Find(p.name, path)
		e.bool(err == nil)
	}
	return e.sum(), true
}

func (e *encoder) sum() string {
	sum := sha256.Sum256(*e)
	return string(sum[:16])
}

// kept stages the result that is in place, if it was made from the same.
func (r *run) kept(p *article, made string) bool {
	if p.skip && r.site.cfg.Format != Markdown {
		return true // there is none
	}
	o, ok := r.site.cache.output(p.out)
	if !ok || o.post != p.name || o.made != made {
		return false
	}
	if st, ok := r.stage.stamp(p.out); !ok || st != o.stamp {
		return false
	}
	p.staged = &staged{name: p.out, stamp: o.stamp, sha256: o.sha256, made: made}
	return true
}

// remember makes a memo of a post that was read, for the next run.
func (r *run) remember(p *article, post *content.Post, m *memo, readAt time.Time) {
	if p.failed || p.uncopied || !m.settledAt(readAt) || r.ps.about(r.site.display(p.name)) {
		return
	}
	if _, undrawn := r.engine.(undrawn); undrawn && p.diagrams > 0 {
		return // what is wrong with its diagrams is not known
	}
	m.slug, m.title, m.summary, m.out = p.slug, p.title, p.summary, p.out
	m.page = r.site.pageURL(post)
	m.asked = !p.skip
	m.date, m.draft, m.diagrams, m.remarks = post.Date, post.Draft, p.diagrams, p.remarks
	made, ok := r.dependencies(m, p)
	if !ok {
		return
	}
	p.made = made
	if p.staged != nil {
		p.staged.made = made
	}
	r.site.cache.setPost(p.name, m)
}
