package renderer

import (
	"fmt"
	"io"

	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark"
	highlighting "github.com/yuin/goldmark-highlighting/v2"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// maxHighlight is the size in bytes above which a code block is written
// without highlighting: lexers are regular expressions that backtrack, and
// such a block is data rather than code.
const maxHighlight = 256 << 10

// highlighter is goldmark-highlighting with CSS classes, kept away from blocks
// that are too large or in no language.
type highlighter struct{}

// Extend implements goldmark.Extender.
func (highlighter) Extend(md goldmark.Markdown) {
	h := &codeWriter{Config: html.NewConfig()}
	highlighting.NewHTMLRenderer(
		highlighting.WithFormatOptions(chromahtml.WithClasses(true)),
	).RegisterFuncs(capture{&h.highlight})
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(h, 200)))
}

// capture is a registry that keeps the one function it is given.
type capture struct{ f *renderer.NodeRendererFunc }

// Register implements renderer.NodeRendererFuncRegisterer.
func (c capture) Register(_ ast.NodeKind, f renderer.NodeRendererFunc) { *c.f = f }

type codeWriter struct {
	html.Config
	highlight renderer.NodeRendererFunc
}

// RegisterFuncs implements renderer.NodeRenderer.
func (c *codeWriter) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, c.code)
}

func (c *codeWriter) code(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.FencedCodeBlock)
	language := n.Language(source)
	size := 0
	if lines := n.Lines(); lines.Len() > 0 {
		size = lines.At(lines.Len()-1).Stop - lines.At(0).Start
	}
	if language != nil && size <= maxHighlight {
		return c.highlight(w, source, node, entering)
	}
	if !entering {
		_, _ = w.WriteString("</code></pre>\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<pre><code")
	if language != nil {
		_, _ = w.WriteString(` class="language-`)
		c.Writer.Write(w, language)
		_ = w.WriteByte('"')
	}
	_ = w.WriteByte('>')
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		c.Writer.RawWrite(w, s.Value(source))
	}
	return ast.WalkContinue, nil
}

// WriteHighlightCSS writes the style sheet for highlighted code, which HTML
// refers to by class. Style is the name of a chroma style, such as "github" or
// "github-dark"; an unknown one is an error.
func WriteHighlightCSS(w io.Writer, style string) error {
	s, ok := styles.Registry[style]
	if !ok {
		return fmt.Errorf("there is no chroma style %q", style)
	}
	return chromahtml.New(chromahtml.WithClasses(true)).WriteCSS(w, s)
}
