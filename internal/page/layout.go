package page

import (
	"bytes"
	_ "embed" // the stylesheet and the template below
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
)

//go:embed style.css
var styleSource string

//go:embed layout.html
var layoutSource string

// A Layout writes pages. It is safe for concurrent use.
type Layout struct {
	page, index *template.Template
	builtin     bool   // page is our own, which writeBuiltin can write
	style       string // the style element
	buffers     sync.Pool
}

// New returns the layout whose template is source, an html/template; name is
// its file name for error messages. An empty source is the built-in layout.
// An error is one line that begins with "name:line:".
func New(name, source string) (*Layout, error) {
	css := minify(styleSource)
	// The stylesheet goes in as template text, not as a value: it is escaped
	// once when the template is parsed instead of once a page.
	set, err := template.New("mdmedia").Parse(strings.Replace(layoutSource, "STYLE", css, 1))
	if err != nil {
		return nil, fmt.Errorf("built-in layout: %w", err)
	}
	l := &Layout{page: set.Lookup("page"), builtin: source == "", style: "<style>" + css + "</style>"}
	if source != "" {
		if l.page, err = set.New(name).Parse(source); err != nil {
			return nil, templateError(err)
		}
	}
	l.index = set.Lookup("index")
	for _, t := range []*template.Template{l.page, l.index} {
		if err := escape(t); err != nil {
			return nil, templateError(err)
		}
	}
	l.buffers.New = func() any { return new(bytes.Buffer) }
	return l, nil
}

// WritePage writes the document of one post to w in a single Write; nothing
// is written if the template fails.
func (l *Layout) WritePage(w io.Writer, p Page) error {
	d := newData(p, "article")
	if l.builtin && literalURLs(d) {
		return l.buffered(w, func(b *bytes.Buffer) error { l.writeBuiltin(b, d); return nil })
	}
	return l.execute(w, l.page, d)
}

// An Index is the page that lists all posts.
type Index struct {
	// Site is what all pages have in common.
	Site Site
	// Entries are the posts, in any order.
	Entries []Entry
	// Preconnect is as in [Page].
	Preconnect string
	// Script is as in [Page].
	Script template.HTML
}

// WriteIndex writes the page of all posts in the order of [ByDate] to w. It
// belongs into the site's root folder.
func (l *Layout) WriteIndex(w io.Writer, x Index) error {
	p := Page{Site: x.Site, Title: siteName(x.Site), Preconnect: x.Preconnect, Script: x.Script}
	if x.Site.URL != "" {
		p.URL = strings.TrimSuffix(x.Site.URL, "/") + "/"
	}
	d := newData(p, "website")
	d.Entries = make([]EntryData, 0, len(x.Entries))
	for _, e := range sorted(x.Entries) {
		d.Entries = append(d.Entries, newEntryData(e, d.Lang))
	}
	return l.execute(w, l.index, d)
}

// execute writes a page by its template.
func (l *Layout) execute(w io.Writer, t *template.Template, d *Data) error {
	return l.buffered(w, func(b *bytes.Buffer) error {
		head(b, d)
		d.Head = template.HTML(b.String()) //nolint:gosec // head escapes every value
		b.Reset()
		if err := t.Execute(b, d); err != nil {
			return templateError(err)
		}
		return nil
	})
}

// buffered passes on in a single Write what fill wrote, or nothing if it fails.
func (l *Layout) buffered(w io.Writer, fill func(*bytes.Buffer) error) error {
	b := l.buffers.Get().(*bytes.Buffer)
	defer l.buffers.Put(b)
	b.Reset()
	if err := fill(b); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// minify takes out what browsers do not need from our own stylesheet, which
// keeps one rule or declaration list a line: comments and line ends.
func minify(css string) string {
	for {
		before, rest, found := strings.Cut(css, "/*")
		if !found {
			break
		}
		_, after, _ := strings.Cut(rest, "*/")
		css = before + after
	}
	return strings.ReplaceAll(strings.TrimSpace(css), "\n", "")
}

// escape makes html/template do its contextual analysis now, where it would
// otherwise wait for the first page: the write fails at once, and only errors
// of the template itself count.
func escape(t *template.Template) error {
	err := t.Execute(refuse{}, nil)
	if bad := (*template.Error)(nil); errors.As(err, &bad) {
		return err
	}
	return nil
}

type refuse struct{}

func (refuse) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// templateError puts an error of text/template or html/template into the form
// "file:line: message" without the packages' own prefixes.
func templateError(err error) error {
	msg := err.Error()
	msg = strings.TrimPrefix(msg, "html/template:")
	msg = strings.TrimPrefix(msg, "template: ")
	return errors.New(msg)
}
