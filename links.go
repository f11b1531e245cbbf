package mdmedia

import (
	"bytes"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia/content"
)

// A target is the page of a post that others may link to.
type target struct {
	out    string
	hidden bool // a draft, or dated in the future: there is no page
}

// hides reports whether a post is left out of this run.
func (r *run) hides(post *content.Post) bool {
	return (post.Draft && !r.drafts) || (post.Date.After(r.now) && !r.future)
}

// pageLink turns a link to another post into a link to its page. A link to a
// post that has none is left as it is, with a warning.
func (r *run) pageLink(post *content.Post, dest string) (string, bool) {
	from := post.Name
	to, frag, hasFrag := strings.Cut(dest, "#")
	to, _, _ = strings.Cut(to, "?")
	if decoded, err := url.PathUnescape(to); err == nil {
		to = decoded
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
	case !ok && r.site.isPostName(to) && !r.names[name] && !strings.Contains(to, ":"): // not mailto:a@b.md
		r.deadLink(post, dest, "leads to no post: correct it")
		return "", false
	case !ok:
		return "", false
	case page.hidden:
		r.deadLink(post, dest, "leads to a post that is not published yet")
		return "", false
	}
	out := page.out
	self, _ := r.links.Load(from)
	u := escapePath(relative(htmlPath(self.(target).out), htmlPath(out)))
	if r.site.cfg.Site.URL != "" {
		u = strings.TrimSuffix(u, "index.html")
		if u == "" {
			u = "./"
		}
	}
	if hasFrag {
		u += "#" + frag
	}
	return u, true
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
	if v, ok := r.links.Load(name); ok {
		return v.(target), true
	}
	if !r.names[name] {
		return target{}, false
	}
	post, err := r.site.read(name)
	if post == nil || err != nil {
		return target{}, false // reported where the post itself is handled
	}
	t := target{r.site.pagePath(post), r.hides(post)}
	r.links.Store(name, t)
	return t, true
}
