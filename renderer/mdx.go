package renderer

import (
	"bytes"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// isMDX reports whether a post is written in MDX.
func (r *Renderer) isMDX(name string) bool {
	return r.opts.MDX || strings.EqualFold(path.Ext(name), ".mdx")
}

// mdxBlockParsers are those of blocks in MDX: what stands between tags is
// Markdown, however far it is indented.
func mdxBlockParsers() (list []util.PrioritizedValue) {
	for _, p := range blockParsers() {
		switch p.Value {
		case parser.NewCodeBlockParser():
			continue
		case parser.NewHTMLBlockParser():
			p.Value = mdxHTML{p.Value.(parser.BlockParser)}
		case parser.NewParagraphParser():
			p.Value = mdxParagraph{p.Value.(parser.BlockParser)}
		}
		list = append(list, p)
	}
	return list
}

// mdxHTML is the parser of HTML blocks, which end with the line on which a tag
// does. What is no whole line of tags is left to paragraphs.
type mdxHTML struct{ parser.BlockParser }

// Open implements parser.BlockParser.
func (p mdxHTML) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if line, _ := reader.PeekLine(); bytes.Contains(line, []byte("](")) {
		return nil, parser.NoChildren
	}
	return p.BlockParser.Open(parent, reader, pc)
}

// Continue implements parser.BlockParser.
func (p mdxHTML) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	if n, ok := node.(*ast.HTMLBlock); ok && n.HTMLBlockType >= ast.HTMLBlockType6 && n.Lines().Len() > 0 {
		last := n.Lines().At(n.Lines().Len() - 1)
		line := bytes.TrimSpace(last.Value(reader.Source()))
		if bytes.HasSuffix(line, []byte(">")) && !bytes.HasSuffix(line, []byte("=>")) {
			return parser.Close
		}
	}
	return p.BlockParser.Continue(node, reader, pc)
}

// mdxParagraph is the parser of paragraphs, which may be indented.
type mdxParagraph struct{ parser.BlockParser }

// CanAcceptIndentedLine implements parser.BlockParser.
func (mdxParagraph) CanAcceptIndentedLine() bool { return true }
