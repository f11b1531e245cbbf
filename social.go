package mdmedia

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mdmedia/mdmedia/internal/page"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

// SocialConfig says what those see who get a link to a page from a friend.
type SocialConfig struct {
	// Card is cover (the post's cover, cut to 1200 x 630) or title (the title
	// laid over it, by Cloudinary's upload and fetch products). Empty: cover.
	Card string `yaml:"card"`
}

// The size that the large cards of social networks have.
const cardWidth, cardHeight = 1200, 630

// setSocial gives a cover its form for social networks.
func (r *run) setSocial(img *page.Image, p *article) {
	c := p.cover()
	if r.site.cfg.Site.URL == "" || c == nil || !strings.HasPrefix(c.object.asset.ctype, "image/") {
		return
	}
	a := c.object.asset
	img.SocialWidth, img.SocialHeight = a.width, a.height
	var tx []string
	if r.site.cfg.Delivery.Cloudinary != nil && !r.unpublished.has(c.object.key, a) {
		img.SocialWidth, img.SocialHeight = cardWidth, cardHeight
		tx = r.site.cardTransformation(p.title)
		if a.ctype == "image/svg+xml" {
			tx = append(tx, "f_png") // no network shows an SVG
		}
	}
	u, err := r.unpublished.delivery(r.delivery, c.object.key, a).url(p.out, c.object.key, a.ctype, tx)
	if err != nil {
		return
	}
	img.SocialURL = r.site.absoluteURL(p.out, u)
}

// cardTransformation cuts a cover to a card, and lays the title over it.
func (s *Site) cardTransformation(title string) []string {
	crop := "c_fill,w_" + strconv.Itoa(cardWidth) + ",h_" + strconv.Itoa(cardHeight)
	title = strings.Join(strings.Fields(title), " ")
	if s.cfg.Social.Card != "title" || title == "" {
		return []string{crop}
	}
	const margin = 80
	text, size := fitTitle(title)
	layer := "l_text:Arial_" + strconv.Itoa(size) + "_bold:" + cloudinary.EscapeText(text) +
		",co_white,c_fit,w_" + strconv.Itoa(cardWidth-2*margin) + ",h_" + strconv.Itoa(cardHeight-2*margin)
	place := "fl_layer_apply,g_south_west,x_" + strconv.Itoa(margin) + ",y_" + strconv.Itoa(margin)
	return []string{crop, "/e_colorize:50,co_black", "/" + layer, "/" + place}
}

// fitTitle returns as much of a title as a card has room for, and the size of
// its letters: about half as wide as high, four to eight lines.
func fitTitle(title string) (text string, size int) {
	n := utf8.RuneCountInString(title)
	for _, fit := range []struct{ most, size int }{{40, 88}, {80, 68}, {140, 54}} {
		if n <= fit.most {
			return title, fit.size
		}
	}
	const most, smallest = 200, 46
	if n > most {
		cut := string([]rune(title)[:most-1])
		if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
			cut = cut[:i]
		}
		title = strings.TrimRight(cut, " ,;:.-") + "…"
	}
	return title, smallest
}
