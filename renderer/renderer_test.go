package renderer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// Line ends, a byte-order mark, front matter and the missing newline at the
// end are none of the rewrite's business.
func TestOtherBytesStay(t *testing.T) {
	for _, tt := range []struct {
		name, in, out string
		body          int
	}{
		{"CRLF", "a ![x](x.svg)\r\nb\r\n\r\n[r]: r.svg\r\n\r\n![r]\r\n", "a ![x](https://cdn.example/x.svg)\r\nb\r\n\r\n[r]: https://cdn.example/r.svg\r\n\r\n![r]\r\n", 0},
		{"byte-order mark", "\xEF\xBB\xBF![x](x.svg)", "\xEF\xBB\xBF![x](https://cdn.example/x.svg)", 3},
		{"front matter", "---\nimage: ![x](x.svg)\n---\n![x](x.svg)", "---\nimage: ![x](x.svg)\n---\n![x](https://cdn.example/x.svg)", 27},
		{"invalid UTF-8", "\xff ![\xfe](\xfd.svg) \x00", "\xff ![\xfe](https://cdn.example/%FD.svg) \x00", 0},
		{"tabs", "-\t![x](x.svg)\n\n\t>\t![x](<x.svg>)\n", "-\t![x](https://cdn.example/x.svg)\n\n\t>\t![x](<https://cdn.example/x.svg>)\n", 0},
		{"escapes", "![x](a\\_b\\(&amp;\\&amp;.svg)\n", "![x](https://cdn.example/a_b%28&&amp%3B.svg)\n", 0},
		{"backslash in the path", "![x](img\\x.svg)\n", "![x](https://cdn.example/img%5Cx.svg)\n", 0},
		{"a percent sign", "![x](100%.svg) ![x](%41%zz%4.svg)\n", "![x](https://cdn.example/100%25.svg) ![x](https://cdn.example/A%25zz%254.svg)\n", 0},
		{"an encoded question mark", "![x](a%3Fb%23c.svg?d#e)\n", "![x](https://cdn.example/a%3Fb%23c.svg#e)\n", 0},
		{"nothing", "", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := prepare(t, Options{}, Input{Source: []byte(tt.in), Body: tt.body, Resolver: &cdn{}})
			if got := markdownOf(t, d); got != tt.out {
				t.Errorf("got  %q\nwant %q", got, tt.out)
			}
		})
	}
}

