package content_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mdmedia/mdmedia/content"
)

// FuzzParse states what holds for every file: no panic, the source unchanged,
// the body a suffix of it, front matter that can be marshalled, a slug that is
// safe, spans inside of the front matter, errors of one line at a position.
func FuzzParse(f *testing.F) {
	for _, src := range []string{
		"", "# T\n", "---\n", "---\na: 1\n---\nbody", "---\n\ntext\n---\n", "+++\na = 1\n+++\n", ";;;\n{}\n;;;\n", "{\n}\n", "{\"a\": [\"b\"]}\nbody",
		"\ufeff---\r\ndate: 08-18-2022\r\n----\r\n", "---\na: &a [*a]\n---\n", "---\n<<: [{a: b}]\n---\n", "---\n\ta: b\n---\n",
		"---\na: |\n  x.png\nb: &b >-\n  y\nc: *b\n---\n",
		"---\ntitle: [\n---\n", "---\n? a\n: b\n---\n", "---\n\x00\n---\n", "+++\na = inf\nb = 10:00:00\n+++\n", "\xff",
		"---\ndate: 2022-08-18T10:00:00+24:00\n---\n", "---\n!!binary a: !foo b\n---\n", "---json\n{\"a\":1e999}\n---\n",
	} {
		f.Add("a/2022-08-18-b.fr.md", []byte(src))
	}
	f.Add("index.md", []byte("---\nslug: ..\n---\n"))
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		before := bytes.Clone(src)
		p, err := content.Parse(name, src)
		if !bytes.Equal(src, before) {
			t.Fatal("the source was changed")
		}
		if err != nil {
			for line := range strings.Lines(messages(err)) {
				if name != "" && utf8.ValidString(name) && !strings.ContainsAny(name, "\n\r") && !strings.HasPrefix(line, name+":") {
					t.Fatalf("an error without position, or of several lines: %q", messages(err))
				}
			}
		}
		if p == nil {
			if err == nil {
				t.Fatal("neither a post nor an error")
			}
			return
		}
		if p.Body < 0 || p.Body > len(src) || (p.Syntax == content.None) != (p.Meta == nil) && err == nil {
			t.Fatalf("body %d, syntax %v, meta %v", p.Body, p.Syntax, p.Meta)
		}
		if _, err := json.Marshal(p.Meta); err != nil {
			t.Fatal(err)
		}
		if err == nil && (p.Slug == "" || strings.Contains(p.Slug, "..") && strings.Contains("/"+p.Slug+"/", "/../") ||
			p.Slug[0] == '/' || strings.ContainsAny(p.Slug, "\\\x00\n")) {
			t.Fatalf("slug %q", p.Slug)
		}
		for key := range p.Meta {
			for _, v := range p.Values(key) {
				if v.Start < 0 || v.Start >= v.End || v.End > p.Body {
					t.Fatalf("value %+v, body at %d", v, p.Body)
				}
			}
			for _, e := range p.Unwritable(key) {
				if at := e.Pos.Offset; at >= p.Body || strings.ContainsAny(e.Msg, "\n\r") && !strings.ContainsAny(key, "\n\r") {
					t.Fatalf("%q at %d, body at %d", e.Msg, at, p.Body)
				}
			}
		}
	})
}
