package renderer

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
)

// A collector walks the tree of one post, once, and fills the Document with
// what it finds. It reads nothing but the tree and the source.
type collector struct {
	*Document
	opts     *Options
	pageLink func(string) (string, bool)
	exists   func(string) bool
	masks    spans
	dead     spans  // inside comments and scripts that raw HTML leaves open
	rawTag   string // inline <script>, <style> or <textarea> that is open
	// By the destination's offset: the first image of a definition, and
	// whether plain links use one.
	imageDefs map[int]int
	linkDefs  map[int]bool
	noCloser  [3]bool // see rawEnd
	components
}

func (c *collector) collect(root ast.Node, mdx bool) {
	c.masks = findMasks(c.body, root, mdx)
	var fences []*ast.FencedCodeBlock
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			c.image(n)
			return ast.WalkSkipChildren, nil // an image in an image's alt is never shown
		case *ast.Link:
			c.link(n)
		case *ast.RawHTML:
			c.inlineHTML(n)
		case *ast.HTMLBlock:
			c.blockHTML(n)
		case *ast.Text:
			c.text(n)
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.FencedCodeBlock:
			if c.opts.Mermaid != nil && isMermaid(n, c.body) {
				fences = append(fences, n)
			}
		case *plainBlock:
			c.warn(c.base+n.Pos(), "kept as plain text: too many brackets and emphasis marks in one paragraph")
		default:
			if n.Type() == ast.TypeBlock {
				c.rawTag = ""
			}
		}
		return ast.WalkContinue, nil
	})
	for _, f := range fences {
		c.diagram(f)
	}
	c.sharedDefinitions()
	c.shortcodes()
}

func (c *collector) warn(offset int, msg string) {
	c.warnings = append(c.warnings, Warning{offset, msg})
}

// offset returns where a destination stands in the body. goldmark slices it
// from the source, so its capacity tells; the pointer proves it.
func (c *collector) offset(dest []byte) (int, bool) {
	off := cap(c.body) - cap(dest)
	if len(dest) == 0 || off < 0 || off+len(dest) > len(c.body) || &c.body[off] != &dest[0] {
		return 0, false
	}
	return off, true
}

// wanted reports whether a destination, escaped or not, goes to the resolver,
// and counts the remote ones that do not.
func (c *collector) wanted(dest []byte) bool {
	switch destClass(dest) {
	case destLocal:
		return true
	case destRemote:
		if c.opts.Remote {
			return true
		}
		c.remote++
	}
	return false
}

// hidden reports whether a template construct touches the span, or a browser
// does not get to see it.
func (c *collector) hidden(start, end int) bool {
	_, dead := c.dead.overlapping(start, end)
	_, hit := c.masks.overlapping(start, end)
	return dead || hit
}

// masked is hidden for what would be rewritten. A construct in the destination
// itself is worth a warning, since the author may expect the file to be found.
func (c *collector) masked(start, end int) bool {
	if !c.hidden(start, end) {
		return false
	}
	if _, hit := c.masks.overlapping(start, end); hit && !c.masks.inside(start, end) && !c.throughBase(start, end) {
		c.warn(c.base+start, "not rewritten: the destination holds a template construct")
	}
	return true
}

func (c *collector) add(r Ref) int {
	c.refs = append(c.refs, r)
	return len(c.refs) - 1
}

func (c *collector) image(n *ast.Image) {
	slot, _ := slotOf(n).(*imageSlot)
	block := attrsBehind(n)
	if slot == nil {
		if block == nil {
			c.badAttrs(n)
		}
		c.describeImage(n, block)
		if slot = c.imageRef(n, block); slot == nil {
			return
		}
		setSlot(n, slot)
	} else {
		c.wiki(n, slot)
	}
	slot.doc = c.Document
}

// imageRef returns the slot of a Markdown image; nil: it is rendered as it is.
func (c *collector) imageRef(n *ast.Image, block *attrNode) *imageSlot {
	slot := &imageSlot{ref: -1}
	if block != nil {
		slot.attrs = block.attrs
		slot.attrs.Start += c.base
		slot.attrs.End += c.base
	}
	off, ok := c.offset(n.Destination)
	if ok && c.wanted(n.Destination) && !c.masked(off, off+len(n.Destination)) {
		start := c.base + off
		r := newRef(Image, unescapeMarkdown(n.Destination), altText(n, c.body), start, start+len(n.Destination), nil)
		r.Title = unescapeMarkdown(n.Title)
		if block == nil || !block.below {
			r.Attrs = slot.attrs
		}
		slot.ref = c.add(r)
		c.inlineImage(n, slot.ref, off+len(n.Destination))
		if n.Reference != nil {
			c.definition(start, slot.ref)
		}
	}
	if slot.ref < 0 && block == nil {
		return nil
	}
	return slot
}

