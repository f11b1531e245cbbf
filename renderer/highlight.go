package renderer

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
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

// maxNothing is how many empty tokens a lexer may find one after the other: as
// many as it can have states to leave.
const maxNothing = 1000

// highlighter writes code with the CSS classes of chroma. A fence with
// attributes, such as {hl_lines=[2]}, goes to goldmark-highlighting. The plain
// fence does not: that library makes a formatter for each block, and looks for
// an unknown language in the file patterns of all lexers each time.
type highlighter struct{}

// Extend implements goldmark.Extender.
func (highlighter) Extend(md goldmark.Markdown) {
	options := []chromahtml.Option{chromahtml.WithClasses(true), chromahtml.WithPreWrapper(focusable{})}
	c := &codeWriter{Config: html.NewConfig()}
	highlighting.NewHTMLRenderer(highlighting.WithFormatOptions(options...)).RegisterFuncs(capture{&c.attributed})
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(c, 200)))
}

// focusable writes the elements around highlighted code. Long lines make it
// scroll, and who has no mouse must be able to get there
// (https://www.w3.org/WAI/standards-guidelines/act/rules/0ssw9k/).
type focusable struct{}

// Start implements chromahtml.PreWrapper.
func (focusable) Start(code bool, style string) string {
	if code {
		return `<pre tabindex="0"` + style + "><code>"
	}
	return `<pre tabindex="0"` + style + ">"
}

// End implements chromahtml.PreWrapper.
func (focusable) End(code bool) string {
	if code {
		return "</code></pre>"
	}
	return "</pre>"
}

// capture is a registry that keeps the one function it is given.
type capture struct{ f *renderer.NodeRendererFunc }

// Register implements renderer.NodeRendererFuncRegisterer.
func (c capture) Register(_ ast.NodeKind, f renderer.NodeRendererFunc) { *c.f = f }

type codeWriter struct {
	html.Config
	attributed renderer.NodeRendererFunc
	lexers     sync.Map // language -> chroma.Lexer, nil for an unknown one
	memo       memo
}

// RegisterFuncs implements renderer.NodeRenderer.
func (c *codeWriter) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, c.code)
}

func (c *codeWriter) code(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.FencedCodeBlock)
	if !entering {
		return ast.WalkContinue, nil
	}
	language := n.Language(source)
	lines := n.Lines()
	small := lines.Len() == 0 || lines.At(lines.Len()-1).Stop-lines.At(0).Start <= maxHighlight
	if language != nil && small {
		attributes := bytes.IndexByte(n.Info.Segment.Value(source), '{') > 0
		lexer := c.lexer(string(language))
		if lexer != nil {
			html := c.highlight(lexer, string(language), string(lines.Value(source)))
			if html != nil && !attributes {
				_, err := w.Write(html)
				return ast.WalkContinue, err
			}
			attributes = attributes && html != nil // or the lexer would fail there, too
		}
		if attributes {
			return c.attributed(w, source, node, entering)
		}
	}
	_, _ = w.WriteString("<pre><code")
	if language != nil {
		_, _ = w.WriteString(` class="language-`)
		c.Writer.Write(w, language)
		_ = w.WriteByte('"')
	}
	_ = w.WriteByte('>')
	for i := range lines.Len() {
		s := lines.At(i)
		c.Writer.RawWrite(w, s.Value(source))
	}
	_, _ = w.WriteString("</code></pre>\n")
	return ast.WalkContinue, nil
}

// highlight returns the code as HTML, nil if the lexer failed. Lexers report
// that by a panic (see chroma.Iterator).
func (c *codeWriter) highlight(lexer chroma.Lexer, language, code string) (out []byte) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	key := language + "\x00" + code
	if html := c.memo.get(key); html != nil {
		return html
	}
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		return nil
	}
	var b bytes.Buffer
	writeCode(&b, tokens)
	c.memo.put(key, b.Bytes())
	return b.Bytes()
}

// lexer returns nil for a language that chroma does not know.
func (c *codeWriter) lexer(language string) chroma.Lexer {
	if l, ok := c.lexers.Load(language); ok {
		lexer, _ := l.(chroma.Lexer)
		return lexer
	}
	lexer := lexers.Get(language)
	if lexer != nil {
		lexer = chroma.Coalesce(ending{lexer})
	}
	if lexer != nil || len(language) < 32 { // a name is worth a place, a sentence is not
		c.lexers.Store(strings.Clone(language), lexer)
	}
	return lexer
}

// An ending lexer gives up where another one would go round in circles: a rule
// that matches nothing, such as JSONata's last, does not bring it on.
type ending struct{ chroma.Lexer }

// Tokenise implements chroma.Lexer.
func (l ending) Tokenise(o *chroma.TokeniseOptions, text string) (chroma.Iterator, error) {
	tokens, err := l.Lexer.Tokenise(o, text)
	if err != nil {
		return nil, err
	}
	nothing := 0
	return func() chroma.Token {
		t := tokens()
		if nothing++; t.Value != "" {
			nothing = 0
		}
		if nothing > maxNothing {
			panic("endless")
		}
		return t
	}, nil
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
