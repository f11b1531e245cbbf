package renderer

import (
	"context"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// An Extender adds references and diagrams to a goldmark of your own, with its
// own extensions and rendering:
//
//	md := goldmark.New(goldmark.WithExtensions(extension.GFM, &renderer.Extender{Resolver: r}))
//
// Everything is resolved while goldmark parses. Give it a context and the name
// of the post by WithContext. What renders an image there is the Extender's;
// whether raw HTML is written remains goldmark's html.WithUnsafe.
type Extender struct {
	// Resolver turns references into URLs. Nil: nothing is rewritten.
	Resolver Resolver
	// Mermaid draws Mermaid fences. Nil: they stay code blocks.
	Mermaid mermaid.Engine
	// Options are those of a Renderer; Extensions and Mermaid in it are not
	// used.
	Options Options
	// Errors is called for each problem, a *RefError or a *DiagramError, since
	// goldmark has no way to return one. Nil: what fails stays as it is,
	// silently. For concurrent conversions it must be safe for concurrent use.
	Errors func(name string, err error)
}

var contextKey = parser.NewContextKey()

type parseContext struct {
	context.Context
	name string
}

// WithContext is a parse option for an extended goldmark: ctx ends waiting, and
// name is the post's. Without it there is context.Background() and no name.
func WithContext(ctx context.Context, name string) parser.ParseOption {
	pc := parser.NewContext(parser.WithIDs(&headingIDs{}))
	pc.Set(contextKey, parseContext{ctx, name})
	return parser.WithContext(pc)
}

// Extend implements goldmark.Extender.
func (e *Extender) Extend(md goldmark.Markdown) {
	t := &transformer{Extender: e, components: newComponents(e.Options.Components)}
	t.opts = e.Options
	t.opts.Mermaid = e.Mermaid
	md.Parser().AddOptions(
		parser.WithInlineParsers(util.Prioritized(attrParser{e.Options.AttributeLists}, 90)),
		parser.WithASTTransformers(util.Prioritized(t, 2000)), // behind all others
	)
	if e.Options.WikiEmbeds {
		md.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(wikiParser{}, 90)))
	}
	md.Renderer().AddOptions(nodeRenderers(&e.Options))
}

type transformer struct {
	*Extender
	opts       Options
	components components
}

// Transform implements parser.ASTTransformer.
func (t *transformer) Transform(root *ast.Document, reader text.Reader, pc parser.Context) {
	ctx := parseContext{Context: context.Background()}
	if c, ok := pc.Get(contextKey).(parseContext); ok {
		ctx = c
	}
	src := reader.Source()
	d := &Document{name: ctx.name, src: src, body: src, root: root}
	r := Renderer{opts: t.opts, components: t.components}
	r.collect(d, Input{Name: ctx.name})
	if ps := d.prepare(ctx, t.Resolver, t.opts.Mermaid, nil); t.Errors != nil {
		for _, p := range ps {
			t.Errors(ctx.name, p)
		}
	}
	if s := d.Script(); len(s) > 0 {
		root.AppendChild(root, &scriptBlock{script: s})
	}
}

// A scriptBlock is what the diagrams need once, at the end of the page.
type scriptBlock struct {
	ast.BaseBlock
	script []byte
}

var kindScriptBlock = ast.NewNodeKind("DiagramScript")

// Kind implements ast.Node.
func (*scriptBlock) Kind() ast.NodeKind { return kindScriptBlock }

// Dump implements ast.Node.
func (n *scriptBlock) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

func (r *nodeWriter) script(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.Write(node.(*scriptBlock).script)
		_ = w.WriteByte('\n')
	}
	return ast.WalkContinue, nil
}
