package renderer

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// tables are goldmark's, but for the cells: goldmark's writer sets the alignment
// as an attribute of the node, once more each time that a document is written.
// The priorities leave the place before them to extensions of the caller.
type tables struct{}

// Extend implements goldmark.Extender.
func (tables) Extend(md goldmark.Markdown) {
	md.Parser().AddOptions(
		parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
	md.Renderer().AddOptions(renderer.WithNodeRenderers(
		util.Prioritized(cellWriter{}, 501),
		util.Prioritized(extension.NewTableHTMLRenderer(), 502),
	))
}

type cellWriter struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (c cellWriter) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(east.KindTableCell, c.cell)
}

func (cellWriter) cell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*east.TableCell)
	begin, end := "<td", "</td>\n"
	if n.Parent().Kind() == east.KindTableHeader {
		begin, end = "<th", "</th>\n"
	}
	if !entering {
		_, _ = w.WriteString(end)
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(begin)
	if _, own := n.AttributeString("style"); n.Alignment != east.AlignNone && !own {
		_, _ = w.WriteString(` style="text-align:`)
		_, _ = w.WriteString(n.Alignment.String())
		_ = w.WriteByte('"')
	}
	if n.Attributes() != nil { // from an extension of the caller
		html.RenderAttributes(w, n, extension.TableTdCellAttributeFilter)
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}
