package mdmedia

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media"
)

// A file of the author's that lies where a result belongs, such as a page in a
// folder that was used for something else before, is not replaced. What a run
// wrote is known to the cache, or bears our mark. Markdown bears none: where a
// rewritten post is found that the cache does not know, it is the cache that
// was lost, and the other files are taken to be results as well.

// checkForeign reports the posts whose results would take the place of files of
// the author's.
func (b *build) checkForeign() {
	for _, p := range b.pages {
		if st := p.staged; st != nil && (st.there || st.temp == "") && !b.lostCache {
			_, known := b.site.cache.output(st.name)
			b.lostCache = !known && b.isResult(p)
		}
	}
	for _, p := range b.pages {
		if st := p.staged; !p.failed && st != nil && st.temp != "" && st.there && b.foreign(st.name) {
			b.sayForeign(st.name, "the result of "+b.site.display(p.name))
			p.failed = true
		}
	}
}

// checkOut reports what checkForeign would, without the results: nothing can
// be told where the cache is gone and results bear no mark.
func (r *run) checkOut() {
	st, err := newStage(r.site.outDir, true)
	if err != nil || st.root == nil {
		return // there is no folder, or building says what is wrong with it
	}
	r.stage = st
	defer func() { r.stage = nil; st.close() }()
	b := &build{run: r}
	var foreign []*article
	for _, p := range r.pages {
		if p.failed || p.skip || p.out == "" {
			continue
		}
		if _, known := r.site.cache.output(p.out); known || !st.exists(p.out) {
			continue
		}
		head, _ := b.head(p.out)
		b.lostCache = b.lostCache || marked(p.out, head)
		foreign = append(foreign, p)
	}
	if len(r.site.cache.outputNames()) == 0 && (r.site.cfg.Format == Markdown || r.site.cfg.Layout != "") {
		return
	}
	own := map[string]bool{"index.html": r.site.cfg.Format == HTML, "feed.xml": r.site.cfg.Format == HTML && r.site.cfg.Site.URL != ""}
	for _, p := range foreign {
		if own[p.out] = false; b.foreign(p.out) {
			b.sayForeign(p.out, "the result of "+r.site.display(p.name))
		}
	}
	for name, written := range own {
		if written && st.exists(name) && b.foreign(name) {
			b.sayForeign(name, "the site's own")
		}
	}
}

// isResult reports whether what lies in the place of an article's result is one.
// An article without pictures is the same in Markdown as the author's own copy.
func (b *build) isResult(p *article) bool {
	if p.staged.temp != "" {
		head, _ := b.head(p.staged.name)
		return marked(p.staged.name, head)
	}
	return b.site.cfg.Format != Markdown || len(p.uses) > 0
}

func (b *build) sayForeign(out, by string) {
	b.ps.add(Problem{File: b.site.displayOut(out), Message: "was not written by mdmedia, and is not replaced by " + by +
		": choose another folder with out or --out, or delete it"})
}

// foreign reports whether the file in place at out is the author's.
func (b *build) foreign(out string) bool {
	if _, known := b.site.cache.output(out); known || b.lostCache {
		return false
	}
	head, ok := b.head(out)
	return !ok || len(head) > 0 && !marked(out, head) // nothing is lost with an empty file
}

// head is the beginning of the file in place.
func (b *build) head(out string) (head []byte, ok bool) {
	f, err := b.stage.look.Open(out)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	head = make([]byte, 16<<10)
	n, err := io.ReadFull(f, head)
	return head[:n], err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// marked reports whether the beginning of a file shows that we wrote it.
func marked(name string, head []byte) bool {
	var marks []string
	switch {
	case strings.HasSuffix(name, ".html"):
		marks = []string{`<meta name="generator" content="mdmedia">`}
	case strings.HasSuffix(name, ".xml"):
		marks = []string{"<generator>mdmedia</generator>"}
	case strings.HasSuffix(name, ".json"):
		marks = []string{`"file"`, `"slug"`, `"title"`}
	default:
		return false
	}
	for _, m := range marks {
		if !bytes.Contains(head, []byte(m)) {
			return false
		}
	}
	return true
}

// foreignCopy reports whether the author has another file where the copy of one
// would be. One that was copied before has the same bytes.
func (b *build) foreignCopy(name, to string) bool {
	if !b.stage.exists(to) || !b.foreign(to) {
		return false
	}
	src, err := b.openCopy(name)
	if err != nil {
		return false // which is said where it is copied
	}
	defer src.Close()
	sum, _, err := media.Hash(src)
	return err == nil && sum != b.stage.hash(to)
}
