package mdmedia

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/page"
	"github.com/mdmedia/mdmedia/renderer"
)

// cover is the first picture among the covers of the front matter, one of the
// site's before one that stays on another host.
func (r *run) cover(p *article, post *content.Post, doc *renderer.Document) *page.Image {
	covers := r.site.covers(post)
	if len(covers) == 0 {
		return nil
	}
	for _, res := range doc.Resolved() {
		m := &res.Media
		if res.Ref.Kind != renderer.Cover || m.URL == "" || m.Type != "" && !strings.HasPrefix(m.Type, "image/") {
			continue
		}
		img := &page.Image{
			URL: m.URL, Alt: res.Ref.Alt, Width: m.Width, Height: m.Height,
			Srcset: template.Srcset(renderer.SrcsetText(m.Srcset)), Sizes: m.Sizes, //nolint:gosec // URLs of our own
		}
		if m.Placeholder != "" {
			img.Style = template.CSS("background:" + m.Placeholder) //nolint:gosec // a colour or a picture of our own
		}
		r.setSocial(img, p)
		return img
	}
	for _, ref := range covers {
		if isWebAddress(ref.Dest) {
			return &page.Image{URL: ref.Dest, Alt: ref.Alt}
		}
	}
	return nil
}

func isWebAddress(dest string) bool {
	u, err := url.Parse(dest)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// coversElsewhere describes the covers that stay on other hosts.
func (r *run) coversElsewhere(post *content.Post, doc *renderer.Document) (list []ReferenceJSON) {
	for _, ref := range r.site.covers(post) {
		resolved := func(res renderer.Resolution) bool { return res.Ref.Start == ref.Start }
		if isWebAddress(ref.Dest) && !slices.ContainsFunc(doc.Resolved(), resolved) {
			pos := post.Position(ref.Start)
			list = append(list, ReferenceJSON{Kind: ref.Kind.String(), Dest: ref.Dest, URL: ref.Dest, Alt: ref.Alt, Line: pos.Line, Column: pos.Column})
		}
	}
	return list
}

// thumbnailWidth of a cover in the list of posts, in pixels: twice as wide as it
// is shown.
const thumbnailWidth = 320

// thumbnail is the cover of a post beside its title.
func (r *run) thumbnail(p *article) *page.Image {
	small := []string{"w_" + strconv.Itoa(thumbnailWidth)}
	if c := p.cover(); c != nil && strings.HasPrefix(c.object.asset.ctype, "image/") {
		a := c.object.asset
		u, err := r.delivery.url("index.html", c.object.key, a.ctype, small)
		if err != nil {
			return nil
		}
		return &page.Image{URL: u, Width: a.width, Height: a.height}
	}
	if p.memo == nil || p.memo.coverURL == "" {
		return nil
	}
	img := &page.Image{URL: p.memo.coverURL}
	if u, err := url.Parse(img.URL); err == nil && r.site.fetches != nil && !r.site.isDelivery(u.Hostname()) {
		if fetched, err := r.site.fetches.URL(img.URL, "", small...); err == nil {
			img.URL = fetched
		}
	}
	return img
}

// cover is the use of the first cover in the front matter; nil: there is none.
func (p *article) cover() *placedUse {
	if p.memo == nil || p.memo.cover == 0 || p.memo.cover > len(p.uses) {
		return nil
	}
	return &p.uses[p.memo.cover-1]
}
