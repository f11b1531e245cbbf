package mdmedia

import (
	"bytes"
	"encoding/json"
	"html/template"
	"net/url"
	"path"
	"strings"
	"unsafe"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/page"
	"github.com/mdmedia/mdmedia/renderer"
)

// put stages what write produces as the article's result.
func (r *run) put(p *article, write func(*bytes.Buffer) error) error {
	if r.stage == nil && r.sink == nil {
		return nil
	}
	b := r.buffers.Get().(*bytes.Buffer)
	defer r.buffers.Put(b)
	b.Reset()
	if err := write(b); err != nil {
		return err
	}
	if r.sink != nil {
		r.sink(p, b.Bytes())
		return nil
	}
	st, err := r.stage.add(p.out, b.Bytes())
	if err != nil {
		return r.site.outError(p.out, err)
	}
	p.staged = &st
	return nil
}

// write writes the document in the configured format.
func (r *run) write(b *bytes.Buffer, p *article, post *content.Post, doc *renderer.Document) error {
	switch {
	case r.site.cfg.Format == Markdown:
		return doc.WriteMarkdown(b)
	case r.site.cfg.Format == JSON:
		return r.writeJSON(b, p, post, doc)
	case r.fragment:
		return doc.WriteHTML(b)
	}
	return r.writePage(b, p, post, doc)
}

func (r *run) writePage(b *bytes.Buffer, p *article, post *content.Post, doc *renderer.Document) error {
	body := r.buffers.Get().(*bytes.Buffer)
	defer r.buffers.Put(body)
	body.Reset()
	if err := doc.WriteHTML(body); err != nil {
		return err
	}
	return r.site.layout.WritePage(b, page.Page{
		Site: r.site.pageSite(), Title: post.Title, Slug: post.Slug, Date: post.Date, Meta: post.Meta,
		Cover:  r.cover(p, post, doc),
		Body:   template.HTML(shared(body)),          //nolint:gosec // rendered by us, the author's own HTML included
		Script: template.HTML(scriptFor(p.out, doc)), //nolint:gosec // written by the engine
		URL:    r.site.absolute(p.out), Root: strings.Repeat("../", strings.Count(p.out, "/")),
		Preconnect: r.deliveryHost(),
	})
}

// shared is what is in the buffer, which must not be written to while it is used:
// a copy of each page would be a twentieth of all that a build allocates.
func shared(b *bytes.Buffer) string {
	return unsafe.String(unsafe.SliceData(b.Bytes()), b.Len()) //nolint:gosec // see above
}

func (s *Site) pageSite() page.Site {
	return page.Site{Title: s.cfg.Site.Title, URL: strings.TrimSuffix(s.cfg.Site.URL, "/"), Language: s.cfg.Site.Language}
}

// absolute is the address of the page at out; empty without a site URL.
func (s *Site) absolute(out string) string {
	if s.cfg.Site.URL == "" {
		return ""
	}
	return strings.TrimSuffix(s.cfg.Site.URL, "/") + "/" + strings.TrimSuffix(escapePath(out), "index.html")
}

// absoluteResults reports whether all URLs in results are absolute: a post as
// JSON is read anywhere.
func (s *Site) absoluteResults() bool { return s.cfg.Format == JSON && s.cfg.Site.URL != "" }

// absoluteURL resolves a URL as the page at out uses it.
func (s *Site) absoluteURL(out, ref string) string {
	base, err := url.Parse(s.absolute(out))
	if err != nil {
		return ref
	}
	u, err := base.Parse(ref)
	if err != nil {
		return ref
	}
	return u.String()
}

// deliveryHost is the host that the browser should connect to early.
func (r *run) deliveryHost() string {
	u, err := r.delivery.url("index.html", "x.png", "image/png", nil)
	if err != nil {
		return ""
	}
	p, err := url.Parse(u)
	if err != nil {
		return ""
	}
	return p.Host
}

// A PostJSON is a post as --format json writes it, for other generators.
type PostJSON struct {
	// File is the post's slash path below the site's root.
	File string `json:"file"`
	// Path is the page's slash path below the output folder in HTML output.
	Path  string `json:"path"`
	Slug  string `json:"slug"`
	Title string `json:"title"`
	// Date is RFC 3339; empty without a date.
	Date string `json:"date,omitempty"`
	// Meta is the whole front matter.
	Meta map[string]any `json:"meta"`
	// HTML is the body, Script what the page needs once at its end.
	HTML   string `json:"html"`
	Script string `json:"script,omitempty"`
	// References are in the order of the source, covers first.
	References []ReferenceJSON `json:"references"`
}

// A ReferenceJSON is one reference to media.
type ReferenceJSON struct {
	Kind  string `json:"kind"`
	Dest  string `json:"dest"`
	URL   string `json:"url,omitempty"`
	Alt   string `json:"alt,omitempty"`
	Title string `json:"title,omitempty"`
	Type  string `json:"type,omitempty"`
	// Width and Height are where a picture or video is shown with room for it,
	// Srcset, Sizes and Poster attributes, Placeholder a CSS background.
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
	Srcset      string `json:"srcset,omitempty"`
	Sizes       string `json:"sizes,omitempty"`
	Poster      string `json:"poster,omitempty"`
	Placeholder string `json:"placeholder,omitempty"`
	Line        int    `json:"line"`
	Column      int    `json:"column"`
}

// references describes the references of a document.
func references(post *content.Post, doc *renderer.Document) []ReferenceJSON {
	list := []ReferenceJSON{}
	for _, res := range doc.Resolved() {
		pos, m := post.Position(res.Ref.Start), &res.Media
		list = append(list, ReferenceJSON{
			Kind: res.Ref.Kind.String(), Dest: res.Ref.Dest, URL: m.URL, Alt: res.Ref.Alt,
			Title: res.Ref.Title, Type: m.Type, Width: m.Width, Height: m.Height, Srcset: renderer.SrcsetText(m.Srcset),
			Sizes: m.Sizes, Poster: m.Poster, Placeholder: m.Placeholder, Line: pos.Line, Column: pos.Column,
		})
	}
	return list
}

func (r *run) writeJSON(b *bytes.Buffer, p *article, post *content.Post, doc *renderer.Document) error {
	var body bytes.Buffer
	if err := doc.WriteHTML(&body); err != nil {
		return err
	}
	out := PostJSON{
		File: post.Name, Path: htmlPath(p.out), Slug: post.Slug, Title: post.Title,
		Date: dateOr(post.Date, "2006-01-02T15:04:05Z07:00"), Meta: post.Meta, HTML: body.String(),
		Script: string(doc.Script()), References: append(r.coversElsewhere(post, doc), references(post, doc)...),
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// scriptFor is the page's diagram script; a script that the build copied into
// the output folder is referred to from where the page is.
func scriptFor(out string, doc *renderer.Document) string {
	s := string(doc.Script())
	if s == "" {
		return ""
	}
	return strings.ReplaceAll(s, localScriptMark, relative(out, localScript))
}

const (
	// localScript is where mermaid.script is copied to below the output folder.
	localScript = "assets/mermaid.min.js"
	// localScriptMark stands for it until the page's own path is known.
	localScriptMark = "mdmedia-root/" + localScript
)

// outError words a failure to write below the output folder.
func (s *Site) outError(name string, err error) error {
	return problem(s.displayOut(path.Clean(name)), "cannot be written: "+reason(err)+": the pages that were there are unchanged")
}
