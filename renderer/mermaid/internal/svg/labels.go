package svg

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Labels in HTML work in a browser's page and nowhere else: not in feed
// readers, not in an img element, not in a drawing program. label turns one into
// SVG text, centred in the box of its foreignObject; nil if it has no text.
func label(foreign *html.Node) *html.Node {
	lines := linesOf(foreign)
	if len(lines) == 0 {
		return nil
	}
	num := func(name string) float64 {
		v, _ := strconv.ParseFloat(strings.TrimSuffix(get(foreign, name), "px"), 64)
		return v
	}
	format := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	const lineHeight = 1.5 // em, as in the HTML
	x := format(num("x") + num("width")/2)
	text := element("text", "x", x, "y", format(num("y")+num("height")/2), "text-anchor", "middle", "dominant-baseline", "central")
	if class := get(foreign, "class"); class != "" {
		put(text, "class", class)
	}
	for i, line := range lines {
		dy := lineHeight
		if i == 0 {
			dy = -lineHeight * float64(len(lines)-1) / 2
		}
		span := element("tspan", "x", x, "dy", format(dy)+"em")
		span.AppendChild(&html.Node{Type: html.TextNode, Data: line})
		text.AppendChild(span)
	}
	return text
}

func element(name string, attributes ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: name, Namespace: "svg"}
	for i := 0; i+1 < len(attributes); i += 2 {
		n.Attr = append(n.Attr, html.Attribute{Key: attributes[i], Val: attributes[i+1]})
	}
	return n
}

// linesOf returns the text of HTML by lines, as blocks and <br> break them.
func linesOf(n *html.Node) []string {
	var lines []string
	var line strings.Builder
	end := func() {
		if text := strings.Join(strings.Fields(line.String()), " "); text != "" {
			lines = append(lines, text)
		}
		line.Reset()
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				line.WriteString(c.Data)
			case c.Type != html.ElementNode || c.Data == "style" || c.Data == "script":
			case c.Data == "br":
				end()
			case c.Data == "div" || c.Data == "p" || c.Data == "li":
				end()
				walk(c)
				end()
			default:
				walk(c)
			}
		}
	}
	walk(n)
	end()
	return lines
}

// plainHTML reports whether the HTML in a label is text and nothing that SVG
// text cannot show.
func plainHTML(n *html.Node) bool {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && (c.Namespace == "math" || c.Data == "img" || c.Data == "table") {
			return false
		}
	}
	return true
}
