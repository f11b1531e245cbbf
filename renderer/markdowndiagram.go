package renderer

import (
	"bytes"
	"strings"
)

// drawnFences are the splices that put drawings in the place of their fences.
func (d *Document) drawnFences() (edits []splice) {
	for _, g := range d.diagrams {
		if !g.Drawn || len(g.Drawing.HTML) == 0 || len(g.Drawing.Script) > 0 {
			continue
		}
		text := htmlLine(g.Drawing.HTML)
		if d.textFollows(g.End) {
			text += "\n" // a block of HTML ends with an empty line
		}
		edits = append(edits, splice{g.Start, g.End, text})
	}
	return edits
}

// textFollows reports whether the line behind the one of offset i has text.
func (d *Document) textFollows(i int) bool {
	_, rest, ok := bytes.Cut(d.src[i:], []byte("\n"))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	return ok && len(bytes.Trim(line, " \t\r>")) > 0
}

// htmlLine writes HTML so that it passes through Markdown, and through the
// template languages that are run over Markdown, as it is: on one line, and
// without what begins an expression, a statement or a comment there ({{, {%,
// {#). In a style sheet a space tells two braces apart, in text an entity.
func htmlLine(html []byte) string {
	var b strings.Builder
	style, pre := false, false
	for i := 0; i < len(html); i++ {
		c := html[i]
		switch {
		case c == '<':
			tag := html[i:min(i+8, len(html))]
			style = within(style, tag, "style")
			pre = within(pre, tag, "pre")
		case c == '\n' && pre:
			b.WriteString("&#10;")
			continue
		case c == '\n':
			c = ' '
		case c == '{' && i+1 < len(html) && strings.IndexByte("{%#", html[i+1]) >= 0 && !style:
			b.WriteString("&#123;")
			continue
		case c == '{' && style:
			b.WriteString("{ ")
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// within reports whether what follows a tag is inside of the named element.
func within(before bool, tag []byte, name string) bool {
	if bytes.HasPrefix(tag, []byte("<"+name)) {
		return true
	}
	return before && !bytes.HasPrefix(tag, []byte("</"+name))
}
