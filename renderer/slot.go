package renderer

import "github.com/yuin/goldmark/ast"

// A slot is what the collector leaves on a node for the node's renderer. It
// travels as a node attribute, which no renderer writes out since it is in no
// list of allowed attributes. The node itself stays as goldmark made it.
const slotName = "mdmedia"

// imageSlot is the slot of an ast.Image.
type imageSlot struct {
	doc   *Document
	ref   int // in doc.refs; -1: it stays as it is
	attrs Attrs
	wiki  *wikiSpan // of ![[name]]; nil for ![alt](dest)
}

// linkSlot is the slot of an ast.Link.
type linkSlot struct {
	doc *Document
	ref int    // in doc.refs; -1: url is what the caller's PageLink said
	url string // of a page
}

// htmlSlot is the slot of an ast.RawHTML or ast.HTMLBlock. All offsets are in
// the text that goldmark parsed.
type htmlSlot struct {
	doc    *Document
	items  []htmlItem
	escape spans // template constructs, written as text
}

// An htmlItem is a value in a tag, or the place behind a tag's name where
// attributes are added.
type htmlItem struct {
	start, end int
	ref        int    // in doc.refs; -1: text replaces the value
	text       string // quoted
	lacks      *tagAttrs
}

func setSlot(n ast.Node, slot any) { n.SetAttributeString(slotName, slot) }

func slotOf(n ast.Node) any {
	slot, _ := n.AttributeString(slotName)
	return slot
}

// splices returns what replaces the values now. The result is sorted.
func (s *htmlSlot) splices() []splice {
	out := make([]splice, 0, len(s.items))
	for i := range s.items {
		it := &s.items[i]
		text, ok := it.text, it.ref < 0
		switch {
		case it.lacks != nil:
			text, ok = s.doc.added(it.ref, it.lacks)
		case !ok:
			text, ok = s.doc.quoted(it.ref)
		}
		if ok {
			out = append(out, splice{it.start, it.end, text})
		}
	}
	return sortSplices(out)
}
