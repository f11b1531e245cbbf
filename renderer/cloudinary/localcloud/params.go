package localcloud

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// A reader takes the value of a parameter; false: it has no such value.
type reader func(t *transformation, s *step, value string) bool

// readers are the parameters that a preview shows, by name.
var readers = map[string]reader{
	"w":   func(t *transformation, s *step, v string) bool { return s.w.read(v) || t.automatic("w", v) },
	"h":   func(_ *transformation, s *step, v string) bool { return s.h.read(v) },
	"x":   func(_ *transformation, s *step, v string) bool { s.hasX = true; return s.x.readSigned(v) },
	"y":   func(_ *transformation, s *step, v string) bool { s.hasY = true; return s.y.readSigned(v) },
	"ar":  func(_ *transformation, s *step, v string) bool { return readRatio(&s.ar, v) },
	"c":   readCrop,
	"g":   func(_ *transformation, s *step, v string) bool { s.gravity = v; return true },
	"dpr": readDPR,
	"e":   readEffect,
	"a":   readAngle,
	"b":   func(_ *transformation, s *step, v string) bool { s.background = v; return true },
	"f":   readFormat,
	"q":   readQuality,
	"so":  readOffset,
	"fl":  readFlags,
}

// automatic accepts the width of the window (w_auto), which is not known here.
func (t *transformation) automatic(name, v string) bool {
	if v != "auto" && !strings.HasPrefix(v, "auto:") {
		return false
	}
	t.ignore(name + "_" + v)
	return true
}

// A length is in pixels, or a part of the original's.
type length struct {
	set, relative bool
	value         float64
	of            byte // 'w' or 'h' of the original, for iw and ih; 0: the length's own
}

func (l *length) read(v string) bool { return l.readSigned(v) && l.value > 0 }

func (l *length) readSigned(v string) bool {
	if v == "iw" || v == "ih" {
		*l = length{set: true, relative: true, value: 1, of: v[1]}
		return true
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || n < -maxLength || n > maxLength || math.IsNaN(n) {
		return false
	}
	// "A decimal value is relative to the original" (w_0.5, w_1.0).
	*l = length{set: true, relative: strings.Contains(v, "."), value: n}
	return true
}

// maxLength is more than any picture has.
const maxLength = 1 << 20

// in returns the length in pixels of a picture that is w by h, own of which is
// its own direction.
func (l *length) in(w, h, own float64) float64 {
	switch {
	case !l.set:
		return 0
	case l.of == 'w':
		return w
	case l.of == 'h':
		return h
	case l.relative:
		return l.value * own
	}
	return l.value
}

func readRatio(ar *float64, v string) bool {
	a, b, colon := strings.Cut(v, ":")
	n, err := strconv.ParseFloat(a, 64)
	if err != nil || !(n > 0) {
		return false
	}
	if colon {
		d, err := strconv.ParseFloat(b, 64)
		if err != nil || !(d > 0) {
			return false
		}
		n /= d
	}
	*ar = n
	return n > 1e-3 && n < 1e3
}

var crops = []string{"scale", "fit", "limit", "mfit", "fill", "lfill", "pad", "lpad", "mpad", "crop", "thumb", "auto", "fill_pad", "auto_pad", "imagga_scale", "imagga_crop"}

func readCrop(_ *transformation, s *step, v string) bool {
	if !slices.Contains(crops, v) {
		return false
	}
	switch v {
	case "auto", "imagga_crop": // what is in the picture is not looked at
		v = "fill"
	case "fill_pad", "auto_pad":
		v = "pad"
	case "imagga_scale":
		v = "scale"
	}
	s.crop = v
	return true
}

func readDPR(_ *transformation, s *step, v string) bool {
	if v == "auto" {
		return true
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !(n > 0) || n > 10 {
		return false
	}
	s.dpr = n
	return true
}

// readOffset takes which frame of a video is meant: seconds, a part of its length
// (35p, 35%) or auto.
func readOffset(t *transformation, _ *step, v string) bool {
	t.offset = v
	n, err := strconv.ParseFloat(strings.TrimRight(v, "p%"), 64)
	return v == "auto" || err == nil && n >= 0 && n < maxLength
}

func readEffect(t *transformation, s *step, v string) bool {
	name, value, given := strings.Cut(v, ":")
	switch name {
	case "grayscale":
		s.gray = true
	case "blur":
		s.blur = 100
		if given {
			n, err := strconv.ParseFloat(value, 64)
			if err != nil || !(n >= 1) || n > 2000 {
				return false
			}
			s.blur = n
		}
	default:
		t.ignore("e_" + v)
	}
	return true
}

func readAngle(t *transformation, s *step, v string) bool {
	for part := range strings.SplitSeq(v, ".") {
		switch part {
		case "hflip":
			s.flipX = !s.flipX
		case "vflip":
			s.flipY = !s.flipY
		default:
			n, err := strconv.Atoi(part)
			if err != nil || n%90 != 0 {
				t.ignore("a_" + part)
				continue
			}
			s.turn = ((s.turn+n)%360 + 360) % 360
		}
	}
	return true
}

func readFormat(t *transformation, _ *step, v string) bool {
	v, _, _ = strings.Cut(v, ":") // f_auto:image
	if v != "auto" && formats[v] == "" {
		return false
	}
	t.format = v
	return true
}

// autoQuality is about what Cloudinary's q_auto comes to; it chooses for each
// picture.
var autoQuality = map[string]int{"": 80, "best": 92, "good": 80, "eco": 65, "low": 50, "sensitive": 88}

func readQuality(t *transformation, _ *step, v string) bool {
	first, second, _ := strings.Cut(v, ":")
	if first == "auto" {
		t.quality = autoQuality[second]
		return t.quality > 0
	}
	n, err := strconv.Atoi(first)
	t.quality = n
	return err == nil && n >= 1 && n <= 100
}
