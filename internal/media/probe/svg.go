package probe

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// maxSVG is how far the root element may be from the start of the file.
const maxSVG = 128 << 10

// svg reads the attributes of the root element. Entities are not expanded.
func svg(p *peek.Reader) (i Info) {
	d := xml.NewDecoder(bytes.NewReader(p.Upto(0, maxSVG)))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // numbers are ASCII
	for {
		t, err := d.RawToken()
		if err != nil {
			return i
		}
		if root, ok := t.(xml.StartElement); ok {
			i.Width, i.Height = svgSize(root.Attr)
			return i
		}
	}
}

// svgSize is the size a browser gives an <img> of it (SVG 2, section 8.2, and
// CSS Images, section 5): width and height; with one or none of them, the view
// box says the proportion, and with none its size is as good as any. A
// percentage says nothing.
func svgSize(attrs []xml.Attr) (width, height int) {
	var w, h, boxW, boxH float64
	for _, a := range attrs {
		if a.Name.Space != "" {
			continue
		}
		switch a.Name.Local {
		case "width":
			w = length(a.Value)
		case "height":
			h = length(a.Value)
		case "viewBox":
			boxW, boxH = viewBox(a.Value)
		}
	}
	switch {
	case w > 0 && h > 0:
	case boxW <= 0 || boxH <= 0:
		return 0, 0
	case w > 0:
		h = w * boxH / boxW
	case h > 0:
		w = h * boxW / boxH
	default:
		w, h = boxW, boxH
	}
	return pixels(w), pixels(h)
}

func viewBox(s string) (w, h float64) {
	f := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ,\t\r\n", r) })
	if len(f) != 4 {
		return 0, 0
	}
	return length(f[2]), length(f[3])
}

// units are CSS's absolute ones in pixels (CSS Values, 6.2), and the font's
// size where no style is known, which browsers set to 16 pixels.
var units = map[string]float64{
	"": 1, "px": 1, "pt": 96. / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6,
	"em": 16, "rem": 16, "ex": 8,
}

// length reads a number and its unit; 0 for what is neither.
func length(s string) float64 {
	s = strings.TrimSpace(s)
	end := number(s)
	v, err := strconv.ParseFloat(s[:end], 64)
	if err != nil {
		return 0
	}
	return v * units[strings.ToLower(s[end:])]
}

// number is the length of the number that s begins with. An e is its exponent
// only with digits behind it: 2e3, but 2em.
func number(s string) (n int) {
	for n < len(s) {
		switch c := s[n]; {
		case c >= '0' && c <= '9' || c == '.' || (c == '+' || c == '-') && n == 0:
			n++
		case (c == 'e' || c == 'E') && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9':
			n += 2
		case (c == 'e' || c == 'E') && n+2 < len(s) && (s[n+1] == '-' || s[n+1] == '+') && s[n+2] >= '0' && s[n+2] <= '9':
			n += 3
		default:
			return n
		}
	}
	return n
}

// pixels rounds to whole ones, at least one.
func pixels(v float64) int {
	if !(v > 0 && v <= math.MaxInt32) {
		return 0
	}
	return int(max(1, math.Round(v)))
}
