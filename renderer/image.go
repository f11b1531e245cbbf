package renderer

import (
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
	e := r.element(node.(*ast.Image), source)
	switch kind, _, _ := strings.Cut(e.media.Type, "/"); kind {
	case "video", "audio":
		r.player(w, kind, &e)
	default:
		r.linkedPicture(w, &e)
	}
	return ast.WalkSkipChildren, nil
}

// An element is an image with all that is known of it.
type element struct {
	*ast.Image
	media Media // without a URL: the destination stays
	attrs Attrs // the author's, and for the rest those of media
	alt   string
	first bool // on its page
}

func (r *nodeWriter) element(n *ast.Image, source []byte) element {
	e := element{Image: n, alt: altText(n, source)}
	if slot, _ := slotOf(n).(*imageSlot); slot != nil {
		e.attrs = slot.attrs
		if slot.doc != nil {
			var ok bool
			if e.media, ok = slot.doc.rewritten(slot.ref); !ok {
				e.media = Media{Type: e.media.Type}
			}
			e.first = ok && slot.doc.first == slot.ref
		}
	}
	e.attrs = e.attrs.over(e.media.Attrs)
	if alt := e.attrs.Get("alt"); alt != "" {
		e.alt = alt
	}
	return e
}

// linkedPicture writes a picture that leads to its full size, where that is
// asked for and no other link is around it.
func (r *nodeWriter) linkedPicture(w util.BufWriter, e *element) {
	if e.media.Full == "" || inLink(e.Image) {
		r.picture(w, e)
		return
	}
	_, _ = w.WriteString(`<a href="` + quoteDouble(e.media.Full) + `">`)
	r.picture(w, e)
	_, _ = w.WriteString("</a>")
}

// picture writes an img element, in a picture element if there are other forms
// of it.
func (r *nodeWriter) picture(w util.BufWriter, e *element) {
	if len(e.media.Variants) == 0 {
		r.img(w, e)
		return
	}
	_, _ = w.WriteString("<picture>")
	for i := range e.media.Variants {
		s := &e.media.Variants[i]
		_, _ = w.WriteString("<source")
		writeAttr(w, "media", s.Media)
		writeAttr(w, "type", s.Type)
		writeAttr(w, "srcset", s.srcset())
		if s.Srcset != nil {
			writeAttr(w, "sizes", s.Sizes)
		}
		writeSize(w, s.Width, s.Height)
		r.endVoid(w)
	}
	r.img(w, e)
	_, _ = w.WriteString("</picture>")
}

func (r *nodeWriter) img(w util.BufWriter, e *element) {
	_, _ = w.WriteString(`<img src="`)
	r.url(w, e.Destination, e.media.URL)
	_ = w.WriteByte('"')
	writeAttr(w, "srcset", SrcsetText(e.media.Srcset))
	writeAttr(w, "sizes", e.sizes())
	_, _ = w.WriteString(` alt="`)
	_, _ = w.Write(util.EscapeHTML([]byte(e.alt)))
	_ = w.WriteByte('"')
	if figureOf(e.Image) == nil || !r.captions {
		r.title(w, e)
	}
	r.common(w, e)
	for _, a := range loadingAttrs(&e.media, e.attrs, e.first) {
		writeAttr(w, a.Key, a.Value)
	}
	writeAttr(w, "style", e.style())
	if e.Attributes() != nil {
		html.RenderAttributes(w, e.Image, html.ImageAttributeFilter)
	}
	r.endVoid(w)
}

// endVoid ends the tag of an element that has no content.
func (r *nodeWriter) endVoid(w util.BufWriter) {
	if r.XHTML {
		_, _ = w.WriteString(" />")
		return
	}
	_ = w.WriteByte('>')
}

// sizes is the author's, and without a srcset only that.
func (e *element) sizes() string {
	if s := e.attrs.Get("sizes"); s != "" || len(e.media.Srcset) == 0 {
		return s
	}
	return e.media.sizes(e.first || e.attrs.Get("loading") == "eager")
}

func (m *Media) sizes(eager bool) string {
	if eager || !m.AutoSizes {
		return m.Sizes
	}
	return "auto, " + m.Sizes
}

// loadingAttrs are when and how a picture is loaded: at once and before others
// if it is the first on its page, else when it comes near. What the author says
// counts; a picture that is left as it is has nothing else.
func loadingAttrs(m *Media, attrs Attrs, first bool) []Attr {
	loading, decoding, priority := attrs.Get("loading"), attrs.Get("decoding"), attrs.Get("fetchpriority")
	if m.URL != "" && !m.Plain {
		switch {
		case first && loading != "lazy":
			if priority == "" {
				priority = "high"
			}
		case loading == "":
			loading = "lazy"
		}
		if decoding == "" && loading == "lazy" {
			decoding = "async"
		}
	}
	return []Attr{{"loading", loading}, {"decoding", decoding}, {"fetchpriority", priority}}
}

func placeholderStyle(background string) string {
	if background == "" {
		return ""
	}
	return "background:" + background
}

// style is the placeholder, and what the author says.
func (e *element) style() string {
	placeholder, own := placeholderStyle(e.media.Placeholder), e.attrs.Get("style")
	if placeholder != "" && own != "" {
		return placeholder + ";" + own
	}
	return placeholder + own
}

// SrcsetText writes candidates as the value of a srcset attribute, not escaped. They are separated by
// a comma and a space: a URL may hold commas.
func SrcsetText(list []Candidate) string {
	if len(list) == 0 {
		return ""
	}
	b := make([]byte, 0, 128*len(list))
	for i := range list {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, list[i].URL...)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(list[i].Width), 10)
		b = append(b, 'w')
	}
	return string(b)
}

func (s *Variant) srcset() string {
	if s.Srcset == nil {
		return s.URL
	}
	return SrcsetText(s.Srcset)
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

// common writes what pictures, videos and sounds have.
func (r *nodeWriter) common(w util.BufWriter, e *element) {
	width, height := sizeAttrs(&e.media, e.attrs)
	writeAttr(w, "width", width)
	writeAttr(w, "height", height)
	writeAttr(w, "class", e.attrs.Get("class"))
	writeAttr(w, "id", e.attrs.Get("id"))
	for _, a := range e.attrs.others() {
		writeAttr(w, a.Key, a.Value)
	}
}

// sizeAttrs are the author's width and height, and where he gave none or one,
// what follows from the picture: with both of them known, the browser keeps its
// place free.
func sizeAttrs(m *Media, attrs Attrs) (width, height string) {
	width, height = attrs.Get("width"), attrs.Get("height")
	if m.Width <= 0 || m.Height <= 0 || width != "" && height != "" {
		return width, height
	}
	switch w, h := atoi(width), atoi(height); {
	case width == "" && height == "":
		width, height = strconv.Itoa(m.Width), strconv.Itoa(m.Height)
	case w > 0:
		height = strconv.Itoa(proportional(w, m.Height, m.Width))
	case h > 0:
		width = strconv.Itoa(proportional(h, m.Width, m.Height))
	}
	return width, height
}

// atoi reads a number of pixels; 0 where it is none.
func atoi(s string) int {
	n, _ := strconv.Atoi(strings.TrimSuffix(s, "px"))
	return n
}

// proportional is side × num / den, rounded, and at least 1.
func proportional(side, num, den int) int {
	return max(1, int((int64(side)*int64(num)*2+int64(den))/(2*int64(den))))
}

func writeSize(w util.BufWriter, width, height int) {
	if width > 0 && height > 0 {
		writeAttr(w, "width", strconv.Itoa(width))
		writeAttr(w, "height", strconv.Itoa(height))
	}
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
