package page

import (
	"bytes"
	"fmt"
	"html/template"
	"testing"
	"time"
)

// both writes a page by hand and by the template of the built-in layout.
func both(t testing.TB, l *Layout, p Page) (fast, slow string) {
	t.Helper()
	var a, b bytes.Buffer
	if err := l.WritePage(&a, p); err != nil {
		t.Fatal(err)
	}
	if err := l.execute(&b, l.page, newData(p, "article")); err != nil {
		t.Fatal(err)
	}
	return a.String(), b.String()
}

func builtinLayout(t testing.TB) *Layout {
	t.Helper()
	l, err := New("", "")
	if err != nil {
		t.Fatal(err)
	}
	if !l.builtin {
		t.Fatal("the built-in layout is not written by hand")
	}
	return l
}

const hostile = "</title><script>'\"&amp;+\x00\xff\u2028😀`=(){{.}}<!--]]>"

func TestBuiltinEqualsTemplate(t *testing.T) {
	const cover = "https://demo.mo.cloudinary.net/images/a/b.png?tx=q_auto,f_auto,w_550"
	full := Page{
		Site:  Site{Title: "Field notes", URL: "https://blog.example", Language: "en-GB"},
		Title: "Tea", Slug: "tea", Date: time.Date(2022, 8, 18, 0, 0, 0, 0, time.UTC),
		Cover: &Image{URL: cover, Alt: "A cup", Width: 550, Height: 300, SocialURL: cover,
			Srcset: cover + " 550w, https://demo.mo.cloudinary.net/images/a/b.png?tx=q_auto,f_auto,w_900 900w", Sizes: "(min-width: 40rem) 38rem, 100vw",
			Style: "background:#102030 url(data:image/png;base64,AA+/=) center/cover"},
		Body: `<p title="a+b">Hello</p><!-- kept --><script>1 < 2</script>`, Script: `<script>"+"</script>`,
		URL: "https://blog.example/tea/", Root: "../",
		Meta: map[string]any{"description": "How to brew"}, Preconnect: "demo.mo.cloudinary.net",
	}
	cases := map[string]func(*Page){
		"full":           func(*Page) {},
		"zero":           func(p *Page) { *p = Page{} },
		"no title":       func(p *Page) { p.Title = "" },
		"no site":        func(p *Page) { p.Site = Site{} },
		"no date":        func(p *Page) { p.Date = time.Time{} },
		"far date":       func(p *Page) { p.Date = time.Date(12345, 1, 2, 0, 0, 0, 0, time.UTC) },
		"date before us": func(p *Page) { p.Date = time.Date(-44, 3, 15, 0, 0, 0, 0, time.UTC) },
		"German":         func(p *Page) { p.Site.Language = "de" },
		"no cover":       func(p *Page) { p.Cover = nil },
		"no cover size":  func(p *Page) { p.Cover = &Image{URL: "../media/a.png"} },
		"negative size":  func(p *Page) { p.Cover = &Image{Width: -1, Height: -2} },
		"no script":      func(p *Page) { p.Script = "" },
		"no preconnect":  func(p *Page) { p.Preconnect = "" },
		"no description": func(p *Page) { p.Meta = nil },
		"hostile text": func(p *Page) {
			p.Title, p.Site.Title, p.Site.Language = hostile, hostile, hostile
			p.Cover.Alt, p.Preconnect, p.Meta["description"] = hostile, hostile, hostile
		},
		"hostile slug": func(p *Page) { p.Title, p.Slug, p.Site.Title = "", hostile, "" },
		"hostile root": func(p *Page) { p.Root = hostile },
		"script root":  func(p *Page) { p.Root = "javascript:alert(1)//" },
		"hostile URL":  func(p *Page) { p.Site.URL, p.URL = hostile, "https://"+hostile },
	}
	l := builtinLayout(t)
	check := func(name string, p Page) {
		t.Helper()
		if fast, slow := both(t, l, p); fast != slow {
			t.Errorf("%s: the template's page differs\ngot  %q\nwant %q", name, fast, slow)
		}
	}
	for name, change := range cases {
		p := full
		image := *full.Cover
		p.Cover, p.Meta = &image, map[string]any{"description": "How to brew"}
		change(&p)
		check(name, p)
	}
	for _, url := range urls {
		p := full
		p.Cover = &Image{URL: url.text, Alt: "x", Width: 1}
		check(url.text, p)
	}
	for c := range 256 { // every byte in text and in an address
		p := full
		s := string([]byte{'a', byte(c), 'b'})
		p.Title, p.Cover = s, &Image{URL: "/" + s, Alt: s}
		check(fmt.Sprintf("byte %#x", c), p)
	}
}

var urls = []struct {
	text string
	fast bool
}{
	{"", true},
	{"https://demo.mo.cloudinary.net/images/a/b.png?tx=q_auto,f_auto,w_550", true},
	{"https://res.cloudinary.com/demo/image/upload/s--aB-_9~--/q_auto:good/v1/a.png", true},
	{"../media/a%20b%C3%A9.png", true},
	{"/a.png?x=1&y=2+3#top", true},
	{"//cdn.example/a.png", true},
	{"https://[::1]:8080/a!$*;@.png", true},
	{"a b.png", false},
	{"é.png", false},
	{"a(1).png", false},
	{"it's.png", false},
	{`a".png`, false},
	{"100%.png", false},
	{"a%2", false},
	{"a%zz", false},
	{"javascript:alert(1)", false},
	{"javascript:x", false},
	{"data:image/png;base64,AAAA", false},
	{"mailto:a@b.example", false},
	{"../a:b.png", false}, // html/template leaves it; rare enough to let it
	{"a\x00b", false},
	{"\xff", false},
}

// An everyday address takes the fast path, and a doubtful one never does.
func TestLiteralURL(t *testing.T) {
	for _, url := range urls {
		if got := literalURL(url.text); got != url.fast {
			t.Errorf("%q: %v, want %v", url.text, got, url.fast)
		}
	}
}

// FuzzBuiltin: the page written by hand is the template's, whatever it holds.
func FuzzBuiltin(f *testing.F) {
	f.Add("Tea", "Notes", "en", "https://cdn.example/a.png?tx=q_auto,f_auto,w_550", "../", "<p>x</p>", int64(1660780800), 550)
	f.Add(hostile, hostile, hostile, hostile, hostile, hostile, int64(-1), -1)
	f.Add("", "", "", "javascript:x", "a%2", "", int64(0), 0)
	l := builtinLayout(f)
	f.Fuzz(func(t *testing.T, title, site, lang, url, root, body string, unix int64, width int) {
		p := Page{
			Site: Site{Title: site, Language: lang, URL: "https://blog.example"}, URL: "https://blog.example/a",
			Title: title, Slug: site, Date: time.Unix(unix, 0).UTC(), Root: root, Preconnect: lang,
			Cover: &Image{URL: url, Alt: title, Width: width, Height: width},
			Body:  template.HTML(body), Script: template.HTML(body),
		}
		if fast, slow := both(t, l, p); fast != slow {
			t.Errorf("got  %q\nwant %q", fast, slow)
		}
	})
}
