package svg

import (
	"strings"

	"golang.org/x/net/html"
)

// A writer writes a picture as XML that is correct inside of HTML as well, on
// one line.
type writer struct{ strings.Builder }

var (
	escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "&#10;", "\r", "&#13;")
	escapeAttr = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\t", "&#9;", "\r", "&#13;")
	// What XML does not allow, not even as a reference
	// (https://www.w3.org/TR/xml/#charsets).
	unprintable = func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}
)

func (w *writer) picture(root *html.Node, rules []rule) string {
	w.open(root, ">")
	w.style(rules)
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	w.WriteString("</svg>")
	return w.String()
}

func (w *writer) open(n *html.Node, end string) {
	w.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		w.WriteString(" " + a.Key + `="` + escapeAttr.Replace(strings.Map(unprintable, a.Val)) + `"`)
	}
	w.WriteString(end)
}

func (w *writer) node(n *html.Node) {
	if n.Type == html.TextNode {
		w.WriteString(escapeText.Replace(strings.Map(unprintable, n.Data)))
		return
	}
	if n.Type != html.ElementNode {
		return
	}
	if n.FirstChild == nil && !holdsText(n) {
		w.open(n, "/>")
		return
	}
	w.open(n, ">")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	w.WriteString("</" + n.Data + ">")
}

func (w *writer) style(rules []rule) {
	if len(rules) == 0 {
		return
	}
	// Nothing in it can end the element: there is no "<" in a value or a
	// selector.
	w.WriteString("<style>")
	for _, r := range rules {
		if r.keyframes != "" {
			w.WriteString("@keyframes " + Prefix + "-" + r.keyframes + "{" + r.frames + "}")
			continue
		}
		for i, s := range r.selectors {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(scoped(s))
		}
		w.WriteString("{" + writeDeclarations(r.declarations) + "}")
	}
	w.WriteString("</style>")
}

// scoped makes a selector match only in the picture.
func scoped(selector string) string {
	if weak, ok := strings.CutPrefix(selector, weakPrefix); ok {
		return ":where(#" + Prefix + ") :where(." + weak + ")"
	}
	if rest, ok := strings.CutPrefix(selector, "#"+Prefix); ok && (rest == "" || strings.ContainsAny(rest[:1], " >.[:")) {
		return selector
	}
	return "#" + Prefix + " " + selector
}
