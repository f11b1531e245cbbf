package svg

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A sheet is the style of a picture, taken out of its tree.
type picture struct {
	root  *html.Node
	sheet []rule
	// hadHTML says that labels in HTML were dropped.
	hadHTML bool
}

// parse reads the markup of an SVG, as a browser does, and keeps what the
// allow-list has. It is an error if there is no svg element in it, or more than
// max elements.
func parse(markup string, max int) (*picture, error) {
	nodes, err := html.ParseFragment(strings.NewReader(markup), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return nil, fmt.Errorf("the SVG cannot be read: %w", err)
	}
	p := &picture{}
	for _, n := range nodes {
		if p.root == nil && n.Type == html.ElementNode && n.Data == "svg" {
			p.root = n
		}
	}
	if p.root == nil {
		return nil, errors.New("there is no svg element")
	}
	p.root.Parent, p.root.PrevSibling, p.root.NextSibling = nil, nil, nil
	count := 0
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode {
			count++
		}
	}
	if count > max {
		return nil, fmt.Errorf("the SVG has %d elements, and at most %d are allowed", count, max)
	}
	p.clean(p.root)
	return p, nil
}

// clean removes from n what is not allowed, and takes style elements out.
func (p *picture) clean(n *html.Node) {
	n.Attr = p.cleanAttributes(n)
	var next *html.Node
	for c := n.FirstChild; c != nil; c = next {
		next = c.NextSibling
		switch {
		case c.Type == html.TextNode:
			if !holdsText(n) && strings.TrimSpace(c.Data) == "" {
				n.RemoveChild(c)
			}
		case c.Type == html.ElementNode && c.Data == "foreignObject":
			p.replaceLabel(n, c)
		case c.Type != html.ElementNode || c.Namespace != "svg" || !elements[c.Data]:
			n.RemoveChild(c)
		case c.Data == "style":
			p.sheet = append(p.sheet, parseCSS(textOf(c))...)
			n.RemoveChild(c)
		default:
			p.clean(c)
		}
	}
}

// replaceLabel puts text in the place of a label in HTML, unless there is text
// for those who cannot show HTML beside it.
func (p *picture) replaceLabel(parent, foreign *html.Node) {
	if parent.Data != "switch" {
		p.hadHTML = p.hadHTML || !plainHTML(foreign)
		if text := label(foreign); text != nil {
			parent.InsertBefore(text, foreign)
			text.Attr = p.cleanAttributes(text)
		}
	}
	parent.RemoveChild(foreign)
}

func (p *picture) cleanAttributes(n *html.Node) []html.Attribute {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		name := a.Key
		if a.Namespace == "xlink" {
			name = "href" // the same since SVG 2
		} else if a.Namespace != "" {
			continue
		}
		a.Namespace, a.Key = "", name
		if name == "style" {
			a.Val = writeDeclarations(parseDeclarations(a.Val))
			if a.Val == "" {
				continue
			}
		}
		known := attributes[name] || styleProperties[name] || strings.HasPrefix(name, "data-") // until hooks
		if known && allowedValue(n.Data, name, a.Val) && get(&html.Node{Attr: kept}, name) == "" {
			kept = append(kept, a)
		}
	}
	return kept
}

func allowedValue(element, name, value string) bool {
	if name != "href" {
		return safeValue(value) || name == "id" || name == "class" || strings.HasPrefix(name, "aria-") || strings.HasPrefix(name, "data-")
	}
	switch element {
	case "a":
		return safeLink(value)
	case "image":
		return safeImage(value)
	}
	return strings.HasPrefix(value, "#")
}

// holdsText reports whether white space in an element can be part of a text.
func holdsText(n *html.Node) bool {
	switch n.Data {
	case "text", "tspan", "textPath", "title", "desc", "a":
		return true
	}
	return false
}

// textOf returns the text of n and all that is in it.
func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// get returns the value of an attribute, "" if there is none.
func get(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// put sets an attribute; the value "" removes it.
func put(n *html.Node, name, value string) {
	for i, a := range n.Attr {
		if a.Key == name {
			if value == "" {
				n.Attr = append(n.Attr[:i], n.Attr[i+1:]...)
			} else {
				n.Attr[i].Val = value
			}
			return
		}
	}
	if value != "" {
		n.Attr = append(n.Attr, html.Attribute{Key: name, Val: value})
	}
}

// elementsOf returns n and the elements in it, in document order.
func elementsOf(n *html.Node) []*html.Node {
	list := []*html.Node{n}
	for c := range n.Descendants() {
		if c.Type == html.ElementNode {
			list = append(list, c)
		}
	}
	return list
}
