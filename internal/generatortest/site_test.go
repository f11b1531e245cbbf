package generatortest_test

import (
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// cdn is where every picture of a built site comes from.
const cdn = "https://demo.mo.cloudinary.net/"

// newSite writes the site testdata/NAME.txtar into a folder of its own. Its file
// "pictures" names the pictures, which come from the example blog.
func newSite(t *testing.T, name string) string {
	t.Helper()
	if r, err := mermaid.NewEmbedded(mermaid.EmbeddedOptions{}); err != nil {
		missing(t, "Mermaid's bundle (make bundle)")
	} else {
		_ = r.Close()
	}
	a, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		if f.Name != "pictures" {
			write(t, filepath.Join(dir, f.Name), f.Data)
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			to, from, _ := strings.Cut(strings.TrimSpace(line), " = ")
			data, err := os.ReadFile(filepath.Join("../../examples/blog", from))
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, to), data)
		}
	}
	return dir
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// edit replaces a text in a file, which must be there, as most editors save: the
// file is never seen half written, which on a busy machine would be a change more.
func edit(t *testing.T, name, from, to string) {
	t.Helper()
	text := read(t, name)
	if !strings.Contains(text, from) {
		t.Fatalf("%s has no %q", name, from)
	}
	saved := filepath.Join(t.TempDir(), "saved")
	write(t, saved, []byte(strings.Replace(text, from, to, 1)))
	if err := os.Rename(saved, name); err != nil {
		t.Fatal(err)
	}
}

// A built is what a generator made of a site.
type built struct {
	dir      string
	pages    []string            // paths of the HTML files
	urls     map[string]bool     // of media, those in srcset apart
	byPage   map[string][]string // the same, page by page, each once
	diagrams int
}

// inspect reads every page below dir, and fails the test for what must not be
// in any: a picture from elsewhere, what a template engine refused to print,
// and what it should not have printed.
func inspect(t *testing.T, dir string) built {
	t.Helper()
	b := built{dir: dir, urls: map[string]bool{}, byPage: map[string][]string{}}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		switch filepath.Ext(p) {
		case ".html":
			b.pages = append(b.pages, filepath.ToSlash(rel))
			b.page(t, filepath.ToSlash(rel), read(t, p))
		case ".xml":
			text := read(t, p)
			if strings.Contains(text, "ZgotmplZ") {
				t.Errorf("%s has ZgotmplZ", rel)
			}
			b.feed(t, rel, text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *built) page(t *testing.T, name, text string) {
	t.Helper()
	for _, bad := range []string{"ZgotmplZ", "{width=", "{.", "{{", "{%", "&lt;img", "&lt;svg", "language-mermaid", "%2520", "%2c"} {
		if i := strings.Index(text, bad); i >= 0 {
			t.Errorf("%s has %q: ...%s", name, bad, text[max(0, i-80):min(len(text), i+80)])
		}
	}
	b.fragment(t, name, strings.NewReader(text))
}

// feed looks at the pages in a feed, whose HTML is escaped.
func (b *built) feed(t *testing.T, name, text string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(text))
	for z.Next() != html.ErrorToken {
		if tok := z.Token(); tok.Type == html.TextToken && strings.Contains(tok.Data, "<img") {
			b.fragment(t, name, strings.NewReader(tok.Data))
		}
	}
}

func (b *built) fragment(t *testing.T, name string, r io.Reader) {
	t.Helper()
	z := html.NewTokenizer(r)
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
			continue
		}
		attr := map[string]string{}
		for _, a := range tok.Attr {
			attr[a.Key] = a.Val
		}
		if strings.Contains(attr["class"], "mermaid-diagram") {
			b.diagrams++
		}
		refs, candidates := references(tok.Data, attr)
		for i, ref := range append(refs, candidates...) {
			if strings.HasPrefix(ref, "data:") {
				continue
			}
			if u, err := url.Parse(ref); err != nil || !strings.HasPrefix(ref, cdn) || u.Path == "/" {
				t.Errorf("%s: <%s> refers to %q", name, tok.Data, ref)
			}
			ref, _ = url.PathUnescape(ref) // parentheses are escaped in Markdown
			if !slices.Contains(b.byPage[name], ref) {
				b.byPage[name] = append(b.byPage[name], ref)
			}
			if i < len(refs) {
				b.urls[ref] = true
			}
		}
	}
}

// references are the media that an element refers to, and the candidates of its
// srcset.
func references(element string, attr map[string]string) (refs, candidates []string) {
	switch element {
	case "img", "source", "video", "audio":
		for _, key := range []string{"src", "poster"} {
			if v := attr[key]; v != "" {
				refs = append(refs, v)
			}
		}
		for _, c := range strings.Split(attr["srcset"], ", ") {
			if u, _, _ := strings.Cut(strings.TrimSpace(c), " "); u != "" {
				candidates = append(candidates, u)
			}
		}
	case "meta":
		if attr["property"] == "og:image" || attr["name"] == "twitter:image" {
			refs = append(refs, attr["content"])
		}
	}
	return refs, candidates
}

// has tells which pictures a page must show, by the beginnings of their names.
func (b built) has(t *testing.T, page string, names ...string) {
	t.Helper()
	for _, name := range names {
		if !slices.ContainsFunc(b.byPage[page], func(u string) bool { return strings.Contains(u, "/"+name) }) {
			t.Errorf("%s has no %s, but %q", page, name, b.byPage[page])
		}
	}
}
