package renderer

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// hostile texts, each a repetition. Anything quadratic in them would run into
// the time limit of go test: goldmark alone takes minutes for half a megabyte of [a](.
var hostile = map[string]string{
	"prose":       "Lorem ipsum *dolor* sit [amet](x.html), `elit`.\nSed ![do](e.png) eiusmod.\n\n",
	"brackets":    "[",
	"images":      "![",
	"pairs":       "[a]",
	"links":       "[a](",
	"angles":      "<",
	"braces":      "{",
	"templates":   "{{ a ",
	"comments":    "<!-- ",
	"inline html": "a<!--",
	"backticks":   "`",
	"code":        "`a",
	"emphasis":    "*a_ ",
	"quotes":      ">",
	"lists":       "- ",
	"headings":    "# a\n",
	"open blocks": "<div><!--\n\n",
	"broken":      "](",
	"attributes":  "![a](b.png){",
	"srcset":      "<img srcset=\"a.png, ",
}

func TestHostileInput(t *testing.T) {
	size := 1 << 19
	if os.Getenv("MDMEDIA_BIG") != "" {
		size = 20 << 20 // takes up to 7 GB: the tree has a node for each mark
	}
	r := New(Options{})
	for name, s := range hostile {
		t.Run(name, func(t *testing.T) {
			src := []byte(strings.Repeat(s, size/len(s)))
			start := time.Now()
			d, err := r.Prepare(t.Context(), Input{Source: src, Resolver: identity})
			if err != nil {
				t.Fatal(err)
			}
			if got := markdownOf(t, d); got != string(src) {
				t.Fatal("the text changed")
			}
			t.Logf("%d MB, %d references: %v", len(src)>>20, len(d.Refs()), time.Since(start).Round(time.Millisecond))
		})
	}
}

func TestManyImages(t *testing.T) {
	const n = 10_000
	for name, sep := range map[string]string{"one line": " ", "one paragraph": "\n", "paragraphs": "\n\n"} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			for i := range n {
				fmt.Fprintf(&b, "![a](img/%d.png){.x}%s", i, sep)
			}
			d := prepare(t, Options{}, Input{Source: b.Bytes(), Resolver: &cdn{}})
			if len(d.Refs()) != n {
				t.Fatalf("%d references, want %d", len(d.Refs()), n)
			}
			if got := strings.Count(markdownOf(t, d), "](https://cdn.example/img/"); got != n {
				t.Errorf("%d rewritten in Markdown, want %d", got, n)
			}
			if got := strings.Count(unhurried(htmlOf(t, d)), ` class="x">`); got != n {
				t.Errorf("%d rewritten in HTML, want %d", got, n)
			}
		})
	}
}

func TestDepthIsLimited(t *testing.T) {
	for _, mark := range []string{"> ", "- ", "1. ", "> - "} {
		src := strings.Repeat(mark, 10_000) + "![a](b.png)\n"
		d := prepare(t, Options{}, Input{Source: []byte(src), Resolver: &cdn{}})
		want := strings.Repeat(mark, 10_000) + "![a](https://cdn.example/b.png)\n"
		if got := markdownOf(t, d); got != want {
			t.Errorf("%q: the image behind the marks is not rewritten", mark)
		}
		if got := htmlOf(t, d); strings.Count(got, "<blockquote>")+strings.Count(got, "<li>") > maxDepth+1 {
			t.Errorf("%q: nested deeper than %d", mark, maxDepth)
		}
	}
}

// A paragraph or heading with too many marks is text, and the others are not.
func TestTooManyMarks(t *testing.T) {
	marks := strings.Repeat("[", maxMarks+1)
	for _, tt := range []struct{ name, src, html string }{
		{"paragraph", marks + "\n![a](b.svg)\n\n![a](b.svg)\n", "<p>" + marks + "\n![a](b.svg)\n</p>\n"},
		{"heading", "# " + marks + "\n\n![a](b.svg)\n", "<p># " + marks + "\n</p>\n"},
		{"list", "- " + marks + "\n\n![a](b.svg)\n", "<ul>\n<li>\n<p>" + marks + "\n</p>\n</li>\n</ul>\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := prepare(t, Options{}, Input{Source: []byte(tt.src), Resolver: &cdn{}})
			want := tt.html + "<p><img src=\"https://cdn.example/b.svg\" alt=\"a\"></p>\n"
			if got := unhurried(htmlOf(t, d)); got != want {
				t.Errorf("got %.60q...%q", got, got[max(0, len(got)-90):])
			}
			if len(d.Warnings()) != 1 || d.Warnings()[0].Msg != "kept as plain text: too many brackets and emphasis marks in one paragraph" {
				t.Errorf("warnings %v", d.Warnings())
			}
		})
	}
}

// The ids are goldmark's own, also for equal and for empty headings.
func TestHeadingIDs(t *testing.T) {
	src := []byte("# A b!\n# a-b\n# a B\n# a b 1\n# a b\n# a-b-1\n# !\n# ?\n## _x_ `y`\n")
	d := prepare(t, Options{}, Input{Source: src})
	if got, want := htmlOf(t, d), plainHTML(t, plainGoldmark(), src); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Headings in other letters have ids, and the author's own comes first.
func TestHeadingIDsOfOtherLetters(t *testing.T) {
	for src, want := range map[string]string{
		"# \u00dcber uns":                         "<h1 id=\"\u00fcber-uns\">",
		"# \u4e2d\u6587":                          "<h1 id=\"\u4e2d\u6587\">",
		"# \u041f\u0440\u0438\u0432\u0435\u0442!": "<h1 id=\"\u043f\u0440\u0438\u0432\u0435\u0442\">",
		"# Title {#own .wide}":                    `<h1 id="own" class="wide">Title</h1>`,
		"Title {#own}\n===":                       `<h1 id="own">Title</h1>`,
		"# Title {x} {{ y }}":                     `<h1 id="title-x--y-">Title {x} {{ y }}</h1>`,
	} {
		d := prepare(t, Options{}, Input{Source: []byte(src)})
		if got := htmlOf(t, d); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", src, got)
		}
	}
}

// Attributes are compared with those before them, so a block has a length.
func TestLongAttributeBlock(t *testing.T) {
	for name, s := range map[string]string{"classes": ".a ", "unknown": "a%d=b "} {
		var b strings.Builder
		b.WriteString("![a](b.png){")
		for i := 0; b.Len() < 1<<20; i++ {
			b.WriteString(strings.ReplaceAll(s, "%d", fmt.Sprint(i)))
		}
		b.WriteString("}")
		d := prepare(t, Options{}, Input{Source: []byte(b.String()), Resolver: identity})
		if got := markdownOf(t, d); got != b.String() {
			t.Errorf("%s: the text changed", name)
		}
		if got := len(d.Refs()[0].Attrs.List); got != 0 {
			t.Errorf("%s: %d attributes", name, got)
		}
	}
	const most = "![a](b.png){.a}"
	if d := prepare(t, Options{}, Input{Source: []byte(most), Resolver: identity}); len(d.Refs()[0].Attrs.List) != 1 {
		t.Errorf("%s: no attribute block", most)
	}
}
