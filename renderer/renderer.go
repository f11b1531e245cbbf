package renderer

import (
	"context"
	"fmt"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// Options configure a Renderer. The zero value is useful.
type Options struct {
	// Extensions are goldmark extensions besides the built-in ones: GFM,
	// footnotes, heading ids and highlighted code.
	Extensions []goldmark.Extender
	// Mermaid draws the Mermaid fences of HTML. Nil: they stay code blocks.
	// Whoever made the engine closes it.
	Mermaid mermaid.Engine
	// MarkdownDiagrams also puts drawings into Markdown, each in the place of
	// its fence, as HTML on one line. Drawings that need a script stay fences.
	MarkdownDiagrams bool
	// MediaLinks also takes plain links to media files, [x](big.png) and
	// <a href="big.png">, as references.
	MediaLinks bool
	// Remote passes http:, https: and //host references to the resolver too.
	Remote bool
	// MDX leaves JSX comments, import and export statements and attribute
	// values in braces alone in every post. Posts named *.mdx have it anyway.
	MDX bool
	// WikiEmbeds reads ![[pic.png|450]] as an image. In Markdown the whole
	// embed becomes ![|450](url).
	WikiEmbeds bool
	// Captions makes a figure of an image that is alone in its paragraph and has
	// a title; the title is its caption.
	Captions bool
	// HTMLImages writes images into Markdown as the HTML elements that
	// WriteHTML makes of them, where they were rewritten and stand inline
	// (![alt](dest), not through a definition): for generators that pass HTML
	// through. Raw <img> tags get what they lack as well.
	HTMLImages bool
	// AttributeLists says that the program that reads the Markdown knows
	// attribute lists, as Python-Markdown does with attr_list: a block directly
	// behind an image may have any key, and stays there. Without it that goes for
	// {: ...} alone.
	AttributeLists bool
	// Components name attributes of components that hold media files, such as
	// {"Video": {"src", "poster"}} for <Video src="./3.mp4"/>. Names of
	// elements count exactly as written.
	Components map[string][]string
	// Shortcodes name arguments of shortcodes that hold media files, by their
	// names, or counted from 0: {"figure": {"src"}, "img": {"0"}} for Hugo's
	// {{< figure src="a.png" >}} and {{< img "a.png" >}}, Liquid's and Nunjucks'
	// {% img "a.png" %}, Zola's {{ figure(src="a.png") }}. In Markdown only the
	// value changes, HTML shows the call as text.
	Shortcodes map[string][]string
	// SiteBase takes destinations such as {{ site.baseurl }}/img/x.png and
	// {{ "/img/x.png" | relative_url }} for the root-absolute path in them. In
	// Markdown the whole is replaced, HTML shows it as it is.
	SiteBase bool
}

// An Input is one post.
type Input struct {
	// Name is the post's name for engines; a name that ends with .mdx turns
	// Options.MDX on.
	Name string
	// Source is the whole file. It is kept, and must not change while the
	// Document is in use.
	Source []byte
	// Body is the offset in Source where the Markdown begins, behind the front
	// matter.
	Body int
	// Covers are references that the caller found outside the body; see
	// CoverRef.
	Covers []Ref
	// Resolver turns references into URLs. Nil: nothing is rewritten.
	Resolver Resolver
	// PageLink turns the destination of a link into the address of a page, in
	// HTML only; ok false leaves the link as it is. It is asked for every link
	// that is not remote, with the destination as in Ref.Dest. Nil: no link
	// changes.
	PageLink func(dest string) (url string, ok bool)
	// Drawn is called for each diagram that was drawn, one after the other, and
	// may change its Drawing, such as to one that refers to files. Nil: drawings
	// stay as they are.
	Drawn func(*Diagram) error
	// Exists reports whether a reference's Path is a file. It is asked only
	// for a srcset whose value holds a space or comma, to tell one file name
	// from several candidates. Nil: no such value is a file name.
	Exists func(path string) bool
}

// A Renderer parses and writes posts. It is safe for concurrent use.
type Renderer struct {
	opts       Options
	components components
	md         goldmark.Markdown
	mdx        func() goldmark.Markdown // made when the first post needs it
}

// New returns a Renderer.
func New(o Options) *Renderer {
	return &Renderer{
		opts: o, components: newComponents(o.Components), md: newMarkdown(o, blockParsers()),
		mdx: sync.OnceValue(func() goldmark.Markdown { return newMarkdown(o, mdxBlockParsers()) }),
	}
}

func newMarkdown(o Options, blocks []util.PrioritizedValue) goldmark.Markdown {
	var inline []util.PrioritizedValue
	if o.WikiEmbeds {
		inline = append(inline, util.Prioritized(wikiParser{}, 90))
	}
	inline = append(inline, util.Prioritized(attrParser{o.AttributeLists}, 90))
	p := parser.NewParser(
		parser.WithBlockParsers(blocks...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithInlineParsers(inline...),
		parser.WithInlineParsers(util.Prioritized(lightLinkify{extension.NewLinkifyParser()}, 999)),
		parser.WithParagraphTransformers(util.Prioritized(textLimit{}, 50)),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithAutoHeadingID(),
		parser.WithHeadingAttribute(), // ## Title {#id .class}
	)
	md := goldmark.New(
		goldmark.WithParser(p),
		goldmark.WithRendererOptions(html.WithUnsafe()), // the author's own HTML
		goldmark.WithExtensions(tables{}, extension.Strikethrough, extension.TaskList, extension.Footnote, highlighter{}),
		goldmark.WithExtensions(o.Extensions...),
	)
	md.Renderer().AddOptions(nodeRenderers(&o))
	return md
}

func blockParsers() []util.PrioritizedValue {
	bps := parser.DefaultBlockParsers()
	for i, p := range bps {
		switch p.Value {
		case parser.NewBlockquoteParser(), parser.NewListParser():
			bps[i].Value = depthLimit{p.Value.(parser.BlockParser)}
		}
		if p.Priority == 600 { // # headings
			bps[i].Value = marksLimit{p.Value.(parser.BlockParser)}
		}
	}
	return bps
}

// Parse finds the references and diagrams of a post. It does no I/O, apart
// from what Input.Exists and Input.PageLink do. The error is about the Input,
// not the text: every text is Markdown.
func (r *Renderer) Parse(in Input) (*Document, error) {
	if in.Body < 0 || in.Body > len(in.Source) {
		return nil, fmt.Errorf("renderer: body offset %d is outside the source of %d bytes", in.Body, len(in.Source))
	}
	body := in.Source[in.Body:len(in.Source):len(in.Source)]
	md := r.md
	if r.isMDX(in.Name) {
		md = r.mdx()
	}
	d := &Document{
		name: in.Name, src: in.Source, body: body, base: in.Body, html: md.Renderer(),
		captions: r.opts.Captions, drawFences: r.opts.MarkdownDiagrams,
	}
	for _, c := range in.Covers {
		if c.Path == "" && c.Query == "" && c.Fragment == "" {
			c.Path, c.Query, c.Fragment = splitDest(c.Dest)
		}
		if class := destClass(c.Dest); class == destLocal || class == destRemote && r.opts.Remote {
			d.refs = append(d.refs, c)
		} else if class == destRemote {
			d.remote++
		}
	}
	pc := parser.NewContext(parser.WithIDs(&headingIDs{}))
	d.root = md.Parser().Parse(text.NewReader(body), parser.WithContext(pc))
	r.collect(d, in)
	return d, nil
}

func (r *Renderer) collect(d *Document, in Input) {
	c := collector{
		Document: d, opts: &r.opts, pageLink: in.PageLink, exists: in.Exists, components: r.components,
	}
	c.collect(d.root, r.isMDX(in.Name))
}

// Prepare parses a post, resolves its references and draws its diagrams. All
// that may wait happens here; writing the Document is pure.
//
// Problems do not stop it: the Document can be written all the same, with the
// failed references left alone and the failed diagrams as code. The error then
// has Unwrap() []error, and each part of it is a *RefError, a *DiagramError or
// the context's own error. Only with a bad Input the Document is nil.
func (r *Renderer) Prepare(ctx context.Context, in Input) (*Document, error) {
	d, err := r.Parse(in)
	if err != nil {
		return nil, err
	}
	return d, d.prepare(ctx, in.Resolver, r.opts.Mermaid, in.Drawn).err()
}