func TestQuoting(t *testing.T) {
	const url = "https://x/a b,(c)|\"'`{{d}}?e=1&f;&lt;,"
	for _, tt := range []struct {
		name  string
		quote func(string) string
		want  string
	}{
		{"Markdown", quoteMarkdown, "https://x/a%20b,%28c%29%7C%22'%60%7B%7Bd%7D%7D?e=1&f;&amp;lt;,"},
		{"double quotes", quoteDouble, "https://x/a%20b,(c)%7C%22'%60%7B%7Bd%7D%7D?e=1&amp;f;&amp;lt;,"},
		{"single quotes", quoteSingle, "https://x/a%20b,(c)%7C%22&#39;%60%7B%7Bd%7D%7D?e=1&amp;f;&amp;lt;,"},
		{"no quotes", quoteBare, "\"https://x/a%20b,(c)%7C%22'%60%7B%7Bd%7D%7D?e=1&amp;f;&amp;lt;,\""},
		{"srcset", srcsetDouble, "https://x/a%20b,(c)%7C%22'%60%7B%7Bd%7D%7D?e=1&amp;f;&amp;lt;%2C"},
	} {
		if got := tt.quote(url); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
	if got := quoteBare("https://x/a.png"); got != "https://x/a.png" {
		t.Errorf("a safe value got quotes: %s", got)
	}
}

func TestSrcset(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"", nil}, {" , ,", nil},
		{"a.png", []string{"a.png"}},
		{"a.png 1x, b.png 2x", []string{"a.png", "b.png"}},
		{"a.png,b.png", []string{"a.png,b.png"}},
		{"a.png, b.png,", []string{"a.png", "b.png"}},
		{",a.png,,, b.png 100w 50h,c.png", []string{"a.png", "b.png", "c.png"}},
		{"data:image/png;base64,AA,BB 1x, b.png", []string{"data:image/png;base64,AA,BB", "b.png"}},
		{"a.png future(1, 2) 1x, b.png", []string{"a.png", "b.png"}},
		{"\n a.png\t1x\n,\n b.png", []string{"a.png", "b.png"}},
	} {
		var got []string
		srcset([]byte(tt.in), func(c candidate) { got = append(got, tt.in[c.start:c.end]) })
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestDestClass(t *testing.T) {
	for dest, want := range map[string]class{
		"": destNone, "#a": destNone, "?a": destNone, "a.png": destLocal, "/a.png": destLocal, "./a:b": destLocal,
		"//x/a": destRemote, "http://x": destRemote, "HTTPS://x": destRemote, "data:,x": destOther, "mailto:a@b": destOther,
		`C:\a.png`: destLocal, "1a:b": destLocal, "a b:c": destLocal, "x-y+z.1:b": destOther,
	} {
		if got := destClass(dest); got != want {
			t.Errorf("%q: class %d, want %d", dest, got, want)
		}
	}
}

// Covers are resolved first, and written in their own quoting.
func TestCovers(t *testing.T) {
	src := "image: 'a b.jpg?tx=w_1'\nfar: https://x/y.png\n---\n![x](x.svg)\n"
	quote := func(url string) string { return strings.ReplaceAll(url, "q_auto", "''") }
	far := strings.Index(src, "https")
	res := &cdn{}
	d := prepare(t, Options{}, Input{Source: []byte(src), Body: strings.Index(src, "!["), Resolver: res, Covers: []Ref{
		CoverRef("a b.jpg?tx=w_1", "alt", 8, 22, quote), CoverRef("https://x/y.png", "", far, far+15, nil),
	}})
	if got, want := markdownOf(t, d), "image: 'https://cdn.example/a%20b.jpg?tx='',w_1'\nfar: https://x/y.png\n---\n![x](https://cdn.example/x.svg)\n"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if r := res.asked[0]; r.Kind != Cover || r.Path != "a b.jpg" || r.Query != "tx=w_1" || r.Alt != "alt" {
		t.Errorf("the cover is %+v", r)
	}
	if d.Remote() != 1 {
		t.Errorf("%d remote, want 1", d.Remote())
	}
}

func TestRemoteOption(t *testing.T) {
	var asked []string
	res := ResolverFunc(func(_ context.Context, r Ref) (Media, error) {
		asked = append(asked, r.Dest)
		if !r.Remote() {
			t.Errorf("%s is not remote", r.Dest)
		}
		return Media{URL: "https://cdn/fetch"}, nil
	})
	src := "![a](https://x/a.png) ![b](//x/b.png) ![c](data:image/png;base64,A) <img src='http://x/c'> [l](https://x/d.png)\n"
	d := prepare(t, Options{Remote: true, MediaLinks: true}, Input{Source: []byte(src), Resolver: res})
	if want := []string{"https://x/a.png", "//x/b.png", "http://x/c"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
	if got, want := markdownOf(t, d), "![a](https://cdn/fetch) ![b](https://cdn/fetch) ![c](data:image/png;base64,A) <img src='https://cdn/fetch'> [l](https://x/d.png)\n"; got != want {
		t.Errorf("got %q", got)
	}
}

// In HTML each image of a shared definition has its own URL; in Markdown there
// is room for one, and a warning.
func TestSharedDefinition(t *testing.T) {
	src := "![a][r]{tx=w_1} ![b][r]{tx=w_2} ![c][r]{tx=w_1}\n\n[r]: x.svg\n"
	d := prepare(t, Options{}, Input{Source: []byte(src), Resolver: &cdn{}})
	if got, want := markdownOf(t, d), "![a][r] ![b][r] ![c][r]\n\n[r]: https://cdn.example/x.svg?tx=q_auto,w_1\n"; got != want {
		t.Errorf("got %q", got)
	}
	if got, want := unhurried(htmlOf(t, d)), "<p><img src=\"https://cdn.example/x.svg?tx=q_auto,w_1\" alt=\"a\"> <img src=\"https://cdn.example/x.svg?tx=q_auto,w_2\" alt=\"b\"> <img src=\"https://cdn.example/x.svg?tx=q_auto,w_1\" alt=\"c\"></p>\n"; got != want {
		t.Errorf("got %q", got)
	}
	if got, want := warningsOf(d), "3:6: images with different attributes share this definition: in Markdown the first one's are used\n"; got != want {
		t.Errorf("got %q", got)
	}
}

func TestErrors(t *testing.T) {
	src := "![a](missing.png)\n\n```mermaid\nsyntax error\n```\n"
	d, err := New(Options{Mermaid: boxEngine{}}).Prepare(t.Context(), Input{Source: []byte(src), Resolver: &cdn{}})
	var re *RefError
	var de *DiagramError
	var syntax *mermaid.SyntaxError
	if !errors.As(err, &re) || re.Ref.Dest != "missing.png" || !errors.Is(err, errMissing) {
		t.Errorf("no RefError in %v", err)
	}
	if !errors.As(err, &de) || de.Line != 1 || de.Offset != strings.Index(src, "syntax") || !errors.As(err, &syntax) {
		t.Errorf("no DiagramError in %v", err)
	}
	if got, want := err.Error(), "missing.png: no such file\nmermaid: line 1 of the diagram: unexpected word"; got != want {
		t.Errorf("got %q", got)
	}
	if got := markdownOf(t, d); got != src {
		t.Errorf("got %q", got)
	}
	if _, err := New(Options{}).Parse(Input{Source: []byte("x"), Body: 2}); err == nil || err.Error() != "renderer: body offset 2 is outside the source of 1 bytes" {
		t.Errorf("got %v", err)
	}
	long := &RefError{Ref: Ref{Dest: strings.Repeat("ä", 1000)}, Err: errMissing}
	if got := long.Error(); got != strings.Repeat("ä", 40)+"...: no such file" {
		t.Errorf("got %q", got)
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	res := ResolverFunc(func(context.Context, Ref) (Media, error) {
		asked++
		cancel()
		return Media{}, ErrSkip
	})
	src := []byte("![a](a.png) ![b](b.png)\n\n```mermaid\nx\n```\n")
	d, err := New(Options{Mermaid: boxEngine{}}).Prepare(ctx, Input{Source: src, Resolver: res})
	if !errors.Is(err, context.Canceled) || asked != 1 || d.Diagrams()[0].Drawn {
		t.Errorf("error %v after %d references", err, asked)
	}
}

// A line number beyond the diagram is kept inside it; none means the fence.
func TestDiagramErrorPosition(t *testing.T) {
	src := []byte("text\n\n> ```mermaid\n> a\n> b\n> ```\n")
	for line, want := range map[int]string{0: "```mermaid", 1: "a\n", 2: "b\n", 99: "b\n"} {
		engine := failingEngine{&mermaid.SyntaxError{Line: line, Msg: "bad"}}
		_, err := New(Options{Mermaid: engine}).Prepare(t.Context(), Input{Source: src})
		var de *DiagramError
		if !errors.As(err, &de) || !bytes.HasPrefix(src[de.Offset:], []byte(want)) {
			t.Errorf("line %d: %v at %+v", line, err, de)
		}
	}
}

type failingEngine struct{ err error }

func (e failingEngine) Draw(context.Context, mermaid.Diagram) (mermaid.Drawing, error) {
	return mermaid.Drawing{}, e.err
}
func (failingEngine) Close() error { return nil }

// One Renderer and one Document serve many goroutines.
func TestConcurrency(t *testing.T) {
	r := New(all())
	in := Input{Source: []byte(strings.Join(seeds, "\n\n")), Resolver: identity}
	d, _ := r.Prepare(t.Context(), in)
	want := htmlOf(t, d)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := htmlOf(t, d); got != want {
				t.Error("another HTML")
			}
			other, _ := r.Prepare(t.Context(), in)
			if got := htmlOf(t, other); got != want {
				t.Error("another HTML from another document")
			}
			_ = markdownOf(t, d)
		})
	}
	wg.Wait()
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteErrors(t *testing.T) {
	d := prepare(t, Options{}, Input{Source: []byte("a ![x](x.svg)"), Resolver: &cdn{}})
	if err := d.WriteHTML(brokenWriter{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
	if err := d.WriteMarkdown(brokenWriter{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
}

func TestHighlight(t *testing.T) {
	d := prepare(t, Options{}, Input{Source: []byte("```go\nx := 1\n```\n\n```go {hl_lines=[1]}\nx\n```\n\n```nosuch\n<b>\n```\n")})
	got := htmlOf(t, d)
	for _, want := range []string{`<pre tabindex="0" class="chroma"><code>`, `<span class="nx">x</span>`, `class="line hl"`, "<pre><code class=\"language-nosuch\">&lt;b&gt;\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	big := prepare(t, Options{}, Input{Source: []byte("```go\n" + strings.Repeat("x := 1 < 2\n", maxHighlight/10) + "```\n")})
	if got := htmlOf(t, big); !strings.HasPrefix(got, "<pre><code class=\"language-go\">x := 1 &lt; 2\n") {
		t.Errorf("a block of %d bytes is highlighted", maxHighlight)
	}
	var css bytes.Buffer
	if err := WriteHighlightCSS(&css, "github"); err != nil || !strings.Contains(css.String(), ".chroma .nx") && !strings.Contains(css.String(), ".chroma") {
		t.Errorf("the style sheet is %q, %v", css.String(), err)
	}
	if err := WriteHighlightCSS(&css, "nosuch"); err == nil || err.Error() != `there is no chroma style "nosuch"` {
		t.Errorf("got %v", err)
	}
}

// The Extender gives in any goldmark what the Renderer gives.
func TestExtender(t *testing.T) {
	src := []byte("![a](b.png){.x}\n\n<img src=c.png>\n\n```mermaid\ngraph\n```\n\n```mermaid\nsyntax error\n```\n\n![m](missing.png) ![[w.svg]]\n")
	var errs []string
	x := &Extender{
		Resolver: &cdn{}, Mermaid: boxEngine{}, Options: Options{WikiEmbeds: true},
		Errors: func(name string, err error) { errs = append(errs, name+": "+err.Error()) },
	}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, x), goldmark.WithRendererOptions(html.WithUnsafe(), html.WithXHTML()))
	for range 2 { // the page is named in one of the calls only
		var b bytes.Buffer
		if err := md.Convert(src, &b, WithContext(t.Context(), "post.md")); err != nil {
			t.Fatal(err)
		}
		want := "<p><img src=\"https://cdn.example/b.png\" alt=\"a\" width=\"640\" height=\"480\" class=\"x\" fetchpriority=\"high\" /></p>\n" +
			"<img width=\"640\" height=\"480\" loading=\"lazy\" decoding=\"async\" src=https://cdn.example/c.png>\n<figure data-info=\"\">0 \"graph\\n\"</figure>\n" +
			"<pre><code class=\"language-mermaid\">syntax error\n</code></pre>\n" +
			"<p><img src=\"missing.png\" alt=\"m\" /> <img src=\"https://cdn.example/w.svg\" alt=\"\" loading=\"lazy\" decoding=\"async\" /></p>\n<script>draw()</script>\n"
		if got := b.String(); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	want := []string{"post.md: missing.png: no such file", "post.md: mermaid: line 1 of the diagram: unexpected word"}
	if !slices.Equal(errs, append(want, want...)) {
		t.Errorf("errors %q", errs)
	}
	var b bytes.Buffer
	plain := goldmark.New(goldmark.WithExtensions(&Extender{Resolver: &cdn{}}))
	if err := plain.Convert([]byte("<img src=c.png>\n\na <b> ![x](javascript:x) [l](x.html)\n"), &b); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "<!-- raw HTML omitted -->\n<p>a <!-- raw HTML omitted --> <img src=\"\" alt=\"x\"> <a href=\"x.html\">l</a></p>\n"; got != want {
		t.Errorf("without Unsafe: %q", got)
	}
}

// Writing a document does not change it.
func TestTableWrittenTwice(t *testing.T) {
	doc, err := New(Options{}).Prepare(t.Context(), Input{Source: []byte("| a | b | c | d |\n| --- | :-- | :-: | --: |\n| 1 | 2 | 3 | 4 |\n")})
	if err != nil {
		t.Fatal(err)
	}
	const want = `<table>
<thead>
<tr>
<th>a</th>
<th style="text-align:left">b</th>
<th style="text-align:center">c</th>
<th style="text-align:right">d</th>
</tr>
</thead>
<tbody>
<tr>
<td>1</td>
<td style="text-align:left">2</td>
<td style="text-align:center">3</td>
<td style="text-align:right">4</td>
</tr>
</tbody>
</table>
`
	for range 2 {
		var b strings.Builder
		if err := doc.WriteHTML(&b); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("got\n%s", b.String())
		}
	}
}
