package renderer

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A golden file holds a post, input.md, and what becomes of it: the references
// with their positions, both forms, and problems. The comment names options.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := golden(t, a)
			if *update {
				if err := os.WriteFile(file, txtar.Format(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if g, w := string(txtar.Format(got)), string(txtar.Format(a)); g != w {
				t.Errorf("got:\n%s\nwant:\n%s", g, w)
			}
		})
	}
}

func golden(t *testing.T, a *txtar.Archive) *txtar.Archive {
	t.Helper()
	o := Options{}
	for _, word := range strings.Fields(string(a.Comment)) {
		switch word {
		case "+links":
			o.MediaLinks = true
		case "+shortcodes":
			o.Shortcodes = map[string][]string{"figure": {"src", "poster"}, "img": {"0"}, "image": {"0", "src"}, "include": {"src"}}
		case "+lists":
			o.AttributeLists = true
		case "+mdx":
			o.MDX = true
		case "+captions":
			o.Captions = true
		case "+sitebase":
			o.SiteBase = true
		case "+mermaid":
			o.Mermaid = boxEngine{}
		}
	}
	in := Input{Name: "post.md", Source: a.Files[0].Data, Resolver: &cdn{}}
	in.PageLink = func(dest string) (string, bool) {
		p, frag, _ := strings.Cut(dest, "#")
		if p, ok := strings.CutSuffix(p, ".md"); ok {
			return p + "/?a&b#" + frag, true
		}
		return "", false
	}
	d, err := New(o).Prepare(context.Background(), in)
	out := &txtar.Archive{Comment: a.Comment, Files: []txtar.File{a.Files[0]}}
	add := func(name, data string) {
		if data != "" {
			if !strings.HasSuffix(data, "\n") {
				data += "\n"
			}
			out.Files = append(out.Files, txtar.File{Name: name, Data: []byte(data)})
		}
	}
	add("refs", goldenRefs(d))
	add("output.md", markdownOf(t, d))
	add("output.html", htmlOf(t, d))
	add("script", string(d.Script()))
	add("warnings", warningsOf(d))
	add("errors", goldenErrors(d, err))
	return out
}

func goldenRefs(d *Document) string {
	var b strings.Builder
	for _, r := range d.Resolved() {
		fmt.Fprintf(&b, "%s %q path=%q", r.Ref.Kind, d.src[r.Ref.Start:r.Ref.End], r.Ref.Path)
		for _, f := range []struct{ name, value string }{
			{"query", r.Ref.Query}, {"fragment", r.Ref.Fragment}, {"alt", r.Ref.Alt}, {"title", r.Ref.Title},
		} {
			if f.value != "" {
				fmt.Fprintf(&b, " %s=%q", f.name, f.value)
			}
		}
		if at := r.Ref.Attrs; at.End > 0 {
			fmt.Fprintf(&b, " attrs=%q", d.src[at.Start:at.End])
		}
		if !r.Rewritten {
			b.WriteString(" left")
		}
		b.WriteByte('\n')
	}
	for _, g := range d.Diagrams() {
		fmt.Fprintf(&b, "diagram %d info=%q drawn=%v %q\n", g.Index, g.Info, g.Drawn, d.src[g.Start:g.End])
	}
	return b.String()
}

func goldenErrors(d *Document, err error) string {
	var b strings.Builder
	ps, _ := err.(interface{ Unwrap() []error })
	if ps == nil {
		return ""
	}
	for _, e := range ps.Unwrap() {
		var re *RefError
		var de *DiagramError
		at := -1
		switch {
		case errors.As(e, &re):
			at = re.Ref.Start
		case errors.As(e, &de):
			at = de.Offset
		}
		line := 1 + strings.Count(string(d.src[:at]), "\n")
		fmt.Fprintf(&b, "%d:%d: %v\n", line, at-strings.LastIndex(string(d.src[:at]), "\n"), e)
	}
	return b.String()
}
