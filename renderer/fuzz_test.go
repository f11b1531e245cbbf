package renderer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark/ast"
)

// all turns everything on, so that the fuzzer reaches everything.
func all() Options {
	return Options{MediaLinks: true, WikiEmbeds: true, Components: map[string][]string{"Video": {"src"}}, Shortcodes: map[string][]string{"img": {"0", "src"}}, Mermaid: boxEngine{}}
}

// checkRewrite holds every text against the promises of the package:
//   - a resolver that gives each destination back changes no byte;
//   - rewriting changes no byte outside the spans of the references and the
//     attribute blocks behind them;
//   - what was written parses to the same tree, with the new destinations.
func checkRewrite(t testing.TB, o Options, src []byte) {
	t.Helper()
	r := New(o)
	same, err := r.Prepare(t.Context(), Input{Source: src, Resolver: identity})
	if !onlyDiagrams(err) {
		t.Fatalf("%q: %v", src, err)
	}
	if got := markdownOf(t, same); got != string(src) {
		t.Fatalf("identity changed the text\n got %q\nfrom %q", got, src)
	}
	n := 0
	numbered := ResolverFunc(func(context.Context, Ref) (Media, error) {
		n++
		return Media{URL: fmt.Sprintf("https://cdn.example/%d (a).png?tx=a_1,b&c=1", n)}, nil
	})
	d, _ := r.Prepare(t.Context(), Input{Source: src, Resolver: numbered})
	out := []byte(markdownOf(t, d))
	checkOutside(t, d, out)
	if wantsSameTree(d) {
		checkTree(t, r, d, out)
	}
	_ = htmlOf(t, d)
	if again := markdownOf(t, d); again != string(out) {
		t.Fatal("the second WriteMarkdown differs from the first")
	}
}

func onlyDiagrams(err error) bool {
	var ps problems
	errors.As(err, &ps)
	for _, p := range ps {
		var de *DiagramError
		if !errors.As(p, &de) {
			return false
		}
	}
	return err == nil || ps != nil
}

// checkOutside compares what lies between the spans, independently of the
// splicing code: each stretch must follow in the output in order.
func checkOutside(t testing.TB, d *Document, out []byte) {
	t.Helper()
	at := 0
	rest := out
	for _, e := range d.edits {
		if e.start < at || e.end > len(d.src) {
			t.Fatalf("bad span %d:%d in %q", e.start, e.end, d.src)
		}
		keep := d.src[at:e.start]
		if !bytes.HasPrefix(rest, keep) || !strings.HasPrefix(string(rest[len(keep):]), e.text) {
			t.Fatalf("bytes outside the spans changed: %q\nfrom %q", out, d.src)
		}
		rest = rest[len(keep)+len(e.text):]
		at = e.end
	}
	if !bytes.Equal(rest, d.src[at:]) {
		t.Fatalf("the end changed: %q\nfrom %q", out, d.src)
	}
}

// wantsSameTree is false for wiki embeds, which become images with a label, for
// shortcodes, which are text to us and nothing that Markdown sees later, and where a bar vanishes with what it stood in: a line of text above a delimiter
// row may then have as many cells as that row, and become a table's head.
func wantsSameTree(d *Document) bool {
	for _, r := range d.Refs() {
		if r.Kind == WikiEmbed || r.Kind == Shortcode {
			return false
		}
	}
	for _, e := range d.edits {
		if bytes.IndexByte(d.src[e.start:e.end], '|') >= 0 {
			return false
		}
	}
	return true
}

func checkTree(t testing.TB, r *Renderer, before *Document, out []byte) {
	t.Helper()
	// References are remote now: they are found again with the option on.
	o := r.opts
	o.Remote = true
	after, err := New(o).Parse(Input{Source: out})
	if err != nil {
		t.Fatal(err)
	}
	if was, is := countEmbedded(before)+before.Remote(), countEmbedded(after); was != is {
		t.Fatalf("%d references became %d\nfrom %q\nto   %q", was, is, before.src, out)
	}
	a, b := shape(before), shape(after)
	if a != b {
		t.Fatalf("another tree\nbefore %s\nafter  %s\nfrom %q\nto   %q", a, b, before.src, out)
	}
}

// countEmbedded counts the references without links, of which remote ones are
// never counted.
func countEmbedded(d *Document) (n int) {
	for _, r := range d.Refs() {
		if r.Kind != Link {
			n++
		}
	}
	return n
}

