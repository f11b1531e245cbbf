package svg

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// pairs are the values that differ, light and dark, in order of appearance.
type pairs struct{ list [][2]string }

// mark returns the custom property that stands for a value in the light and
// another in the dark picture.
func (p *pairs) mark(light, dark string) string {
	v := [2]string{light, dark}
	i := slices.Index(p.list, v)
	if i < 0 {
		i = len(p.list)
		p.list = append(p.list, v)
	}
	return property(i)
}

// property returns the i-th custom property of a picture, as a value.
func property(i int) string { return "var(--c" + strconv.Itoa(i) + ")" }

// Presentation attributes that may differ: as attributes they cannot hold a
// var(), so they become declarations of the style attribute.
var colorful = set(`fill stroke stop-color flood-color lighting-color color opacity fill-opacity stroke-opacity
	stop-opacity flood-opacity stroke-width`)

// merge joins the dark picture into the light one. It reports false where they
// differ in more than colours.
func merge(light, dark *picture) (*pairs, bool) {
	p := &pairs{}
	if !p.sheet(light.sheet, dark.sheet) || !p.node(light.root, dark.root) {
		return nil, false
	}
	return p, true
}

func (p *pairs) node(l, d *html.Node) bool {
	if l.Type != d.Type || l.Data != d.Data || len(l.Attr) != len(d.Attr) {
		return false
	}
	if l.Type == html.ElementNode && !p.attributes(l, d) {
		return false
	}
	lc, dc := l.FirstChild, d.FirstChild
	for lc != nil && dc != nil {
		if !p.node(lc, dc) {
			return false
		}
		lc, dc = lc.NextSibling, dc.NextSibling
	}
	return lc == nil && dc == nil
}

func (p *pairs) attributes(l, d *html.Node) bool {
	var moved []declaration
	for _, a := range slices.Clone(l.Attr) {
		other := get(d, a.Key)
		switch {
		case a.Val == other:
		case a.Key == "style":
			merged, ok := p.declarations(parseDeclarations(a.Val), parseDeclarations(other))
			if !ok {
				return false
			}
			put(l, "style", writeDeclarations(merged))
		case colorful[a.Key] && other != "":
			// The rules of the style sheet come before attributes, but not
			// before the style attribute: so such an attribute must stay weak.
			moved = append(moved, declaration{name: a.Key, value: p.mark(a.Val, other)})
			put(l, a.Key, "")
		default:
			return false
		}
	}
	if len(moved) > 0 {
		put(l, weakStyle, writeDeclarations(moved))
	}
	return true
}

// weakStyle is the attribute in which declarations wait that have to be weaker
// than every rule of the picture; see rulesForWeak.
const weakStyle = "weak-style"

func (p *pairs) declarations(l, d []declaration) ([]declaration, bool) {
	if len(l) != len(d) {
		return nil, false
	}
	out := slices.Clone(l)
	for i := range l {
		if l[i].name != d[i].name || l[i].important != d[i].important {
			return nil, false
		}
		if l[i].value != d[i].value {
			out[i].value = p.mark(l[i].value, d[i].value)
		}
	}
	return out, true
}

// sheet merges the rules. The themes have the same rules in the same order,
// but for a few declarations that only one of them has.
func (p *pairs) sheet(l, d []rule) bool {
	if len(l) != len(d) {
		return false
	}
	for i := range l {
		if !slices.Equal(l[i].selectors, d[i].selectors) || l[i].keyframes != d[i].keyframes {
			return false
		}
		merged, ok := p.declarations(l[i].declarations, d[i].declarations)
		if !ok {
			return false
		}
		l[i].declarations = merged
	}
	return true
}

// rulesForWeak turns the declarations that wait in weakStyle into rules with
// classes of their own, to stand before all other rules. As in :where(), their
// selectors weigh nothing.
func rulesForWeak(root *html.Node) []rule {
	classes := map[string]string{}
	var rules []rule
	for _, n := range elementsOf(root) {
		text := get(n, weakStyle)
		if text == "" {
			continue
		}
		put(n, weakStyle, "")
		class, ok := classes[text]
		if !ok {
			class = "w" + strconv.Itoa(len(classes))
			classes[text] = class
			rules = append(rules, rule{selectors: []string{weakPrefix + class}, declarations: parseDeclarations(text)})
		}
		put(n, "class", strings.TrimSpace(get(n, "class")+" "+class))
	}
	return rules
}

// weakPrefix begins the selectors of such rules; the writer puts :where()
// around them.
const weakPrefix = "?"
