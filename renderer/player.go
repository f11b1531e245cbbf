package renderer

import (
	"path"
	"strings"

	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// player writes a video or audio element. Its fallback is a link, unless the
// image itself stands in one: links do not nest.
func (r *nodeWriter) player(w util.BufWriter, tag string, e *element) {
	_, _ = w.WriteString("<" + tag)
	sources := len(e.media.Variants) > 0
	if !sources {
		_, _ = w.WriteString(` src="`)
		r.url(w, e.Destination, e.media.URL)
		_ = w.WriteByte('"')
	}
	writeAttr(w, "poster", e.media.Poster)
	r.playing(w, tag, e)
	writeAttr(w, "aria-label", e.alt)
	if figureOf(e.Image) == nil || !r.captions {
		r.title(w, e)
	}
	r.common(w, e)
	if tag == "video" {
		writeAttr(w, "style", e.style())
	}
	if e.Attributes() != nil {
		html.RenderAttributes(w, e.Image, html.GlobalAttributeFilter)
	}
	_ = w.WriteByte('>')
	if sources {
		r.playerSources(w, e)
	}
	r.playerFallback(w, e)
	_, _ = w.WriteString("</" + tag + ">")
}

// playing writes how the player behaves. One that plays by itself and without a
// sound is decoration that moves: it has controls only if asked for.
func (r *nodeWriter) playing(w util.BufWriter, tag string, e *element) {
	auto := on(e.attrs, "autoplay")
	if controls := e.attrs.Get("controls"); controls != "false" && (controls != "" || !auto || !on(e.attrs, "muted")) {
		r.flag(w, "controls")
	}
	for _, key := range [...]string{"autoplay", "loop", "muted"} {
		if on(e.attrs, key) {
			r.flag(w, key)
		}
	}
	if tag == "video" {
		r.flag(w, "playsinline")
	}
	if !auto {
		_, _ = w.WriteString(` preload="metadata"`)
	}
}

// on reports whether an attribute that is there or not is there.
func on(attrs Attrs, key string) bool {
	v := attrs.Get(key)
	return v != "" && v != "false"
}

func (r *nodeWriter) playerSources(w util.BufWriter, e *element) {
	for _, s := range append(e.media.Variants[:len(e.media.Variants):len(e.media.Variants)], Variant{URL: e.media.URL, Type: e.media.Type}) {
		_, _ = w.WriteString(`<source src="` + quoteDouble(s.URL) + `"`)
		writeAttr(w, "type", s.Type)
		writeAttr(w, "media", s.Media)
		r.endVoid(w)
	}
}

func (r *nodeWriter) playerFallback(w util.BufWriter, e *element) {
	if inLink(e.Image) {
		return
	}
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

// stillScript stops videos that play by themselves for readers who asked their
// system for less motion, and gives them controls. HTML has no word for that.
const stillScript = `<script>if(matchMedia("(prefers-reduced-motion:reduce)").matches)` +
	`document.querySelectorAll("video[autoplay]").forEach(v=>{v.autoplay=false;v.pause();v.controls=true})</script>`

// playsItself reports whether a video of the post plays by itself.
func (d *Document) playsItself() bool {
	for i := range d.refs {
		if m, ok := d.rewritten(i); ok && strings.HasPrefix(m.Type, "video/") && on(d.refs[i].Attrs.over(m.Attrs), "autoplay") {
			return true
		}
	}
	return false
}
