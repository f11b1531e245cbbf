package mdmedia

import (
	"strings"

	"github.com/mdmedia/mdmedia/renderer"
)

// embellish adds what makes more of a reference than a picture: a link to the
// full size, a film in the place of an animation, a film's first picture.
func (p *picture) embellish(m *renderer.Media) {
	c := p.site.cfg.Delivery.Cloudinary
	switch {
	case strings.HasPrefix(p.asset.ctype, "video/"):
		if c != nil && c.Product != "" && c.Product != "media-optimizer" {
			m.Poster = p.firstFrame()
		}
	case p.asset.ctype == "image/gif" && p.asset.animated && c != nil && p.site.cfg.Images.GIF == "video":
		p.film(m)
	case p.site.cfg.Images.Link && m.Width > 0 && min(m.Width, p.site.column(p.class).width) < p.asset.width:
		if u, err := p.delivery.url(p.from, p.key, p.asset.ctype, nil); err == nil {
			m.Full = p.finish(u)
		}
	}
}

// firstFrame is a film's first picture, as the classic product makes it: the
// film's address with an image's extension, and so_0
// (https://cloudinary.com/documentation/video_manipulation_and_delivery#generating_video_thumbnails).
func (p *picture) firstFrame() string {
	u, err := p.delivery.url(p.from, p.key, p.asset.ctype, append([]string{"so_0"}, p.tx...))
	if err != nil {
		return ""
	}
	u = p.finish(u)
	dot := strings.LastIndexByte(u, '.')
	if dot < strings.LastIndexByte(u, '/') {
		return u + ".jpg"
	}
	return u[:dot] + ".jpg"
}

// film makes of an animated GIF a silent film that plays by itself. Its first
// frame is there until then, and where the film cannot be made (in a preview).
func (p *picture) film(m *renderer.Media) {
	as := func(format string) string {
		u, err := p.delivery.url(p.from, p.key, p.asset.ctype, append(p.tx[:len(p.tx):len(p.tx)], "f_"+format))
		if err != nil {
			return ""
		}
		return p.finish(u)
	}
	mp4, webm := as("mp4"), as("webm")
	if mp4 == "" || webm == "" {
		return
	}
	m.URL, m.Type, m.Srcset, m.Poster = mp4, "video/mp4", nil, as("jpg")
	m.Variants = []renderer.Variant{{URL: webm, Type: "video/webm"}}
	for _, word := range []string{"autoplay", "loop", "muted"} {
		m.Attrs = append(m.Attrs, renderer.Attr{Key: word, Value: word})
	}
}
