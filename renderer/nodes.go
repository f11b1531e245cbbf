package renderer

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// nodeWriter writes the nodes that may hold a reference. Where there is none
// it writes what goldmark's own renderer does. The configuration (Unsafe,
// XHTML) is that of the goldmark it runs in.
type nodeWriter struct {
	html.Config
	captions bool // see Options.Captions
}

func nodeRenderers(o *Options) renderer.Option {
	return renderer.WithNodeRenderers(util.Prioritized(&nodeWriter{html.NewConfig(), o.Captions}, 100))
}

// RegisterFuncs implements renderer.NodeRenderer.
func (r *nodeWriter) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindImage, r.image)
	reg.Register(ast.KindParagraph, r.paragraph)
	reg.Register(ast.KindLink, r.link)
	reg.Register(ast.KindRawHTML, r.rawHTML)
	reg.Register(ast.KindHTMLBlock, r.htmlBlock)
	reg.Register(kindDiagramBlock, r.diagram)
	reg.Register(kindAttrNode, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkSkipChildren, nil
	})
	reg.Register(kindPlainBlock, r.plain)
	reg.Register(kindScriptBlock, r.script)
}

func (r *nodeWriter) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Link)
	_, _ = w.WriteString(`<a href="`)
	r.url(w, n.Destination, linkURL(n))
	_ = w.WriteByte('"')
	if n.Title != nil {
		_, _ = w.WriteString(` title="`)
		r.Writer.Write(w, n.Title)
		_ = w.WriteByte('"')
	}
	if n.Attributes() != nil {
		html.RenderAttributes(w, n, html.LinkAttributeFilter)
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

func linkURL(n ast.Node) string {
	slot, _ := slotOf(n).(*linkSlot)
	if slot == nil {
		return ""
	}
	if slot.ref < 0 {
		return slot.url
	}
	if m, ok := slot.doc.rewritten(slot.ref); ok {
		return m.URL
	}
	return ""
}

// url writes the new address, or the destination where there is none.
func (r *nodeWriter) url(w util.BufWriter, dest []byte, url string) {
	if url != "" {
		_, _ = w.WriteString(quoteDouble(url))
		return
	}
	dest = util.URLEscape(dest, true)
	if r.Unsafe || !html.IsDangerousURL(dest) {
		_, _ = w.Write(util.EscapeHTML(dest))
	}
}

func (r *nodeWriter) rawHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	if !r.Unsafe {
		_, _ = w.WriteString("<!-- raw HTML omitted -->")
		return ast.WalkSkipChildren, nil
	}
	n := node.(*ast.RawHTML)
	f := newSpliceWriter(w, source, slotOf(n))
	for i := range n.Segments.Len() {
		f.segment(n.Segments.At(i), func(b []byte) { _, _ = w.Write(b) })
	}
	return ast.WalkSkipChildren, nil
}

func (r *nodeWriter) htmlBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.HTMLBlock)
	if !r.Unsafe {
		_, _ = w.WriteString("<!-- raw HTML omitted -->\n")
		if n.HasClosure() {
			_, _ = w.WriteString("<!-- raw HTML omitted -->\n")
		}
		return ast.WalkContinue, nil
	}
	f := newSpliceWriter(w, source, slotOf(n))
	write := func(b []byte) { r.Writer.SecureWrite(w, b) }
	for i := range n.Lines().Len() {
		f.segment(n.Lines().At(i), write)
	}
	if n.HasClosure() {
		f.segment(n.ClosureLine, write)
	}
	return ast.WalkContinue, nil
}

// A spliceWriter writes segments of the source with values replaced and
// template constructs escaped.
type spliceWriter struct {
	w      util.BufWriter
	source []byte
	edits  []splice
}

func newSpliceWriter(w util.BufWriter, source []byte, slot any) *spliceWriter {
	f := &spliceWriter{w: w, source: source}
	s, _ := slot.(*htmlSlot)
	if s == nil {
		return f
	}
	f.edits = s.splices()
	for _, x := range s.escape {
		f.edits = append(f.edits, splice{x.start, x.end, string(util.EscapeHTML(source[x.start:x.end]))})
	}
	f.edits = sortSplices(f.edits)
	return f
}

// segment is called for segments in the order of the source; edits that lie
// before one are done.
func (f *spliceWriter) segment(s text.Segment, write func([]byte)) {
	for len(f.edits) > 0 && f.edits[0].start < s.Start {
		f.edits = f.edits[1:]
	}
	if len(f.edits) == 0 || f.edits[0].start >= s.Stop {
		write(s.Value(f.source))
		return
	}
	at := s.Start
	for range s.Padding {
		_ = f.w.WriteByte(' ')
	}
	for len(f.edits) > 0 && f.edits[0].end <= s.Stop {
		e := f.edits[0]
		write(f.source[at:e.start])
		_, _ = f.w.WriteString(e.text)
		at = e.end
		f.edits = f.edits[1:]
	}
	write(f.source[at:s.Stop])
}

// plain writes a block that was too much to look into.
func (r *nodeWriter) plain(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<p>")
	for i := range node.Lines().Len() {
		s := node.Lines().At(i)
		r.Writer.RawWrite(w, s.Value(source))
	}
	_, _ = w.WriteString("</p>\n")
	return ast.WalkSkipChildren, nil
}

// diagram writes the drawing; without one the child is written, the code.
func (r *nodeWriter) diagram(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	d := node.(*diagramBlock).diagram
	if !entering || !d.Drawn {
		return ast.WalkContinue, nil
	}
	_, _ = w.Write(d.Drawing.HTML)
	if n := len(d.Drawing.HTML); n > 0 && d.Drawing.HTML[n-1] != '\n' {
		_ = w.WriteByte('\n')
	}
	return ast.WalkSkipChildren, nil
}
