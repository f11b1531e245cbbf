package mdmedia

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media/placeholder"
	"github.com/mdmedia/mdmedia/renderer"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
)

// A picture is a file as one reference shows it.
type picture struct {
	*resolver
	delivery delivery
	asset    *asset
	key      string
	tx       []string // the rules' and the author's
	class    string
	sizes    string // "": the column's
	shown    int    // the width that a tag has; 0: none
}

// transform is the default transformation; ok false: nothing transforms.
func (s *Site) transform() (tx string, ok bool) {
	c := s.cfg.Delivery.Cloudinary
	switch {
	case c == nil:
		return "", false
	case c.Transform != nil:
		return *c.Transform, true
	}
	return "q_auto,f_auto", true
}

// autoFormat reports whether every browser gets the format that is best for it.
func (s *Site) autoFormat() bool {
	tx, _ := s.transform()
	return strings.Contains(tx, "f_auto")
}

// merged is the whole transformation; ok false: nothing transforms.
func (p *picture) merged() (t string, ok bool) {
	if t, ok = p.site.transform(); !ok {
		return "", false
	}
	for _, tx := range p.tx {
		t = cloudinary.MergeTransform(t, tx)
	}
	return t, true
}

// size is what the picture measures where there is room for it; 0: unknown.
func (p *picture) size(merged string, transforms bool) (w, h int) {
	a := p.asset
	if a.width <= 0 || a.height <= 0 {
		return 0, 0
	}
	if !transforms { // the file itself, shown as wide as is asked for
		for _, tx := range p.tx {
			if n := parameter(tx, "w"); n > 0 {
				return n, max(1, (a.height*n+a.width/2)/a.width)
			}
		}
		return a.width, a.height
	}
	w, h, ok, err := localcloud.Size(withoutDPR(merged), a.width, a.height)
	if !ok || err != nil {
		return 0, 0
	}
	return w, h
}

// fill says of a picture how large it is and in which widths there is more of it.
func (p *picture) fill(m *renderer.Media) {
	merged, transforms := p.merged()
	m.Width, m.Height = p.size(merged, transforms)
	m.Placeholder = p.placeholder(merged)
	if m.Width == 0 || !transforms || !scalable(p.asset) || !onlyResizes(merged) {
		return
	}
	w, h := m.Width, m.Height
	if p.shown > 0 {
		w, h = p.shown, max(1, (h*p.shown+w/2)/w)
	}
	m.Srcset, m.Sizes = p.srcset(merged, w, h)
	m.AutoSizes = m.Srcset != nil && p.sizes == "" && p.site.column(p.class).ours
}

// placeholder is the background of a picture that is not there yet. One whose
// colours a transformation changes has none, nor has one that is then to be seen
// through, as behind round corners.
func (p *picture) placeholder(merged string) string {
	if !fillsBox(merged) {
		return ""
	}
	if p.site.cfg.Images.Placeholder == "blur" {
		if uri := placeholder.DataURI(p.asset.thumb); uri != "" {
			return p.asset.color + " url(" + uri + ") center/cover"
		}
	}
	return p.asset.color
}

// srcset offers the picture in several widths, none wider than the file's own
// pixels allow and none more than twice as wide as it is shown.
func (p *picture) srcset(merged string, w, h int) ([]renderer.Candidate, string) {
	a, c := p.asset, p.site.column(p.class)
	if p.sizes != "" {
		c.width = widestUnknown / 2
	}
	ratio := float64(h) / float64(w)
	own := min(a.width, int(float64(a.height)/ratio+0.5)) // where the whole of one side is left
	shown := min(w, c.width)
	asked := p.shown
	if parameter(merged, "w") > 0 || parameter(merged, "h") > 0 {
		asked = w // also in the tag's own pixels
	}
	top := min(own, 2*shown)
	if top < asked {
		return nil, "" // the author wants it larger than it is
	}
	widths := ladder(top, min(asked, own), ratio, float64(a.bytes)/float64(a.width*a.height))
	if len(widths) == 1 && (top == own && asked == 0 || top == asked) {
		return nil, ""
	}
	list := make([]renderer.Candidate, len(widths))
	for i, width := range widths {
		tx := "w_" + strconv.Itoa(width)
		if parameter(merged, "h") > 0 {
			tx += ",h_" + strconv.Itoa(max(1, int(float64(width)*ratio+0.5)))
		}
		u, err := p.delivery.srcsetURL(p.from, p.key, a.ctype, append(p.tx[:len(p.tx):len(p.tx)], tx))
		if err != nil {
			return nil, ""
		}
		list[i] = renderer.Candidate{URL: p.finish(u), Width: width}
	}
	if p.sizes != "" {
		return list, p.sizes
	}
	return list, c.sizesFor(w)
}

