package renderer

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
)

// plainGoldmark is goldmark with the same extensions and nothing of ours but
// the highlighting.
func plainGoldmark() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote, highlighter{}),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
}

func plainHTML(t testing.TB, md goldmark.Markdown, src []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := md.Convert(src[:len(src):len(src)], &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// specExamples are the examples of the CommonMark specification, which
// goldmark ships in its module folder.
func specExamples(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Skipf("SKIPPED: the folder of goldmark is not known: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct{ Markdown string }
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 600 {
		t.Fatalf("only %d examples", len(examples))
	}
	list := make([]string, len(examples))
	for i, e := range examples {
		list[i] = e.Markdown
	}
	return list
}

// Nothing to rewrite: the HTML is goldmark's, and the Markdown the author's.
func TestSpecExamples(t *testing.T) {
	md := plainGoldmark()
	for i, src := range specExamples(t) {
		in := Input{Name: "spec.md", Source: []byte(src), Resolver: identity}
		d := prepare(t, Options{}, in)
		if got := markdownOf(t, d); got != src {
			t.Errorf("example %d: Markdown\n got %q\nwant %q", i+1, got, src)
		}
		if got, want := htmlOf(t, d), plainHTML(t, md, []byte(src)); got != want {
			t.Errorf("example %d: %q\n got %q\nwant %q", i+1, src, got, want)
		}
		checkRewrite(t, Options{}, []byte(src))
	}
}
