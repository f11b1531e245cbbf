package renderer

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// An inlineImage is ![alt](dest "title") with its place in the body: what
// Options.HTMLImages replaces.
type inlineImage struct {
	node *ast.Image
	ref  int
	span
}

// inlineImage notes an image that does not use a definition. Where the end of
// it cannot be told (a title over lines in a blockquote), it stays an image in
// Markdown.
func (c *collector) inlineImage(n *ast.Image, ref, destEnd int) {
	if !c.opts.HTMLImages || n.Reference != nil {
		return
	}
	if end, ok := c.imageEnd(n, destEnd); ok {
		c.inline = append(c.inline, inlineImage{n, ref, span{n.Pos(), end}})
	}
}

// imageEnd is the offset behind the closing parenthesis.
func (c *collector) imageEnd(n *ast.Image, at int) (int, bool) {
	line, _, _ := bytes.Cut(c.body[at:], []byte("\n"))
	i := 0
	if len(line) > 0 && line[0] == '>' {
		i++
	}
	if i = skipSpaces(line, i); len(n.Title) > 0 && i < len(line) {
		i = skipSpaces(line, titleEnd(line, i))
	}
	if i >= len(line) || line[i] != ')' {
		return 0, false
	}
	return at + i + 1, true
}

// titleEnd is the end of the title in quotes or parentheses that begins at i.
func titleEnd(line []byte, i int) int {
	closer := line[i]
	if closer == '(' {
		closer = ')'
	}
	for i++; i < len(line) && line[i] != closer; i++ {
		if line[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(line))
}

// htmlEdits are the splices that write images as HTML elements. A figure
// stands for its whole paragraph; one in a link keeps its Markdown, since the
// link around it would have to go too.
func (d *Document) htmlEdits() (edits []splice) {
	for _, x := range d.inline {
		if _, ok := d.rewritten(x.ref); !ok {
			continue
		}
		var node ast.Node = x.node
		if figure := figureOf(x.node); figure != nil && d.captions {
			if x.node.Parent() != figure {
				continue
			}
			node = figure
		}
		var b bytes.Buffer
		if d.html.Render(&b, d.body, node) != nil {
			continue // a buffer takes everything
		}
		r := &d.refs[x.ref]
		end := d.base + x.end
		if r.Attrs.Start < r.Attrs.End {
			end = r.Attrs.End
		}
		edits = append(edits, splice{d.base + x.start, end, inlineHTML(b.String())})
	}
	for _, x := range d.tags {
		if text, ok := d.added(x.ref, x.lacks); ok {
			edits = append(edits, splice{d.base + x.start, d.base + x.start, text})
		}
	}
	return edits
}

// inlineHTML makes an element fit into a line of Markdown, also into a table's.
func inlineHTML(html string) string {
	return strings.NewReplacer("\n", " ", "|", "&#124;").Replace(strings.TrimSuffix(html, "\n"))
}
