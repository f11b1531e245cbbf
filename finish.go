package mdmedia

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/mdmedia/mdmedia/internal/page"
)

// finishSite writes what belongs to the site as a whole, and removes the
// results of posts that are gone. What is in kept already stays.
func (b *build) finishSite(ctx context.Context, kept map[string]bool) error {
	b.site.cache.forgetGone(b.names, b.assets.files)
	var err error
	switch cfg := b.site.cfg; {
	case cfg.Format == Markdown:
		err = b.copyFiles(ctx, kept)
	case cfg.Format == JSON:
		err = b.writeList(kept)
	case !b.opts.Fragment:
		err = b.writeIndex(ctx, kept)
	}
	if err == nil && b.engine != nil && b.site.usesScript() {
		err = b.copyScript(kept)
	}
	if err != nil {
		return err
	}
	return b.removeGone(kept)
}

// writeFile stages and publishes one file of the site as a whole, unless the
// one in place was made from the same. made is what it is made from; nil: find
// out by making it.
func (b *build) writeFile(name string, made encoder, kept map[string]bool, write func(io.Writer) error) error {
	kept[name] = true
	sum := ""
	if made != nil {
		sum = made.sum()
		o, ok := b.site.cache.output(name)
		if st, there := b.stage.stamp(name); ok && there && o.made == sum && o.stamp == st {
			return b.place(staged{name: name, stamp: st, sha256: o.sha256, made: sum}, "")
		}
	}
	var buf bytes.Buffer
	if err := write(&buf); err != nil {
		return err
	}
	st, err := b.stage.add(name, buf.Bytes())
	if err != nil {
		return b.site.outError(name, err)
	}
	if st.temp != "" && st.there && b.foreign(name) {
		b.sayForeign(name, "the site's own")
		return nil
	}
	st.made = sum
	return b.place(st, "")
}

// from describes what the list of posts shows of them.
func (b *build) from(list []*article) encoder {
	var e encoder
	e.str(b.site.cache.epoch)
	for _, p := range list {
		for _, s := range [...]string{p.name, p.out, p.slug, p.title, p.summary} {
			e.str(s)
		}
		e.date(p.date)
		if c := p.cover(); c != nil {
			e.str(c.object.key)
			e.str(c.object.asset.sha256)
		}
		if p.memo != nil {
			e.str(p.memo.coverURL)
		}
	}
	return e
}

// listed returns the posts that have a page: those built now, and those with a
// problem whose older page is still there.
func (b *build) listed() []*article {
	var list []*article
	for _, p := range b.pages {
		if p.skip || p.out == "" || (p.failed && !b.stage.exists(p.out)) {
			continue
		}
		list = append(list, p)
	}
	return list
}

// allFailed reports whether there is nothing to list because no post could be
// built: an empty list would take the place of a site.
func (b *build) allFailed(list []*article) bool {
	return len(list) == 0 && slices.ContainsFunc(b.pages, func(p *article) bool { return p.failed })
}

func (b *build) writeIndex(ctx context.Context, kept map[string]bool) error {
	list := b.listed()
	if b.allFailed(list) {
		kept["index.html"], kept["feed.xml"] = true, true
		return nil
	}
	// A post of the author's may be the front page.
	if !slices.ContainsFunc(list, func(p *article) bool { return p.out == "index.html" }) {
		if err := b.writeFile("index.html", b.from(list), kept, func(w io.Writer) error { return b.indexPage(w, list) }); err != nil {
			return err
		}
	}
	if b.site.cfg.Site.URL == "" {
		b.report.Notes = append(b.report.Notes, "no feed and no social tags: set site.url in "+ConfigFile)
		return nil
	}
	return b.writeFeed(ctx, list, kept)
}

// indexPage writes the list of posts.
func (r *run) indexPage(w io.Writer, list []*article) error {
	entries := make([]page.Entry, len(list))
	for i, p := range list {
		entries[i] = r.entry(p)
	}
	return r.site.layout.WriteIndex(w, page.Index{Site: r.site.pageSite(), Entries: entries, Preconnect: r.deliveryHost()})
}

func (r *run) entry(p *article) page.Entry {
	e := page.Entry{Title: p.title, URL: escapePath(p.out), AbsURL: r.site.absolute(p.out), Date: p.date, Summary: p.summary}
	if e.Title == "" {
		e.Title = p.slug
	}
	e.Cover = r.thumbnail(p)
	return e
}

// writeList writes the list of all posts for generators that read JSON.
func (b *build) writeList(kept map[string]bool) error {
	type item struct {
		File  string `json:"file"`
		JSON  string `json:"json"`
		Slug  string `json:"slug"`
		Title string `json:"title"`
		Date  string `json:"date,omitempty"`
	}
	list := b.listed()
	if b.allFailed(list) {
		kept["posts.json"] = true
		return nil
	}
	items := []item{}
	for _, p := range list {
		items = append(items, item{p.name, p.out, p.slug, p.title, dateOr(p.date, "2006-01-02T15:04:05Z07:00")})
	}
	return b.writeFile("posts.json", b.from(list), kept, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(items)
	})
}

func (b *build) copyScript(kept map[string]bool) error {
	used := slices.ContainsFunc(b.pages, func(p *article) bool { return p.diagrams > 0 })
	if !used {
		return nil
	}
	return b.writeFile(localScript, nil, kept, func(w io.Writer) error {
		_, err := w.Write(b.site.diagramScript)
		return err
	})
}

// removeGone removes outputs of ours that nothing produces any more. A file
// that was changed since is not ours any more and stays; so does the result of
// a post that could not be built.
func (b *build) removeGone(kept map[string]bool) error {
	broken := map[string]bool{}
	kept[dataRecord] = b.site.cfg.Data != ""
	for _, p := range b.pages {
		if p.failed {
			broken[p.name] = true
		} else if p.staged != nil {
			kept[p.out] = true
		}
	}
	for _, name := range b.site.cache.outputNames() {
		o, _ := b.site.cache.output(name)
		if kept[name] || (o.post != "" && broken[o.post]) {
			continue
		}
		if err := b.remove(name, o); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) remove(name string, o output) error {
	ours := b.stage.hash(name) == o.sha256
	if b.opts.DryRun {
		if ours {
			b.report.Removed++
			b.report.Actions = append(b.report.Actions, Action{Do: "remove", What: b.site.displayOut(name), From: o.post, Why: "its source is gone"})
		}
		return nil
	}
	b.site.cache.forgetOutput(name)
	if !ours {
		return nil
	}
	if err := b.stage.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return b.site.outError(name, err)
	}
	b.report.Removed++
	for dir := path.Dir(name); dir != "." && b.stage.root.Remove(dir) == nil; dir = path.Dir(dir) {
		// an empty folder goes with its last file
	}
	return nil
}

// exists reports whether a file is in place.
func (st *stage) exists(name string) bool {
	if st.root == nil {
		return false
	}
	_, err := st.look.Lstat(name)
	return err == nil
}

// hash is the SHA-256 of the regular file in place, "" if there is none.
func (st *stage) hash(name string) string {
	if st.root == nil {
		return ""
	}
	f, err := st.look.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	if fi, err := f.Stat(); err != nil || !fi.Mode().IsRegular() {
		return ""
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}