// addresses are the URLs that a use of a picture comes to, its candidates' too.
func (r *run) addresses(p *article, u placedUse) (urls []string) {
	a := u.object.asset
	q := &picture{resolver: r.resolver(p), delivery: r.delivery, asset: a, key: u.object.key, tx: splitTransformations(u.tx)}
	if url, err := q.delivery.url(q.from, q.key, a.ctype, q.tx); err == nil {
		urls = append(urls, url)
	}
	var m renderer.Media
	if q.rich {
		q.fill(&m)
	}
	for _, c := range m.Srcset {
		urls = append(urls, c.URL)
	}
	return urls
}

// refused is what Cloudinary says of a transformation that it does not know;
// "": nothing.
func (p *picture) refused() string {
	if len(p.tx) == 0 {
		return ""
	}
	merged, ok := p.merged()
	if !ok {
		return ""
	}
	if _, _, _, err := localcloud.Size(merged, max(1, p.asset.width), max(1, p.asset.height)); err != nil {
		return fmt.Sprintf("Cloudinary refuses %q (%s): correct it", strings.Join(p.tx, "/"), err)
	}
	return ""
}

// scalable reports whether a file has pixels that can be made fewer without
// losing what it is: not a drawing, not something that moves.
func scalable(a *asset) bool {
	return strings.HasPrefix(a.ctype, "image/") && a.ctype != "image/svg+xml" && !a.animated
}

// onlyResizes reports whether another width changes nothing else of what a
// transformation makes: one component, whose lengths are w and h alone.
func onlyResizes(tx string) bool {
	if strings.Contains(tx, "/") {
		return false
	}
	for p := range strings.SplitSeq(tx, ",") {
		key, value, _ := strings.Cut(p, "_")
		switch key {
		case "q", "f", "fl", "ar", "g", "b", "e":
		case "a":
			if !slices.Contains([]string{"0", "180", "hflip", "vflip"}, value) {
				return false // turned after it is made as wide as w says
			}
		case "w", "h":
			if n, err := strconv.Atoi(value); err != nil || n <= 0 {
				return false // a part of the original
			}
		case "c":
			if strings.HasSuffix(value, "crop") {
				return false
			}
		default:
			if p != "" {
				return false
			}
		}
	}
	return true
}

// fillsBox reports whether a transformation only changes the size and the shape
// of a picture, all of which it fills.
func fillsBox(tx string) bool {
	for p := range strings.FieldsFuncSeq(tx, func(r rune) bool { return r == ',' || r == '/' }) {
		switch key, value, _ := strings.Cut(p, "_"); key {
		case "q", "f", "fl", "ar", "g", "w", "h", "dpr", "x", "y", "t":
		case "c":
			if strings.HasSuffix(value, "pad") {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// parameter is the value of a parameter that is a whole number of pixels; 0:
// there is none.
func parameter(tx, key string) int {
	for p := range strings.FieldsFuncSeq(tx, func(r rune) bool { return r == ',' || r == '/' }) {
		if v, ok := strings.CutPrefix(p, key+"_"); ok {
			n, _ := strconv.Atoi(v)
			return max(0, n)
		}
	}
	return 0
}

// withoutDPR leaves out the pixel ratio: it changes how many pixels there are,
// not how large they are shown.
func withoutDPR(tx string) string {
	if !strings.Contains(tx, "dpr_") {
		return tx
	}
	var keep []string
	for p := range strings.SplitSeq(tx, ",") {
		if !strings.HasPrefix(p, "dpr_") {
			keep = append(keep, p)
		}
	}
	return strings.Join(keep, ",")
}
