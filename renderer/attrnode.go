package renderer

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// An attrNode is the attribute block behind an image in the tree. It writes
// nothing; the image in front of it takes the attributes.
type attrNode struct {
	ast.BaseInline
	attrs Attrs // the span is in the parsed text, not in Input.Source
	below bool  // on the line below the image, where the generator gets to see it
}

var kindAttrNode = ast.NewNodeKind("ImageAttributes")

// Kind implements ast.Node.
func (*attrNode) Kind() ast.NodeKind { return kindAttrNode }

// Dump implements ast.Node.
func (n *attrNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// attrParser takes an attribute block where it stands directly behind an
// image. goldmark appends what it has read before it asks an inline parser, so
// the image is the last child exactly then; the link parser needs no wrapping.
type attrParser struct {
	lists bool // see Options.AttributeLists
}

// Trigger implements parser.InlineParser.
func (attrParser) Trigger() []byte { return []byte{'{'} }

// Parse implements parser.InlineParser.
func (p attrParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	last := parent.LastChild()
	below := last != nil && isBreakBelowImage(last)
	if last == nil || last.Kind() != ast.KindImage && !below {
		return nil
	}
	line, segment := block.PeekLine()
	if segment.Padding != 0 {
		return nil
	}
	attrs, n, _ := parseAttrs(line, p.lists)
	if n == 0 || n < len(line) && bytes.IndexByte([]byte("([{"), line[n]) >= 0 {
		return nil // with the block taken out, what follows would mean something else
	}
	if below {
		if rest := block.Source()[segment.Start+n : segment.Stop]; len(bytes.TrimSpace(rest)) > 0 || !isLastLine(block) {
			return nil
		}
		parent.RemoveChild(parent, last)
	}
	attrs.Start, attrs.End = segment.Start, segment.Start+n
	block.Advance(n)
	return &attrNode{attrs: attrs, below: below}
}

// isBreakBelowImage reports whether a node is the end of a line that holds one
// image, the first of its paragraph.
func isBreakBelowImage(n ast.Node) bool {
	t, ok := n.(*ast.Text)
	return ok && t.SoftLineBreak() && t.Segment.Len() == 0 && n.PreviousSibling() != nil && n.Parent().Kind() == ast.KindParagraph &&
		n.PreviousSibling() == n.Parent().FirstChild() && n.PreviousSibling().Kind() == ast.KindImage
}

// isLastLine reports whether the reader is on the last line of its block.
func isLastLine(block text.Reader) bool {
	line, at := block.Position()
	block.AdvanceLine()
	next, _ := block.PeekLine()
	block.SetPosition(line, at)
	return next == nil
}

// attrsBehind returns the attribute block of an image, if there is one.
func attrsBehind(image ast.Node) *attrNode {
	n, _ := image.NextSibling().(*attrNode)
	return n
}