// shape is the tree as text: kinds and texts, but neither destinations nor raw
// HTML nor positions, and no attribute blocks.
func shape(d *Document) string {
	var b strings.Builder
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() == kindAttrNode {
			return ast.WalkSkipChildren, nil
		}
		if !entering {
			b.WriteByte(')')
			return ast.WalkContinue, nil
		}
		b.WriteString("(" + n.Kind().String())
		switch n := n.(type) {
		case *ast.Text:
			fmt.Fprintf(&b, "%q", n.Segment.Value(d.body))
		case *ast.Heading:
			fmt.Fprint(&b, n.Level)
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

var seeds = []string{
	"![a](b.png){width=3}*x* [![c](<d e.png>)](f.mp4)\n\n[r]: g.png 'T'\n![r] ![x][r]{.y}(z)",
	"> - ![a](b.png)\n>   <img\n>   src='c&amp;.png' srcset=\"d.png 1x, e.png 2x\">\n",
	"{{< x >}}![a](b.png){{< /x >}} {% a %} {# b #} {{/* \n\n */}} ![c]({{d}})\n",
	"<div>\n<!--\n\n<img src=a.png>\n-->\n<script>\n<img src=b.png>\n</script>\n",
	"| ![a](b\\|c.png) | `\\|` |\n|--|--|\n| <img src=a.png> | ![[d.png\\|3]] |\n",
	"1. ```mermaid {a=b}\n   graph\n   syntax error\n   ```\n[^1] ![x](y z.png)\n\n[^1]: ![f](g.png)\n",
	"\xEF\xBB\xBF# ![a](b.png)\r\n\r\n![c](d.png)\r\n===\r\n<Video src='x.mp4'/>",
	"![a](\\(b\\)&quot;.png)\t![c](d\\\n.png) ![`![e](f.png)`](g.png)\n\t![h](i.png)",
	"{{< img \"a_b.png\" >}} *x* {% img src='c d.png' %}\n\n| {{ img(src=`e|f.png`) }} |\n|-|\n\n{{<img g_h.png/>}}",
	"![a][b]{width=1}\n\n[b]:\n  <c.png>\n  (T)\n\n[b] <a href=d.png>",
}

func FuzzRewrite(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	for i, s := range specExamples(f) {
		if i%7 == 0 {
			f.Add([]byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4096 {
			return
		}
		checkRewrite(t, all(), src)
	})
}

// FuzzMDX: with every construct masked the promises hold as well.
func FuzzMDX(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Add([]byte("import a from 'b'\n\n<Img src={a} alt={{b: 1}}/> {/* ![a](b.png) */}\n"))
	f.Add([]byte("<Tabs>\n    <Tab a={() =>\n 1}>\n        ![c](c.png)\n\n        - x\n    </Tab>\n</Tabs>\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 4096 {
			return
		}
		o := all()
		o.MDX = true
		checkRewrite(t, o, src)
	})
}

// FuzzAttrs: an accepted block ends in a brace and holds known keys only,
// unless it is a list.
func FuzzAttrs(f *testing.F) {
	for _, s := range []string{"{width=550 .wide #id loading=lazy}", "{tx=c_fill,w_5, alt='a b'}", "{autoplay}", "{", "{{x}}", `{: width="300" align=left x}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 || b[0] != '{' {
			return
		}
		a, n, problem := parseAttrs(b, false)
		if n == 0 {
			return
		}
		if problem != "" || len(a.List) == 0 || b[n-1] != '}' || bytes.IndexByte(b[:n], '\n') >= 0 {
			t.Fatalf("%q: accepted %q", b, b[:n])
		}
		for _, x := range a.List {
			if attrRuleOf(x.Key) == attrUnknown && b[1] != ':' {
				t.Fatalf("%q: unknown key %q", b, x.Key)
			}
		}
	})
}

// TestCorpus checks the promises on a folder of real posts:
//
//	MDMEDIA_CORPUS=~/site/content go test -run Corpus -v ./renderer
func TestCorpus(t *testing.T) {
	dir := os.Getenv("MDMEDIA_CORPUS")
	if dir == "" {
		t.Skip("MDMEDIA_CORPUS names no folder")
	}
	posts, refs, warnings := 0, 0, 0
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if ext := filepath.Ext(p); err != nil || e.IsDir() || ext != ".md" && ext != ".mdx" {
			return err
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		o := Options{MDX: filepath.Ext(p) == ".mdx"}
		body := frontMatterEnd(src)
		checkRewrite(t, o, src[body:])
		d, err := New(o).Parse(Input{Name: p, Source: src, Body: body})
		if err != nil {
			return err
		}
		posts, refs, warnings = posts+1, refs+len(d.Refs()), warnings+len(d.Warnings())
		for _, r := range d.Refs() {
			t.Logf("%s: %s %s", p, r.Kind, shorten(r.Dest))
		}
		if w := warningsOf(d); w != "" {
			t.Logf("%s: %s", p, w)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d posts, %d references, %d warnings", posts, refs, warnings)
}

func frontMatterEnd(src []byte) int {
	for _, fence := range []string{"---\n", "+++\n"} {
		if rest, ok := bytes.CutPrefix(src, []byte(fence)); ok {
			if i := bytes.Index(rest, []byte("\n"+fence)); i >= 0 {
				return len(fence) + i + 1 + len(fence)
			}
		}
	}
	return 0
}
