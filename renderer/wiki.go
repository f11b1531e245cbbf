package renderer

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// wikiParser reads ![[name]], ![[name|450]], ![[name|450x300]] and
// ![[name|alt]] as images, where name ends like a media file. An embedded note
// stays text.
type wikiParser struct{}

// Trigger implements parser.InlineParser.
func (wikiParser) Trigger() []byte { return []byte{'!'} }

// A wikiSpan marks an image node as a wiki embed: the whole of it is replaced
// in Markdown.
type wikiSpan struct {
	start, end int // in the parsed text
	attrs      Attrs
}

// Parse implements parser.InlineParser.
func (wikiParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if segment.Padding != 0 || !bytes.HasPrefix(line, []byte("![[")) {
		return nil
	}
	end := bytes.Index(line, []byte("]]"))
	if end < 0 || bytes.IndexByte(line[3:end], '[') >= 0 {
		return nil
	}
	name, label := line[3:end], []byte(nil)
	if bar := bytes.IndexByte(name, '|'); bar >= 0 {
		name, label = bytes.TrimSuffix(name[:bar], []byte(`\`)), name[bar+1:]
	}
	name = bytes.TrimSpace(name)
	path, _, _ := strings.Cut(string(name), "#")
	if !isMediaName(path) {
		return nil
	}
	image := ast.NewImage(ast.NewLink())
	image.Destination = name
	span := &wikiSpan{start: segment.Start, end: segment.Start + end + 2}
	if span.attrs = wikiSize(label); span.attrs.List == nil && len(label) > 0 {
		at := segment.Start + end - len(label)
		image.AppendChild(image, ast.NewTextSegment(text.NewSegment(at, at+len(label))))
	}
	setSlot(image, &imageSlot{ref: -1, wiki: span})
	block.Advance(end + 2)
	return image
}

// wikiSize reads "450" or "450x300".
func wikiSize(label []byte) (a Attrs) {
	w, h, both := strings.Cut(strings.TrimSpace(string(label)), "x")
	w, bad := checkAttr("width", w)
	if bad != "" {
		return a
	}
	a.set("width", w)
	if both {
		if h, bad = checkAttr("height", h); bad != "" {
			return Attrs{}
		}
		a.set("height", h)
	}
	return a
}

// wikiRef describes the embed. Its name is not percent-encoded, and in
// Markdown the embed becomes an image in the form that vaults use for remote
// ones, ![alt|450](url).
func wikiRef(name, alt string, span *wikiSpan) Ref {
	r := Ref{Kind: WikiEmbed, Dest: name, Alt: alt, Attrs: span.attrs}
	r.Path, r.Fragment, _ = strings.Cut(name, "#")
	label := strings.ReplaceAll(alt, "]", `\]`)
	if w := span.attrs.Get("width"); w != "" {
		label += "|" + w
		if h := span.attrs.Get("height"); h != "" {
			label += "x" + h
		}
	}
	r.Quote = func(url string) string { return "![" + label + "](" + quoteMarkdown(url) + ")" }
	return r
}
