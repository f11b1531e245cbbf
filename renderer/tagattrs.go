package renderer

import (
	"strings"

	"github.com/yuin/goldmark/util"
)

// tagAttrs are the attributes that the author wrote in an <img> or <video> tag,
// as far as they decide what the tag lacks.
type tagAttrs struct {
	Attrs
	srcset bool
}

func (t *tagAttrs) note(s *attrScanner) {
	switch key := strings.ToLower(string(s.name)); key {
	case "srcset":
		t.srcset = true
	case "style", "width", "height", "class", "loading", "decoding", "fetchpriority", "sizes", "autoplay":
		value := unescapeAttr(s.buf[s.start:s.stop])
		if value == "" {
			value = key
		}
		if t.Get(key) == "" {
			t.set(key, value)
		}
	}
}

// added returns the attributes that the tag of ref i gets in HTML, so that it
// loads and holds still like an image in Markdown.
func (d *Document) added(i int, given *tagAttrs) (string, bool) {
	m, ok := d.rewritten(i)
	if !ok {
		return "", false
	}
	var b strings.Builder
	add := func(key, value string) {
		if value != "" && given.Get(key) == "" {
			b.WriteString(" " + key + `="`)
			b.Write(util.EscapeHTML([]byte(value)))
			b.WriteByte('"')
		}
	}
	if style := given.Get("style"); !sizesItself(style) {
		width, height := sizeAttrs(&m, given.Attrs)
		add("width", width)
		add("height", height)
	}
	if d.refs[i].Kind == Video {
		return b.String(), b.Len() > 0
	}
	if !given.srcset && m.Srcset != nil {
		add("srcset", SrcsetText(m.Srcset))
		add("sizes", m.sizes(d.first == i || given.Get("loading") == "eager"))
	}
	for _, a := range loadingAttrs(&m, given.over(m.Attrs), d.first == i) {
		add(a.Key, a.Value)
	}
	add("style", placeholderStyle(m.Placeholder))
	return b.String(), b.Len() > 0
}

// sizesItself reports whether a style sets a size that the attributes width and
// height would be at odds with: with an automatic height they only give the
// proportions.
func sizesItself(style string) bool {
	style = strings.ToLower(strings.Join(strings.Fields(style), ""))
	return !strings.Contains(style, "height:auto") && (strings.Contains(style, "width:") || strings.Contains(style, "height:"))
}
