package localcloud

import (
	"image"
	"math"
	"strings"
)

// A plan is what a step does to a picture of a size: a part of it is cut out,
// brought to a size, and laid on a canvas.
type plan struct {
	cut    image.Rectangle
	w, h   int         // what the part is scaled to
	canvas image.Point // 0, 0: there is none
	at     image.Point // where on the canvas
}

// size is that of the result.
func (p plan) size() image.Point {
	if p.canvas != (image.Point{}) {
		return p.canvas
	}
	return image.Pt(p.w, p.h)
}

// plan computes what a step does to a picture of iw by ih pixels, by
// Cloudinary's rules for each crop mode
// (https://cloudinary.com/documentation/resizing_and_cropping).
func (s *step) plan(iw, ih int) plan {
	ow, oh := float64(iw), float64(ih)
	w, h := s.box(ow, oh)
	whole := plan{cut: image.Rect(0, 0, iw, ih), w: iw, h: ih}
	if w == 0 && h == 0 {
		return whole
	}
	both := w > 0 && h > 0
	w, h = complete(w, h, ow, oh, s.crop)
	fit := math.Min(w/ow, h/oh)
	fill := math.Max(w/ow, h/oh)
	switch s.crop {
	case "fit":
		return whole.scaled(fit, ow, oh)
	case "limit":
		return whole.scaled(math.Min(1, fit), ow, oh)
	case "mfit":
		return whole.scaled(math.Max(1, fit), ow, oh)
	case "fill", "thumb":
		return s.filled(fill, w, h, ow, oh)
	case "lfill":
		scale := math.Min(1, fill)
		return s.filled(scale, math.Min(w, ow*scale), math.Min(h, oh*scale), ow, oh)
	case "pad", "lpad", "mpad":
		switch {
		case !both:
		case s.crop == "lpad":
			fit = math.Min(1, fit)
		case s.crop == "mpad":
			fit = 1
			w, h = math.Max(w, ow), math.Max(h, oh)
		}
		return s.padded(whole.scaled(fit, ow, oh), round(w), round(h))
	case "crop":
		return s.cropped(w, h, iw, ih)
	}
	whole.w, whole.h = round(w), round(h) // scale, and what is given no mode
	return whole
}

// box is the size that is asked for, in pixels; 0: not given.
func (s *step) box(ow, oh float64) (w, h float64) {
	w, h = s.w.in(ow, oh, ow), s.h.in(ow, oh, oh)
	dpr := s.dpr
	switch {
	case s.ar > 0 && w > 0 && h == 0:
		h = w / s.ar
	case s.ar > 0 && h > 0 && w == 0:
		w = h * s.ar
	case s.ar > 0 && w == 0: // the largest part with this ratio
		w, h = math.Min(ow, oh*s.ar), math.Min(oh, ow/s.ar)
		if s.crop == "pad" || s.crop == "lpad" || s.crop == "mpad" {
			w, h = math.Max(ow, oh*s.ar), math.Max(oh, ow/s.ar)
		}
	}
	return w * dpr, h * dpr
}

// complete finds the side that is not given: with the picture's own proportions,
// except where a part is cut out, which is then as long as the picture.
func complete(w, h, ow, oh float64, crop string) (float64, float64) {
	switch {
	case w > 0 && h > 0:
	case crop == "crop" && w == 0:
		w = ow
	case crop == "crop":
		h = oh
	case w == 0:
		w = h * ow / oh
	default:
		h = w * oh / ow
	}
	return w, h
}

func (p plan) scaled(by, ow, oh float64) plan {
	p.w, p.h = round(ow*by), round(oh*by)
	return p
}

// filled cuts the part out that fills the box once it is scaled.
func (s *step) filled(scale, w, h, ow, oh float64) plan {
	cw, ch := math.Min(ow, w/scale), math.Min(oh, h/scale)
	x, y := s.place(round(ow), round(oh), round(cw), round(ch))
	return plan{cut: image.Rect(x, y, x+round(cw), y+round(ch)).Intersect(image.Rect(0, 0, round(ow), round(oh))), w: round(w), h: round(h)}
}

func (s *step) padded(p plan, w, h int) plan {
	p.canvas = image.Pt(max(w, p.w), max(h, p.h))
	p.at.X, p.at.Y = s.place(p.canvas.X, p.canvas.Y, p.w, p.h)
	return p
}

func (s *step) cropped(w, h float64, iw, ih int) plan {
	cw, ch := min(iw, round(w)), min(ih, round(h))
	var x, y int
	if s.gravity == "" && (s.hasX || s.hasY) {
		x, y = 0, 0 // coordinates count from the upper left corner
	} else {
		x, y = s.place(iw, ih, cw, ch)
	}
	dx, dy := int(s.x.in(float64(iw), float64(ih), float64(iw))), int(s.y.in(float64(iw), float64(ih), float64(ih)))
	if strings.Contains(s.gravity, "east") {
		dx = -dx
	}
	if strings.Contains(s.gravity, "south") {
		dy = -dy
	}
	x, y = min(max(0, x+dx), iw-cw), min(max(0, y+dy), ih-ch)
	return plan{cut: image.Rect(x, y, x+cw, y+ch), w: cw, h: ch}
}

// place is where a part goes by the gravity. What looks at the picture (auto,
// face) is the center here.
func (s *step) place(w, h, pw, ph int) (x, y int) {
	x, y = (w-pw)/2, (h-ph)/2
	g := s.gravity
	switch {
	case strings.HasPrefix(g, "north"):
		y = 0
	case strings.HasPrefix(g, "south"):
		y = h - ph
	}
	switch {
	case strings.HasSuffix(g, "west"):
		x = 0
	case strings.HasSuffix(g, "east"):
		x = w - pw
	}
	return x, y
}

func round(f float64) int { return max(1, int(math.Round(f))) }
