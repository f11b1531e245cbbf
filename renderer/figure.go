package renderer

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// figureOf returns the paragraph that an image with a title is alone in, also
// as the only thing in a link; nil: there is none.
func figureOf(image *ast.Image) ast.Node {
	if !hasTitle(image) {
		return nil
	}
	var n ast.Node = image
	if p := n.Parent(); p != nil && p.Kind() == ast.KindLink && alone(n) {
		n = p
	}
	if p := n.Parent(); p != nil && p.Kind() == ast.KindParagraph && alone(n) {
		return p
	}
	return nil
}

func hasTitle(image *ast.Image) bool {
	if len(image.Title) > 0 {
		return true
	}
	slot, _ := slotOf(image).(*imageSlot)
	return slot != nil && slot.attrs.Get("title") != ""
}

// alone reports whether a node has no siblings but its attribute block.
func alone(n ast.Node) bool {
	for c := n.Parent().FirstChild(); c != nil; c = c.NextSibling() {
		if c != n && c.Kind() != kindAttrNode {
			return false
		}
	}
	return true
}

// figureImage is the inverse of figureOf.
func figureImage(paragraph ast.Node) *ast.Image {
	n := paragraph.FirstChild()
	if link, ok := n.(*ast.Link); ok {
		n = link.FirstChild()
	}
	if image, ok := n.(*ast.Image); ok && figureOf(image) == paragraph {
		return image
	}
	return nil
}

// paragraph writes a paragraph, or the figure that it is.
func (r *nodeWriter) paragraph(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	image := (*ast.Image)(nil)
	if r.captions {
		image = figureImage(n)
	}
	tag := "p"
	if image != nil {
		tag = "figure"
	}
	if !entering {
		if image != nil {
			r.caption(w, image)
		}
		_, _ = w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<" + tag)
	if n.Attributes() != nil {
		html.RenderAttributes(w, n, html.ParagraphAttributeFilter)
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

func (r *nodeWriter) caption(w util.BufWriter, image *ast.Image) {
	_, _ = w.WriteString("<figcaption>")
	slot, _ := slotOf(image).(*imageSlot)
	if slot != nil && slot.attrs.Get("title") != "" {
		_, _ = w.Write(util.EscapeHTML([]byte(slot.attrs.Get("title"))))
	} else {
		r.Writer.Write(w, image.Title)
	}
	_, _ = w.WriteString("</figcaption>")
}
