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
}

var kindAttrNode = ast.NewNodeKind("ImageAttributes")

// Kind implements ast.Node.
func (*attrNode) Kind() ast.NodeKind { return kindAttrNode }

// Dump implements ast.Node.
func (n *attrNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// attrParser takes an attribute block where it stands directly behind an
// image. goldmark appends what it has read before it asks an inline parser, so
// the image is the last child exactly then; the link parser needs no wrapping.
type attrParser struct{}

// Trigger implements parser.InlineParser.
func (attrParser) Trigger() []byte { return []byte{'{'} }

// Parse implements parser.InlineParser.
func (attrParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if last := parent.LastChild(); last == nil || last.Kind() != ast.KindImage {
		return nil
	}
	line, segment := block.PeekLine()
	if segment.Padding != 0 {
		return nil
	}
	attrs, n, _ := parseAttrs(line)
	if n == 0 || n < len(line) && bytes.IndexByte([]byte("([{"), line[n]) >= 0 {
		return nil // with the block taken out, what follows would mean something else
	}
	attrs.Start, attrs.End = segment.Start, segment.Start+n
	block.Advance(n)
	return &attrNode{attrs: attrs}
}

// attrsBehind returns the attribute block of an image; nil: there is none.
func attrsBehind(image ast.Node) *Attrs {
	if n, ok := image.NextSibling().(*attrNode); ok {
		return &n.attrs
	}
	return nil
}
