package renderer

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// An htmlRule says what one attribute of an element refers to.
type htmlRule struct {
	attr string
	kind Kind
}

var htmlRules = map[string][]htmlRule{
	"img":    {{"src", HTMLImage}, {"srcset", Srcset}},
	"source": {{"src", Source}, {"srcset", Srcset}},
	"video":  {{"src", Video}, {"poster", Poster}},
	"audio":  {{"src", Audio}},
}

var linkRule = []htmlRule{{"href", Link}}

// components are the rules of Options.Components, by element name.
type components map[string][]htmlRule

func newComponents(opts map[string][]string) components {
	if len(opts) == 0 {
		return nil
	}
	c := make(components, len(opts))
	for name, attrs := range opts {
		for _, a := range attrs {
			c[name] = append(c[name], htmlRule{a, Component})
		}
	}
	return c
}

// rules returns what an element refers to. Upper case as in <IMG> is HTML; a
// name such as Video is a component, which only the options know.
func (c *collector) rules(name []byte) []htmlRule {
	if r, ok := c.components[string(name)]; ok {
		return r
	}
	if len(name) == 0 || len(name) > len("source") || isComponent(name) {
		return nil
	}
	var low [len("source")]byte
	for i, b := range name {
		low[i] = b | 0x20
	}
	if len(name) == 1 && low[0] == 'a' && (c.pageLink != nil || c.opts.MediaLinks) {
		return linkRule
	}
	return htmlRules[string(low[:len(name)])]
}

func isComponent(name []byte) bool {
	return 'A' <= name[0] && name[0] <= 'Z' && !bytes.Equal(name, bytes.ToUpper(name))
}

// inlineHTML handles one inline tag or comment.
func (c *collector) inlineHTML(n *ast.RawHTML) {
	if n.Segments.Len() == 0 {
		return
	}
	first, last := n.Segments.At(0), n.Segments.At(n.Segments.Len()-1)
	if m, ok := c.masks.overlapping(first.Start, last.Stop); ok && m.start < first.Start {
		setSlot(n, &htmlSlot{escape: spans{{first.Start, last.Stop}}})
		return // {{<img src="a.png">}}: a shortcode, and no HTML
	}
	b := c.body[first.Start:first.Stop]
	if len(b) < 3 || b[1] == '!' || b[1] == '?' {
		return
	}
	if b[1] == '/' {
		if name, _ := tagName(b, 1, len(b)); strings.EqualFold(string(name), c.rawTag) {
			c.rawTag = ""
		}
		return
	}
	if c.rawTag != "" {
		return
	}
	name, _ := tagName(b, 0, len(b))
	if isRawTag(name) {
		c.rawTag = string(name)
		return
	}
	if c.rules(name) == nil {
		return
	}
	f := newFragment(c.body, n.Segments, text.Segment{}, c.masks)
	slot := &htmlSlot{doc: c.Document}
	c.tag(n, &f, 0, len(f.buf), slot)
	if len(slot.items) > 0 {
		setSlot(n, slot)
	}
}

func isRawTag(name []byte) bool {
	switch len(name) {
	case 5:
		return bytes.EqualFold(name, []byte("style"))
	case 6:
		return bytes.EqualFold(name, []byte("script"))
	case 8:
		return bytes.EqualFold(name, []byte("textarea"))
	}
	return false
}

// blockHTML handles an HTML block, which may hold any number of tags.
func (c *collector) blockHTML(n *ast.HTMLBlock) {
	f := newFragment(c.body, n.Lines(), n.ClosureLine, c.masks)
	if !f.masked && !c.interesting(f.buf) {
		return
	}
	if from, to, ok := f.source(0, len(f.buf)); ok {
		if d, dead := c.dead.overlapping(from, to); dead && d.start <= from && d.end >= to {
			return
		}
	}
	slot := &htmlSlot{doc: c.Document}
	open := c.tokens(n, &f, slot)
	if _, end, ok := f.source(max(0, len(f.buf)-1), len(f.buf)); open != "" && ok {
		c.bury(end, open)
	}
	if len(slot.items) > 0 || len(slot.escape) > 0 {
		setSlot(n, slot)
	}
}

// interesting reports whether a tokenizer is worth its buffers.
func (c *collector) interesting(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+1 >= len(b) {
			return false
		}
		b = b[i+1:]
		switch b[0] | 0x20 {
		case 'i', 's', 'v', 'a', 't', '!' | 0x20:
			return true
		}
		if c.components != nil && 'A' <= b[0] && b[0] <= 'Z' {
			return true
		}
	}
}

// tokens goes through the tags of a block. It returns what the block leaves
// open at its end: "-->" for a comment, the name of a raw text element, or "".
func (c *collector) tokens(n ast.Node, f *fragment, slot *htmlSlot) (open string) {
	z := html.NewTokenizer(bytes.NewReader(f.buf))
	for start := 0; ; {
		token := z.Next()
		raw := z.Raw()
		end := start + len(raw)
		switch token {
		case html.ErrorToken:
			return open
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := tagName(f.buf, start, end)
			open = ""
			if isRawTag(name) && token == html.StartTagToken {
				open = strings.ToLower(string(name))
			} else if bytes.EqualFold(name, []byte("noscript")) {
				z.NextIsNotRawText() // its images are shown where there are no scripts
			}
			c.tag(n, f, start, end, slot)
		case html.EndTagToken:
			open = ""
		case html.CommentToken:
			if bytes.HasPrefix(raw, []byte("<!--")) && !bytes.HasSuffix(raw, []byte("->")) && !bytes.HasSuffix(raw, []byte("-!>")) {
				open = "-->"
			}
		case html.TextToken:
			c.escapeConstructs(f, start, end, slot)
		}
		start = end
	}
}

// escapeConstructs keeps shortcodes between tags from being taken for HTML by
// a browser.
func (c *collector) escapeConstructs(f *fragment, start, end int, slot *htmlSlot) {
	if len(c.masks) == 0 {
		return
	}
	for start < end {
		from, to, ok := f.source(start, end)
		if !ok { // one line at a time
			n := bytes.IndexByte(f.buf[start:end], '\n') + 1
			if n == 0 {
				return
			}
			if from, to, ok = f.source(start, start+n); !ok {
				start += n
				continue
			}
			start += n
		} else {
			start = end
		}
		for at := from; ; {
			m, hit := c.masks.overlapping(at, to)
			if !hit {
				break
			}
			slot.escape = append(slot.escape, span{max(m.start, from), min(m.end, to)})
			at = m.end
		}
	}
}

// bury marks as dead what follows a block that ends inside a comment or a
// script, up to the end of that: a browser does not see it.
func (c *collector) bury(from int, open string) {
	closer := []byte(open)
	if open != "-->" {
		closer = []byte("</" + open)
	}
	k := slices.Index([]string{"-->", "script", "style"}, open)
	if k < 0 || c.noCloser[k] {
		return
	}
	n := bytes.Index(c.body[from:], closer)
	if n < 0 {
		c.noCloser[k] = true
		return
	}
	c.dead = c.dead.add(span{from, from + n})
}
