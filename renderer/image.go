package renderer

import (
	"path"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// image writes an image, or what its media type asks for.
func (r *nodeWriter) image(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	e := element{Image: n, alt: altText(n, source)}
	if slot, _ := slotOf(n).(*imageSlot); slot != nil {
		e.attrs = slot.attrs
		if slot.doc != nil {
			var ok bool
			if e.media, ok = slot.doc.rewritten(slot.ref); !ok {
				e.media.URL = ""
			}
		}
	}
	if alt := e.attrs.Get("alt"); alt != "" {
		e.alt = alt
	}
	switch kind, _, _ := strings.Cut(e.media.Type, "/"); kind {
	case "video", "audio":
		r.player(w, kind, &e)
	default:
		r.picture(w, &e)
	}
	return ast.WalkSkipChildren, nil
}

// An element is an image with all that is known of it.
type element struct {
	*ast.Image
	media Media // without a URL: the destination stays
	attrs Attrs
	alt   string
}

func (r *nodeWriter) picture(w util.BufWriter, e *element) {
	_, _ = w.WriteString(`<img src="`)
	r.url(w, e.Destination, e.media.URL)
	_, _ = w.WriteString(`" alt="`)
	_, _ = w.Write(util.EscapeHTML([]byte(e.alt)))
	_ = w.WriteByte('"')
	r.title(w, e)
	for _, key := range [...]string{"loading", "decoding", "fetchpriority", "sizes"} {
		writeAttr(w, key, e.attrs.Get(key))
	}
	r.common(w, e)
	if e.Attributes() != nil {
		html.RenderAttributes(w, e.Image, html.ImageAttributeFilter)
	}
	if r.XHTML {
		_, _ = w.WriteString(" />")
		return
	}
	_ = w.WriteByte('>')
}

// player writes a video or audio element. Its fallback is a link, unless the
// image itself stands in one: links do not nest.
func (r *nodeWriter) player(w util.BufWriter, tag string, e *element) {
	_, _ = w.WriteString("<" + tag + ` src="`)
	r.url(w, e.Destination, e.media.URL)
	_ = w.WriteByte('"')
	if e.attrs.Get("controls") != "false" {
		r.flag(w, "controls")
	}
	for _, key := range [...]string{"autoplay", "loop", "muted"} {
		if v := e.attrs.Get(key); v != "" && v != "false" {
			r.flag(w, key)
		}
	}
	_, _ = w.WriteString(` preload="metadata"`)
	writeAttr(w, "aria-label", e.alt)
	r.title(w, e)
	r.common(w, e)
	if e.Attributes() != nil {
		html.RenderAttributes(w, e.Image, html.GlobalAttributeFilter)
	}
	_ = w.WriteByte('>')
	if !inLink(e.Image) {
		label := e.alt
		if label == "" {
			label = path.Base(percentDecode(string(e.Destination)))
		}
		_, _ = w.WriteString(`<a href="`)
		r.url(w, e.Destination, e.media.URL)
		_, _ = w.WriteString(`">`)
		_, _ = w.Write(util.EscapeHTML([]byte(label)))
		_, _ = w.WriteString("</a>")
	}
	_, _ = w.WriteString("</" + tag + ">")
}

func (r *nodeWriter) flag(w util.BufWriter, name string) {
	_, _ = w.WriteString(" " + name)
	if r.XHTML {
		_, _ = w.WriteString(`="` + name + `"`)
	}
}

func (r *nodeWriter) title(w util.BufWriter, e *element) {
	if title := e.attrs.Get("title"); title != "" {
		writeAttr(w, "title", title)
	} else if e.Title != nil {
		_, _ = w.WriteString(` title="`)
		r.Writer.Write(w, e.Title)
		_ = w.WriteByte('"')
	}
}

// common writes what all three elements have. The author's size wins, and one
// of the two is enough: the browser keeps the proportions.
func (r *nodeWriter) common(w util.BufWriter, e *element) {
	width, height := e.attrs.Get("width"), e.attrs.Get("height")
	if width == "" && height == "" && e.media.Width > 0 && e.media.Height > 0 {
		width, height = strconv.Itoa(e.media.Width), strconv.Itoa(e.media.Height)
	}
	writeAttr(w, "width", width)
	writeAttr(w, "height", height)
	writeAttr(w, "class", e.attrs.Get("class"))
	writeAttr(w, "id", e.attrs.Get("id"))
}

// writeAttr writes nothing for an empty value.
func writeAttr(w util.BufWriter, key, value string) {
	if value == "" {
		return
	}
	_, _ = w.WriteString(" " + key + `="`)
	_, _ = w.Write(util.EscapeHTML([]byte(value)))
	_ = w.WriteByte('"')
}

func inLink(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}
