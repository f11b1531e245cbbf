package renderer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// cdn is a resolver as the whole program has one: every local file exists,
// unless its name says that it is missing, and the author's ?tx= is kept.
type cdn struct{ asked []Ref }

var errMissing = errors.New("no such file")

func (c *cdn) Resolve(_ context.Context, ref Ref) (Media, error) {
	c.asked = append(c.asked, ref)
	switch {
	case strings.Contains(ref.Path, "missing"):
		return Media{}, errMissing
	case strings.Contains(ref.Path, "skip"):
		return Media{}, ErrSkip
	}
	m := Media{URL: "https://cdn.example/" + escapePath(strings.TrimPrefix(path.Clean(ref.Path), "/"))}
	tx := strings.TrimPrefix(ref.Query, "tx=")
	if tx == ref.Query {
		tx = ref.Attrs.Get("tx")
	}
	if tx != "" {
		m.URL += "?tx=q_auto," + tx
	}
	if ref.Fragment != "" {
		m.URL += "#" + ref.Fragment
	}
	switch path.Ext(ref.Path) {
	case ".mp4":
		m.Type = "video/mp4"
	case ".mp3":
		m.Type = "audio/mpeg"
	case ".png":
		m.Type, m.Width, m.Height = "image/png", 640, 480
	}
	return m, nil
}

func escapePath(p string) string {
	parts := strings.Split(p, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(parts, "/")
}

var loadingWords = regexp.MustCompile(` (?:loading="lazy"|decoding="async"|fetchpriority="high")`)

// unhurried is HTML without when its pictures are loaded, which other tests
// look at.
func unhurried(html string) string { return loadingWords.ReplaceAllString(html, "") }

// identity writes each destination back as it is.
var identity = ResolverFunc(func(_ context.Context, ref Ref) (Media, error) {
	return Media{URL: ref.Dest}, nil
})

// boxEngine draws a box, and fails on a line that says "syntax error".
type boxEngine struct{}

func (boxEngine) Draw(_ context.Context, d mermaid.Diagram) (mermaid.Drawing, error) {
	for i, line := range strings.Split(string(d.Source), "\n") {
		if strings.Contains(line, "syntax error") {
			return mermaid.Drawing{}, &mermaid.SyntaxError{Line: i + 1, Msg: "unexpected word"}
		}
	}
	return mermaid.Drawing{
		HTML:   fmt.Appendf(nil, "<figure data-info=%q>%d %q</figure>", d.Info, d.Index, d.Source),
		Script: []byte("<script>draw()</script>"),
	}, nil
}

func (boxEngine) Close() error { return nil }

func prepare(t testing.TB, o Options, in Input) *Document {
	t.Helper()
	d, err := New(o).Prepare(t.Context(), in)
	if err != nil {
		t.Fatalf("Prepare: %v", err)
	}
	return d
}

func markdownOf(t testing.TB, d *Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func htmlOf(t testing.TB, d *Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func warningsOf(d *Document) string {
	var b strings.Builder
	for _, w := range d.Warnings() {
		line := 1 + bytes.Count(d.src[:w.Offset], []byte("\n"))
		col := w.Offset - bytes.LastIndexByte(d.src[:w.Offset], '\n')
		fmt.Fprintf(&b, "%d:%d: %s\n", line, col, w.Msg)
	}
	return b.String()
}
