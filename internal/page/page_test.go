package page_test

import (
	"bytes"
	"html/template"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/mdmedia/mdmedia/internal/page"
)

const imageURL = "https://demo.mo.cloudinary.net/images/a/b.png?tx=q_auto,f_auto,w_550"

func samplePage() page.Page {
	return page.Page{
		Site:  page.Site{Title: "Field notes", URL: "https://blog.example", Language: "en-GB"},
		Title: "Tea & <toast>",
		Slug:  "tea",
		Date:  time.Date(2022, 8, 18, 0, 0, 0, 0, time.UTC),
		Cover: &page.Image{
			URL: imageURL, Alt: `a "cup"`, Width: 550, Height: 300,
			SocialURL: "https://demo.mo.cloudinary.net/images/a/b.png?tx=c_fill,w_1200,h_630",
		},
		Body:       `<p>Hello <img src="` + imageURL + `" alt="x"></p>`,
		Script:     `<script src="m.js"></script>`,
		URL:        "https://blog.example/tea/",
		Root:       "../",
		Meta:       map[string]any{"description": "  How to <brew>  "},
		Preconnect: "demo.mo.cloudinary.net",
	}
}

func newLayout(t testing.TB, name, source string) *page.Layout {
	t.Helper()
	l, err := page.New(name, source)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func writePage(t testing.TB, l *page.Layout, p page.Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := l.WritePage(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWritePage(t *testing.T) {
	got := writePage(t, newLayout(t, "", ""), samplePage())
	for _, want := range []string{
		"<!doctype html>\n<html lang=\"en-GB\">",
		`<meta name="viewport" content="width=device-width, initial-scale=1">`,
		`<title>Tea &amp; &lt;toast&gt; · Field notes</title>`,
		`<meta name="description" content="How to &lt;brew&gt;">`,
		`<link rel="preconnect" href="https://demo.mo.cloudinary.net">`,
		`<link rel="canonical" href="https://blog.example/tea/">`,
		`<link rel="alternate" type="application/atom+xml" title="Field notes" href="../feed.xml">`,
		`<meta property="og:type" content="article">`,
		`<meta property="og:title" content="Tea &amp; &lt;toast&gt;">`,
		`<meta property="og:url" content="https://blog.example/tea/">`,
		`<meta property="og:site_name" content="Field notes">`,
		`<meta property="og:image" content="https://demo.mo.cloudinary.net/images/a/b.png?tx=c_fill,w_1200,h_630">`,
		`<meta property="og:image:alt" content="a &#34;cup&#34;">`,
		`<meta name="twitter:card" content="summary_large_image">`,
		`<a class="skip" href="#main">`,
		`href="../index.html">Field notes</a>`,
		`<h1>Tea &amp; &lt;toast&gt;</h1>`,
		`<time datetime="2022-08-18">August 18, 2022</time>`,
		`<img class="cover" src="` + imageURL + `" alt="a &#34;cup&#34;" width="550" height="300" fetchpriority="high">`,
		`<p>Hello <img src="` + imageURL + `" alt="x"></p>`,
		"<script src=\"m.js\"></script>\n</body>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// Without a site's URL nothing in the page may need one.
func TestWritePageWithoutURL(t *testing.T) {
	p := samplePage()
	p.Site.URL, p.URL = "", ""
	got := writePage(t, newLayout(t, "", ""), p)
	for _, no := range []string{"canonical", "feed.xml", "og:", "twitter:"} {
		if strings.Contains(got, no) {
			t.Errorf("the page has %q without a site.url", no)
		}
	}
	if !strings.Contains(got, `src="`+imageURL+`"`) {
		t.Error("the cover's URL is not literal")
	}
}

// The zero page is a valid document: no empty tag, no "0001".
func TestWriteZeroPage(t *testing.T) {
	got := writePage(t, newLayout(t, "", ""), page.Page{})
	for _, no := range []string{"<time", "cover\"", "0001", "description", "preconnect"} {
		if strings.Contains(got, no) {
			t.Errorf("the empty page has %q", no)
		}
	}
	if !strings.Contains(got, `<title>Posts</title>`) || !strings.Contains(got, `<html lang="en">`) {
		t.Error(got)
	}
}

// Values are escaped for the place they stand in, whatever they hold.
func TestHostileValues(t *testing.T) {
	p := samplePage()
	p.Title = `</title><script>alert(1)</script>`
	p.Cover.URL = `javascript:alert(1)`
	p.Cover.Alt = `" onerror="alert(1)`
	p.Site.Title = p.Title
	p.Meta["description"] = `"><script>alert(1)</script>`
	got := writePage(t, newLayout(t, "", ""), p)
	if n := strings.Count(got, "<script"); n != 1 { // our own
		t.Errorf("%d script elements, want 1", n)
	}
	for _, no := range []string{`src="javascript:`, `" onerror="`} {
		if strings.Contains(got, no) {
			t.Errorf("the page has %q", no)
		}
	}
}

func TestWriteIndex(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	entries := []page.Entry{
		{Title: "Undated B", URL: "b/index.html"},
		{Title: "Old", URL: "old/index.html", Date: day(1)},
		{URL: "undated-a/index.html"},
		{
			Title: "New & shiny", URL: "new/index.html", Date: day(9), Summary: "A <b>",
			Cover: &page.Image{URL: imageURL, Width: 550, Height: 300},
		},
	}
	var b bytes.Buffer
	x := page.Index{Site: page.Site{Title: "Notes", URL: "https://blog.example"}, Entries: entries}
	if err := newLayout(t, "", "").WriteIndex(&b, x); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	at := -1
	for _, want := range []string{
		`<title>Notes</title>`,
		`<link rel="canonical" href="https://blog.example/">`,
		`href="feed.xml"`,
		`content="website"`,
		`<h2><a href="new/index.html">New &amp; shiny</a></h2>`,
		`<time datetime="2026-03-09">March 9, 2026</time>`,
		`<p>A &lt;b&gt;</p>`,
		`<img src="` + imageURL + `" alt="" width="550" height="300" loading="lazy" decoding="async">`,
		`<a href="old/index.html">Old</a>`,
		`<a href="undated-a/index.html">undated-a/index.html</a>`,
		`<a href="b/index.html">Undated B</a>`,
	} {
		i := strings.Index(got, want)
		if i <= at {
			t.Errorf("%s is missing or out of order", want)
		}
		at = max(at, i)
	}
	if entries[0].Title != "Undated B" {
		t.Error("the caller's entries were reordered")
	}
	if t.Failed() {
		t.Log(got)
	}
}

func TestCustomLayout(t *testing.T) {
	const source = `<html><head>{{template "head" .}}</head><body>{{.Meta.mood}}|{{.Root}}|{{.Body}}</body></html>
{{define "index"}}{{range .Entries}}{{.Title}};{{end}}{{end}}`
	l := newLayout(t, "layout.html", source)
	p := samplePage()
	p.Meta["mood"] = "<calm>"
	got := writePage(t, l, p)
	if !strings.Contains(got, "<body>&lt;calm&gt;|../|<p>Hello") || !strings.Contains(got, "<title>Tea") {
		t.Error(got)
	}
	var b bytes.Buffer
	if err := l.WriteIndex(&b, page.Index{Entries: []page.Entry{{Title: "A"}, {Title: "B"}}}); err != nil {
		t.Fatal(err)
	}
	if b.String() != "A;B;" {
		t.Errorf("index: %q", b.String())
	}
}

func TestCustomLayoutErrors(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"a\n{{if}}", `layout.html:2: missing value for if`},
		{"a\n{{.Title", `layout.html:2: unclosed action`},
		{"<p>{{template \"nope\"}}", `layout.html:1:14: no such template "nope"`},
		{"<a href={{if .Title}}\"{{end}}>", `layout.html:1:13: {{if}} branches end in different contexts`},
	} {
		_, err := page.New("layout.html", c.source)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", c.source, err, c.want)
		}
	}
}

// A template that fails half way leaves nothing behind.
func TestFailingLayoutWritesNothing(t *testing.T) {
	l := newLayout(t, "layout.html", "<p>some text</p>\n{{.Nope}}")
	var b bytes.Buffer
	err := l.WritePage(&b, samplePage())
	const want = `layout.html:2:2: executing "layout.html" at <.Nope>: can't evaluate field Nope in type *page.Data`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if b.Len() != 0 {
		t.Errorf("wrote %q", b.String())
	}
}

// Every start tag has its end tag, and no attribute is without a value that
// the template meant to give.
func TestPageIsWellFormed(t *testing.T) {
	z := html.NewTokenizer(strings.NewReader(writePage(t, newLayout(t, "", ""), samplePage())))
	void := map[string]bool{"meta": true, "link": true, "img": true}
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				t.Fatal(z.Err())
			}
			if len(open) > 0 {
				t.Errorf("still open: %v", open)
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); !void[string(name)] {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func BenchmarkWritePage(b *testing.B) {
	l := newLayout(b, "", "")
	p := samplePage()
	p.Body = template.HTML(strings.Repeat("<p>Some text of a usual paragraph, with words.</p>\n", 100))
	b.ReportAllocs()
	for b.Loop() {
		if err := l.WritePage(io.Discard, p); err != nil {
			b.Fatal(err)
		}
	}
}
