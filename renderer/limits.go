package renderer

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// goldmark needs time that grows with the square of the nesting depth, and of
// the number of brackets or emphasis marks in one paragraph; it also recurses
// over the tree. No text comes near these limits, and a hostile one stays
// cheap: what is beyond them is plain text.
const (
	maxDepth = 100     // open containers: blockquotes, lists and list items
	maxMarks = 100_000 // characters that may open or close something, in one paragraph
)

// depthLimit is a container's parser that stops opening at maxDepth.
type depthLimit struct{ parser.BlockParser }

// Open implements parser.BlockParser.
func (p depthLimit) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if len(pc.OpenedBlocks()) >= maxDepth {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// marksLimit is the parser of # headings; one with too many marks becomes a
// paragraph, which textLimit then keeps as plain text.
type marksLimit struct{ parser.BlockParser }

// Open implements parser.BlockParser.
func (p marksLimit) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if line, _ := reader.PeekLine(); len(line) > maxMarks && countMarks(line) > maxMarks {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// SetOption implements parser.SetOptioner, by which headings learn of ids.
func (p marksLimit) SetOption(name parser.OptionName, value any) {
	if so, ok := p.BlockParser.(parser.SetOptioner); ok {
		so.SetOption(name, value)
	}
}

func countMarks(b []byte) int {
	n := 0
	for _, c := range b {
		switch c {
		case '*', '_', '[', ']', '<', '`', '~':
			n++
		}
	}
	return n
}

// A plainBlock is a paragraph that is not looked into.
type plainBlock struct{ ast.BaseBlock }

var kindPlainBlock = ast.NewNodeKind("PlainBlock")

// Kind implements ast.Node.
func (*plainBlock) Kind() ast.NodeKind { return kindPlainBlock }

// IsRaw implements ast.Node: goldmark parses no inlines in it.
func (*plainBlock) IsRaw() bool { return true }

// Dump implements ast.Node.
func (n *plainBlock) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// textLimit runs before link definitions and tables are looked for.
type textLimit struct{}

// Transform implements parser.ParagraphTransformer.
func (textLimit) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	lines := node.Lines()
	size := 0
	for i := range lines.Len() {
		s := lines.At(i)
		size += s.Len()
	}
	if size <= maxMarks {
		return
	}
	marks := 0
	for i := range lines.Len() {
		s := lines.At(i)
		marks += countMarks(reader.Source()[s.Start:s.Stop])
	}
	if marks <= maxMarks {
		return
	}
	plain := &plainBlock{}
	plain.SetLines(lines)
	plain.SetPos(node.Pos())
	plain.SetBlankPreviousLines(node.HasBlankPreviousLines())
	node.Parent().ReplaceChild(node.Parent(), node, plain)
}

// lightLinkify spares goldmark's parser of bare addresses the places where
// there is none: it is asked at every space, and looks for an email address up
// to the end of the line each time.
type lightLinkify struct{ parser.InlineParser }

// longestMailbox is far beyond the 64 characters that SMTP allows before the @.
const longestMailbox = 256

var linkPrefixes = [...][]byte{[]byte("http:"), []byte("https:"), []byte("ftp:"), []byte("www.")}

// Parse implements parser.InlineParser.
func (p lightLinkify) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) > 0 {
		switch line[0] {
		case ' ', '*', '_', '~', '(': // what it is asked at; otherwise the line begins here
			line = line[1:]
		}
	}
	if !mayBeAddress(line) {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}

// inMailbox are the bytes that may stand before the @ of an address, as GFM's
// extended autolinks and HTML's email inputs define it.
var inMailbox = func() (in [256]bool) {
	for c := range in {
		in[c] = util.IsAlphaNumeric(byte(c)) || strings.IndexByte(".!#$%&'*+/=?^_`{|}~-", byte(c)) >= 0
	}
	return in
}()

func mayBeAddress(line []byte) bool {
	for _, prefix := range linkPrefixes {
		if bytes.HasPrefix(line, prefix) {
			return true
		}
	}
	for i, c := range line {
		if c == '@' {
			return i > 0
		}
		if i == longestMailbox || !inMailbox[c] {
			return false
		}
	}
	return false
}
