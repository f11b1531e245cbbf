package renderer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// A Document is a post that has been parsed, and with Prepare resolved. It is
// not changed by writing: both forms can be written any number of times, also
// concurrently.
type Document struct {
	name         string
	src          []byte
	body         []byte // src[base:], with no spare capacity
	base         int
	root         ast.Node
	html         renderer.Renderer
	refs         []Ref
	alias        map[int]int // ref -> the earlier ref that it is resolved with
	shared       bool        // images share a definition and are not resolved together
	media        []Media     // of refs; nil before Prepare
	warnings     []Warning
	descriptions []Warning
	diagrams     []*Diagram
	remote       int
	captions     bool
	inline       []inlineImage // with Options.HTMLImages
	tags         []htmlItem    // likewise: places behind the names of tags
	first        int           // the first picture that is rewritten, in refs; -1: none, or a cover is before it
	edits        []splice      // of src, sorted

	drawFences bool // see Options.MarkdownDiagrams
}

// Refs returns the references that go to the resolver: the covers first, then
// those of the body in reading order. The caller must not change them.
func (d *Document) Refs() []Ref { return d.refs }

// Warnings returns what the author probably did not mean.
func (d *Document) Warnings() []Warning { return d.warnings }

// Remote counts the images and videos from elsewhere (https:, //host), which
// are left as they are and are not among Refs unless Options.Remote is set.
func (d *Document) Remote() int { return d.remote }

// Diagrams returns the Mermaid fences; none without Options.Mermaid.
func (d *Document) Diagrams() []*Diagram { return d.diagrams }

// Script returns what diagrams and videos that play by themselves need once on
// a page, at its end: HTML, in most cases empty.
func (d *Document) Script() []byte {
	s := script(d.diagrams)
	if d.playsItself() {
		if len(s) > 0 {
			s = append(s, '\n')
		}
		s = append(s, stillScript...)
	}
	return s
}

// A Resolution is a reference and what became of it.
type Resolution struct {
	Ref   Ref
	Media Media
	// Rewritten is false where the resolver skipped the reference, failed, or
	// gave the destination back as it is.
	Rewritten bool
}

// Resolved returns what became of each of Refs, in the same order.
func (d *Document) Resolved() []Resolution {
	out := make([]Resolution, len(d.refs))
	for i, r := range d.refs {
		out[i].Ref = r
		if i < len(d.media) {
			out[i].Media = d.media[i]
		}
		_, out[i].Rewritten = d.rewritten(i)
	}
	return out
}

// rewritten returns what ref i resolved to; ok is false where the source stays
// as it is, also since the URL is what stands there already.
func (d *Document) rewritten(i int) (m Media, ok bool) {
	if i < 0 || i >= len(d.media) {
		return Media{}, false
	}
	m = d.media[i]
	return m, m.URL != "" && m.URL != d.refs[i].Dest
}

// quoted returns what replaces the destination of ref i.
func (d *Document) quoted(i int) (string, bool) {
	m, ok := d.rewritten(i)
	if !ok {
		return "", false
	}
	if q := d.refs[i].Quote; q != nil {
		return q(m.URL), true
	}
	return quoteMarkdown(m.URL), true
}

// prepare does everything that may take time or fail.
func (d *Document) prepare(ctx context.Context, r Resolver, engine mermaid.Engine, drawn func(*Diagram) error) (ps problems) {
	if r != nil {
		ps = d.resolve(ctx, r)
	}
	if len(d.diagrams) > 0 && engine != nil {
		ps = append(ps, d.draw(ctx, engine)...)
		ps = append(ps, d.drawn(drawn)...)
	}
	if err := ctx.Err(); err != nil {
		ps = append(ps, err)
	}
	d.plan()
	return ps
}

func (d *Document) resolve(ctx context.Context, r Resolver) (ps problems) {
	d.media = make([]Media, len(d.refs))
	for i := range d.refs {
		if ctx.Err() != nil {
			return ps
		}
		if first, ok := d.alias[i]; ok {
			d.media[i] = d.media[first]
			continue
		}
		m, err := r.Resolve(ctx, d.refs[i])
		switch {
		case err == nil:
			d.media[i] = m
		case !errors.Is(err, ErrSkip):
			ps = append(ps, &RefError{Ref: d.refs[i], Err: err})
		}
	}
	return ps
}

// firstPicture finds the picture that readers see first. A cover comes before
// the body.
func (d *Document) firstPicture() int {
	for i := range d.refs {
		m, ok := d.rewritten(i)
		if !ok || m.Type != "" && !strings.HasPrefix(m.Type, "image/") {
			continue
		}
		switch d.refs[i].Kind {
		case Cover:
			return -1
		case Image, HTMLImage, WikiEmbed:
			return i
		}
	}
	return -1
}

// plan works out what depends on all references: the first picture, and the
// splices of the Markdown form.
func (d *Document) plan() {
	d.first = d.firstPicture()
	d.edits = d.htmlEdits()
	for i := range d.refs {
		text, ok := d.quoted(i)
		if !ok {
			continue
		}
		r := &d.refs[i]
		d.edits = append(d.edits, splice{r.Start, r.End, text})
		if cut := r.Attrs.unknownToOthers(); r.Kind == Image && cut.start < cut.end {
			d.edits = append(d.edits, splice{cut.start, cut.end, ""})
		}
	}
	if d.drawFences {
		d.edits = append(d.edits, d.drawnFences()...)
	}
	d.edits = sortSplices(d.edits)
	if d.shared {
		d.warnOnConflicts()
	}
}

// warnOnConflicts tells of images that share a definition but were resolved to
// different URLs, since in Markdown there is room for one.
func (d *Document) warnOnConflicts() {
	var first map[int]string
	for i := range d.refs {
		text, ok := d.quoted(i)
		if !ok {
			continue
		}
		if first == nil {
			first = make(map[int]string, len(d.refs))
		}
		start := d.refs[i].Start
		if was, shared := first[start]; !shared {
			first[start] = text
		} else if was != text && was != "" {
			first[start] = "" // once is enough
			d.warnings = append(d.warnings, Warning{start,
				"images with different attributes share this definition: in Markdown the first one's are used"})
		}
	}
}

// WriteHTML writes the body as an HTML fragment, without the front matter.
func (d *Document) WriteHTML(w io.Writer) error {
	if b, ok := w.(*bytes.Buffer); ok {
		w = direct{b} // goldmark would put a buffer of its own before it
	}
	if err := d.html.Render(w, d.body, d.root); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	return nil
}

// direct is a buffer as a util.BufWriter.
type direct struct{ *bytes.Buffer }

func (direct) Buffered() int { return 0 }
func (direct) Flush() error  { return nil }

// WriteMarkdown writes Input.Source with only the destinations of rewritten
// references changed, and without the attribute blocks directly behind
// rewritten images that other programs would print; see also Options.AttributeLists
// and Options.MarkdownDiagrams. Every other byte stays: front matter, line ends, a
// byte-order mark, a missing newline at the end.
func (d *Document) WriteMarkdown(w io.Writer) error {
	at := 0
	for i := range d.edits {
		e := &d.edits[i]
		if _, err := w.Write(d.src[at:e.start]); err != nil {
			return fmt.Errorf("writing Markdown: %w", err)
		}
		if _, err := io.WriteString(w, e.text); err != nil {
			return fmt.Errorf("writing Markdown: %w", err)
		}
		at = e.end
	}
	if _, err := w.Write(d.src[at:]); err != nil {
		return fmt.Errorf("writing Markdown: %w", err)
	}
	return nil
}