// definition notes that an image's destination stands in a definition. Those
// that share one, and that nothing tells apart, are resolved once.
func (c *collector) definition(start, ref int) {
	if c.imageDefs == nil {
		c.imageDefs = make(map[int]int)
	}
	first, shared := c.imageDefs[start]
	if !shared {
		c.imageDefs[start] = ref
		return
	}
	if c.refs[first].Attrs.List == nil && c.refs[ref].Attrs.List == nil {
		if c.alias == nil {
			c.alias = make(map[int]int)
		}
		c.alias[ref] = first
		return
	}
	c.shared = true
}

func (c *collector) sharedDefinitions() {
	for i := range c.refs {
		start := c.refs[i].Start
		if first, ok := c.imageDefs[start]; ok && first == i && c.linkDefs[start] {
			c.warn(start, "this definition serves an image and a link: in Markdown both change")
		}
	}
}

// badAttrs explains a block that was meant as attributes but is text.
func (c *collector) badAttrs(n *ast.Image) {
	t, ok := n.NextSibling().(*ast.Text)
	if !ok || t.Segment.Len() == 0 || c.body[t.Segment.Start] != '{' {
		return
	}
	line := c.body[t.Segment.Start:]
	line = line[:min(len(line), 1000)]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	_, size, problem := parseAttrs(line, c.opts.AttributeLists)
	if size == 0 && problem == "" && meantAsAttrs(line) {
		problem = "not an attribute block: write it like {width=550 .wide}, all on one line"
	}
	if problem != "" {
		c.warn(c.base+t.Segment.Start, problem)
	}
}

func (c *collector) wiki(n *ast.Image, slot *imageSlot) {
	w := slot.wiki
	slot.attrs = w.attrs
	if c.masked(w.start, w.end) {
		return
	}
	r := wikiRef(string(n.Destination), altText(n, c.body), w)
	r.Start, r.End = c.base+w.start, c.base+w.end
	slot.ref = c.add(r)
}

func (c *collector) link(n *ast.Link) {
	if destClass(n.Destination) != destLocal {
		return
	}
	off, ok := c.offset(n.Destination)
	if !ok || c.hidden(off, off+len(n.Destination)) {
		return
	}
	if n.Reference != nil {
		if c.linkDefs == nil {
			c.linkDefs = make(map[int]bool)
		}
		c.linkDefs[c.base+off] = true
	}
	if c.pageLink == nil && !c.opts.MediaLinks {
		return
	}
	start := c.base + off
	r := newRef(Link, unescapeMarkdown(n.Destination), "", start, start+len(n.Destination), nil)
	switch {
	case c.opts.MediaLinks && isMediaName(r.Path):
		r.Title = unescapeMarkdown(n.Title)
		setSlot(n, &linkSlot{doc: c.Document, ref: c.add(r)})
	case c.pageLink != nil:
		if url, ok := c.pageLink(r.Dest); ok {
			setSlot(n, &linkSlot{ref: -1, url: url})
		}
	}
}

// altText is the text of an image's description without its markup.
func altText(n ast.Node, source []byte) string {
	if t, ok := n.FirstChild().(*ast.Text); ok && t.NextSibling() == nil && !t.IsRaw() && !t.SoftLineBreak() && !t.HardLineBreak() {
		return unescapeMarkdown(t.Segment.Value(source)) // as nearly all are
	}
	var b []byte
	var walk func(n ast.Node)
	walk = func(n ast.Node) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				v := c.Segment.Value(source)
				if c.IsRaw() {
					b = append(b, v...)
				} else {
					b = append(b, unescapeMarkdown(v)...)
				}
				if c.SoftLineBreak() || c.HardLineBreak() {
					b = append(b, '\n')
				}
			case *ast.String:
				b = append(b, c.Value...)
			default:
				walk(c)
			}
		}
	}
	walk(n)
	return string(b)
}
