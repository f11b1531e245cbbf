package mdmedia

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"path"
	"path/filepath"
	"slices"

	"github.com/dustin/go-humanize"

	"github.com/mdmedia/mdmedia/internal/live"
	"github.com/mdmedia/mdmedia/internal/media"
)

// The overview has no more than this, so that it is quick for large sites.
const (
	maxOverviewPosts  = 500
	maxOverviewUnused = 200
)

func (p *Preview) serveOverview(w http.ResponseWriter, _ *http.Request) {
	servePage(w, &previewPage{html: p.overviewPage(), ctype: "text/html; charset=utf-8"})
}

// overviewView has no problems: they are part of the page.
func (p *Preview) overviewView() live.View { return live.View{Version: live.Version(p.overviewPage())} }

func (p *Preview) overviewPage() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b bytes.Buffer
	if err := p.overview().Write(&b); err != nil {
		return []byte("<!doctype html><title>preview</title>")
	}
	return b.Bytes()
}

func (p *Preview) overview() live.Overview {
	m := p.model
	o := live.Overview{Title: cmp.Or(p.site.cfg.Site.Title, "Posts"), Problems: p.places(slices.Concat(p.broken, m.general))}
	posts := slices.Collect(func(yield func(*modelPost) bool) {
		for _, name := range m.names {
			if post := m.posts[name]; post != nil && !yield(post) {
				return
			}
		}
	})
	slices.SortStableFunc(posts, func(a, b *modelPost) int {
		return cmp.Or(cmp.Compare(min(1, len(b.problems())), min(1, len(a.problems()))), b.date.Compare(a.date))
	})
	o.More = max(0, len(posts)-maxOverviewPosts)
	r := m.newRun(p.ctx)
	for _, post := range posts[:len(posts)-o.More] {
		o.Posts = append(o.Posts, p.overviewPost(r, post))
	}
	var weight int64
	o.Unused, o.MoreUnused, weight = p.unused()
	o.Summary = append(o.Summary, p.counts(posts))
	if n := len(o.Unused) + o.MoreUnused; n > 0 {
		o.Summary = append(o.Summary, fmt.Sprintf("%s that no post refers to, %s", plural(n, "media file"), humanize.Bytes(uint64(weight))))
	}
	return o
}

func (p *Preview) overviewPost(r *run, post *modelPost) live.OverviewPost {
	o := live.OverviewPost{
		Title: cmp.Or(post.title, post.slug, post.name), File: p.site.display(post.name),
		Date: dateOr(post.date, "2006-01-02"), Problems: p.places(post.problems()),
	}
	if abs, err := filepath.Abs(filepath.Join(p.site.dir, filepath.FromSlash(post.name))); err == nil {
		o.Edit = p.editLink(abs, 1, 1)
	}
	if post.out != "" {
		o.URL = "/" + escapePath(path.Join(p.site.cfg.Base, post.out))
	}
	switch {
	case post.draft:
		o.State = "draft"
	case post.date.After(p.site.opts.Now()):
		o.State = "scheduled"
	}
	if c := r.thumbnail(post.article); c != nil {
		o.Cover = "/" + c.URL
		if c.URL[0] == '/' {
			o.Cover = c.URL
		}
	}
	if w := weightOf(post.article); w > 0 {
		o.Weight = humanize.Bytes(uint64(w))
	}
	return o
}

// weightOf is the size of the files that a post refers to, each counted once.
func weightOf(p *article) (bytes int64) {
	seen := map[string]bool{}
	for _, u := range p.uses {
		if a := u.object.asset; !seen[a.name] {
			seen[a.name] = true
			bytes += a.bytes
		}
	}
	return bytes
}

// counts sums the site up. Where Cloudinary delivers, every distinct
// transformation of every file is a derived asset that it bills.
func (p *Preview) counts(posts []*modelPost) string {
	files := map[string]bool{}
	for _, post := range posts {
		for _, u := range post.uses {
			files[u.object.asset.name] = true
		}
	}
	line := fmt.Sprintf("%s, %s", plural(len(posts), "post"), plural(len(files), "media file"))
	if p.site.cfg.Delivery.Cloudinary != nil {
		line += fmt.Sprintf(", %s for Cloudinary to derive", plural(p.derived(), "picture"))
	}
	return line
}

// derived counts the distinct delivery URLs of the site.
func (p *Preview) derived() int {
	urls := map[string]bool{}
	r := p.model.newRun(p.ctx)
	for _, post := range p.model.posts {
		if c := r.thumbnail(post.article); c != nil {
			urls[c.URL] = true
		}
		for _, u := range post.uses {
			for _, url := range r.addresses(post.article, u) {
				urls[url] = true
			}
		}
	}
	return len(urls)
}

// unused lists the media files in the content folder that no post refers to.
func (p *Preview) unused() (list []live.UnusedFile, more int, bytes int64) {
	m := p.model
	names, err := p.site.otherFiles(m.snap, m.known)
	if err != nil {
		return nil, 0, 0
	}
	used := map[string]bool{}
	for _, post := range m.posts {
		for _, u := range post.uses {
			used[u.object.asset.name] = true
		}
	}
	for _, name := range names {
		fi, err := m.snap.Stat(name)
		if used[name] || err != nil || !media.IsMediaName(name) {
			continue
		}
		bytes += fi.Size()
		if len(list) == maxOverviewUnused {
			more++
			continue
		}
		list = append(list, live.UnusedFile{File: p.site.display(name), Weight: humanize.Bytes(uint64(fi.Size()))})
	}
	return list, more, bytes
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return humanize.Comma(int64(n)) + " " + what + "s"
}
