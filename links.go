package mdmedia

import (
	"bytes"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mdmedia/mdmedia/content"
)

// A target is the page of a post that others may link to.
type target struct {
	out    string
	hidden bool // a draft, or dated in the future: there is no page
}

// targets are the pages that were found so far, by the posts' names. It is safe
// for concurrent use; the zero value is empty.
type targets struct {
	mu sync.RWMutex
	of map[string]target
}

func (ts *targets) load(name string) (target, bool) {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	t, ok := ts.of[name]
	return t, ok
}

func (ts *targets) store(name string, t target) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.of == nil {
		ts.of = map[string]target{}
	}
	ts.of[name] = t
}

// hides reports whether a post is left out of this run.
func (r *run) hides(draft bool, date time.Time) bool {
	return (draft && !r.drafts) || (date.After(r.now) && !r.future)
}

// pageLink turns a link to another post into a link to its page. A link to a
// post that has none is left as it is, with a warning.
func (r *run) pageLink(post *content.Post, m *memo, dest string) (string, bool) {
	l := r.link(post.Name, dest)
	if l.asked {
		m.links = append(m.links, dest)
	}
	if l.dead != "" {
		r.deadLink(post, dest, l.dead)
	}
	return l.url, l.url != ""
}

// A postLink is what a link in a post comes to.
type postLink struct {
	asked bool   // it has the form of a link to a post
	url   string // of the page or file, as the linking page says it; "" if that is left as it is
	file  linkedFile
	dead  string // why there is none, if that is worth a warning
}

// linkPath is the path that a destination begins with, decoded, and what follows
// it.
func linkPath(dest string) (to, suffix string) {
	to = dest
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		to, suffix = dest[:i], dest[i:]
	}
	if decoded, err := url.PathUnescape(to); err == nil {
		to = decoded
	}
	return to, suffix
}

// link looks up what dest means in the post named from.
func (r *run) link(from, dest string) postLink {
	to, suffix := linkPath(dest)
	_, frag, hasFrag := strings.Cut(suffix, "#")
	if !r.site.isPostName(to) {
		return r.fileLink(from, to, suffix)
	}
	if rest, ok := strings.CutPrefix(to, "@/"); ok {
		to = "/" + rest // Zola's way to say: from the content folder
	}
	name := path.Join(path.Dir(from), to)
	if strings.HasPrefix(to, "/") {
		name = path.Join(r.site.cfg.Content, to)
	}
	page, ok := r.pageOf(name)
	switch {
	case !ok && !r.names[name] && !strings.Contains(to, ":"): // not mailto:a@b.md
		return postLink{asked: true, dead: "leads to no post: correct it"}
	case !ok:
		return postLink{asked: true}
	case page.hidden:
		return postLink{asked: true, dead: "leads to a post that is not published yet"}
	}
	self, _ := r.links.load(from)
	u := escapePath(relative(htmlPath(self.out), htmlPath(page.out)))
	if r.site.cfg.Site.URL != "" {
		u = strings.TrimSuffix(u, "index.html")
		if u == "" {
			u = "./"
		}
	}
	if hasFrag {
		u += "#" + frag
	}
	return postLink{asked: true, url: u}
}

// deadLink warns of a link in HTML. goldmark does not say where a link's
// destination stands, so it is looked for.
func (r *run) deadLink(post *content.Post, dest, what string) {
	if r.site.cfg.Format == Markdown {
		return // the generator that reads it resolves links
	}
	offset := post.Body + max(0, bytes.Index(post.Source[post.Body:], []byte(dest)))
	r.at(post, offset, Warning, strconv.Quote(dest)+" "+what)
}

// isPostName reports whether a name has the extension of a post.
func (s *Site) isPostName(name string) bool {
	exts := s.cfg.Extensions
	if len(exts) == 0 {
		exts = []string{".md", ".markdown"}
	}
	return contains(exts, strings.ToLower(path.Ext(name)))
}

// pageOf is the page of a post. A post that was not reached yet is read for
// its front matter.
func (r *run) pageOf(name string) (target, bool) {
	if t, ok := r.links.load(name); ok {
		return t, true
	}
	if !r.names[name] {
		return target{}, false
	}
	t, ok := r.targetOf(name)
	if ok {
		r.links.store(name, t)
	}
	return t, ok
}

func (r *run) targetOf(name string) (target, bool) {
	if m := r.known(name); m != nil {
		return target{m.out, r.hides(m.draft, m.date)}, true
	}
	post, _ := r.site.read(name) // what is wrong with it is reported where it is built
	if post == nil {
		return target{}, false
	}
	return target{r.site.pagePath(post), r.hides(post.Draft, post.Date)}, true
}
