package svg

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// The names of the kinds of diagrams, by what Mermaid calls them in
// aria-roledescription.
var kinds = map[string]string{
	"flowchart": "Flowchart", "flowchart-v2": "Flowchart", "flowchart-elk": "Flowchart", "sequence": "Sequence diagram",
	"class": "Class diagram", "classDiagram": "Class diagram", "state": "State diagram", "stateDiagram": "State diagram",
	"er": "Entity relationship diagram", "gantt": "Gantt chart", "pie": "Pie chart", "journey": "User journey",
	"gitGraph": "Git graph", "mindmap": "Mind map", "timeline": "Timeline", "quadrantChart": "Quadrant chart",
	"requirement": "Requirement diagram", "c4": "C4 diagram", "sankey": "Sankey diagram", "xychart": "Chart",
	"block": "Block diagram", "packet": "Packet diagram", "kanban": "Kanban board", "architecture": "Architecture diagram",
	"radar": "Radar chart", "treemap": "Tree map", "treeView": "Tree", "venn": "Venn diagram", "ishikawa": "Fishbone diagram",
	"wardley-beta": "Wardley map", "usecase": "Use case diagram",
}

const maxDescription = 300 // characters

// describe gives the root a role, a title and a description, of which the first
// two are never empty. What the author gave comes first, then what is in the
// diagram, then its kind and its texts.
func describe(root *html.Node, o Options) {
	title, desc := o.Title, o.Desc
	for c := root.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && (c.Data == "title" || c.Data == "desc") {
			if c.Data == "title" && title == "" {
				title = strings.TrimSpace(textOf(c))
			} else if c.Data == "desc" && desc == "" {
				desc = strings.TrimSpace(textOf(c))
			}
			root.RemoveChild(c)
		}
		c = next
	}
	kind := kinds[strings.TrimSuffix(get(root, "aria-roledescription"), "-beta")]
	if kind == "" {
		kind = "Diagram"
	}
	if title == "" {
		title = kind
	}
	if desc == "" {
		desc = textsOf(root)
	}
	for _, name := range []string{"role", "aria-roledescription", "aria-labelledby", "aria-describedby"} {
		put(root, name, "")
	}
	put(root, "role", "img")
	ids := Prefix + "-title"
	first := root.FirstChild
	insertText(root, first, "title", title)
	if desc != "" {
		insertText(root, first, "desc", desc)
		put(root, "aria-describedby", Prefix+"-desc")
	}
	put(root, "aria-labelledby", ids)
}

func insertText(root, before *html.Node, name, text string) {
	n := &html.Node{Type: html.ElementNode, Data: name, Namespace: "svg", Attr: []html.Attribute{{Key: "id", Val: Prefix + "-" + name}}}
	n.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	root.InsertBefore(n, before)
}

// textsOf returns the texts in the picture, in its order, shortened.
func textsOf(root *html.Node) string {
	var list []string
	seen := map[string]bool{}
	for _, n := range elementsOf(root) {
		if n.Data != "text" {
			continue
		}
		var parts []string
		for c := range n.Descendants() {
			if c.Type == html.TextNode {
				parts = append(parts, strings.TrimSpace(c.Data))
			}
		}
		if t := strings.Join(strings.Fields(strings.Join(parts, " ")), " "); t != "" && !seen[t] {
			seen[t] = true
			list = append(list, t)
		}
	}
	text := strings.Join(list, ", ")
	if utf8.RuneCountInString(text) > maxDescription {
		text = string([]rune(text)[:maxDescription]) + "…"
	}
	return text
}

// resize gives the root a width and a height in pixels, from its viewBox. A
// narrow page makes it smaller, in proportion.
func resize(root *html.Node, width float64) (w, h float64) {
	box := number.FindAllString(get(root, "viewBox"), -1)
	if len(box) == 4 {
		w, _ = strconv.ParseFloat(box[2], 64)
		h, _ = strconv.ParseFloat(box[3], 64)
	} else {
		w, _ = strconv.ParseFloat(strings.TrimSuffix(get(root, "width"), "px"), 64)
		h, _ = strconv.ParseFloat(strings.TrimSuffix(get(root, "height"), "px"), 64)
	}
	if width > 0 && w > 0 {
		h, w = h*width/w, width
	}
	for _, name := range []string{"width", "height", "style", "class", "preserveAspectRatio"} {
		put(root, name, "")
	}
	if w > 0 && h > 0 {
		put(root, "width", round(strconv.FormatFloat(w, 'f', -1, 64), 2))
		put(root, "height", round(strconv.FormatFloat(h, 'f', -1, 64), 2))
	}
	put(root, "style", "max-width:100%;height:auto")
	return w, h
}
