package mdmedia

import (
	"bytes"
	"context"
	"io"
	"slices"

	"github.com/mdmedia/mdmedia/internal/page"
)

// writeFeed renders the newest posts once more, with absolute URLs: a feed is
// read far from the page it came from.
func (b *build) writeFeed(ctx context.Context, list []*article, kept map[string]bool) error {
	list = newest(slices.DeleteFunc(slices.Clone(list), func(p *article) bool { return p.failed || p.staged == nil }))
	made := b.from(list)
	for _, p := range list {
		made.str(p.staged.sha256) // the page changes whenever its text does
	}
	return b.writeFile("feed.xml", made, kept, func(w io.Writer) error { return b.feed(ctx, w, list) })
}

// newest returns the posts that a feed has, the newest first.
func newest(list []*article) []*article {
	list = slices.DeleteFunc(list, func(p *article) bool { return p.date.IsZero() })
	slices.SortStableFunc(list, func(x, y *article) int { return y.date.Compare(x.date) })
	return list[:min(len(list), page.FeedSize)]
}

// feed writes the feed of the posts.
func (r *run) feed(ctx context.Context, w io.Writer, list []*article) error {
	var entries []page.FeedEntry
	for _, p := range list {
		html, err := r.absoluteHTML(ctx, p)
		if err != nil {
			return err
		}
		entries = append(entries, page.FeedEntry{Entry: r.entry(p), Updated: p.date, Content: html})
	}
	return page.WriteFeed(w, r.site.pageSite(), entries)
}

func (r *run) absoluteHTML(ctx context.Context, p *article) (string, error) {
	post, err := r.site.read(p.name)
	if err != nil {
		return "", err
	}
	res := r.resolver(p)
	res.absolute, res.feed = true, true
	in := r.input(post, res, &memo{})
	in.PageLink = r.absoluteLinks(p, in.PageLink)
	doc, _ := r.render.Prepare(ctx, in) // its problems were reported with the page
	var buf bytes.Buffer
	if c := r.cover(p, post, doc); c != nil {
		page.WriteFeedCover(&buf, c)
	}
	err = doc.WriteHTML(&buf)
	return buf.String(), err
}

// absoluteLinks makes the links to other pages absolute.
func (r *run) absoluteLinks(p *article, link func(string) (string, bool)) func(string) (string, bool) {
	return func(dest string) (string, bool) {
		u, ok := link(dest)
		if ok {
			u = r.site.absoluteURL(p.out, u)
		}
		return u, ok
	}
}
