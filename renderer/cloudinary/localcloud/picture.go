package localcloud

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/kovidgoyal/imaging"
)

// decode reads a picture upright and in sRGB: what Exif says of its orientation
// and its colour profile are applied, since the result has neither.
func decode(data []byte) (image.Image, error) {
	img, err := imaging.Decode(bytes.NewReader(data),
		imaging.AutoOrientation(true), imaging.ColorSpace(imaging.SRGB_COLORSPACE),
		imaging.Backends(imaging.GO_IMAGE)) // and no program that happens to be installed
	if err == nil && isWebP(data) {
		fullRange(img)
	}
	return img, err
}

// apply does one step.
func (s *step) apply(img image.Image, maxOutput int) (image.Image, error) {
	b := img.Bounds()
	if s.turn == 90 || s.turn == 270 {
		b = image.Rect(0, 0, b.Dy(), b.Dx())
	}
	p := s.plan(b.Dx(), b.Dy())
	if size := p.size(); size.X > maxOutput/size.Y {
		return nil, refusal(fmt.Sprintf("Maximum image size is %g Megapixels. Requested %.2f Megapixels",
			float64(maxOutput)/1e6, float64(size.X)*float64(size.Y)/1e6))
	}
	img = s.turned(img)
	img = resizePart(img, p.cut.Add(img.Bounds().Min), p.w, p.h)
	if s.gray {
		img = imaging.Grayscale(img)
	}
	if s.blur > 0 {
		img = blurred(img, s.blur)
	}
	if p.canvas != (image.Point{}) {
		back, opaque := background(s.background)
		if !opaque {
			back = color.NRGBA{}
		}
		img = imaging.Paste(imaging.New(p.canvas.X, p.canvas.Y, back), img, p.at)
	}
	return img, nil
}

func (s *step) turned(img image.Image) image.Image {
	switch s.turn { // clockwise; the library turns the other way
	case 90:
		img = imaging.Rotate270(img)
	case 180:
		img = imaging.Rotate180(img)
	case 270:
		img = imaging.Rotate90(img)
	}
	if s.flipX {
		img = imaging.FlipH(img)
	}
	if s.flipY {
		img = imaging.FlipV(img)
	}
	return img
}

// resizePart brings a part of a picture to a size.
func resizePart(img image.Image, part image.Rectangle, w, h int) image.Image {
	if small := shrink(img, part, w, h); small != nil {
		return imaging.Resize(small, w, h, imaging.CatmullRom)
	}
	if part != img.Bounds() {
		img = imaging.Crop(img, part)
	}
	return resize(img, w, h)
}

// resize brings a picture to a size. A much larger one is first averaged down to
// less than three times that size, which is several times as fast and changes
// little, since the fine filter has the last word.
func resize(img image.Image, w, h int) image.Image {
	b := img.Bounds()
	if b.Dx() == w && b.Dy() == h {
		return img
	}
	if by := min(b.Dx()/w, b.Dy()/h); by >= 4 {
		by /= 2
		img = imaging.Resize(img, b.Dx()/by, b.Dy()/by, imaging.Box)
	}
	return imaging.Resize(img, w, h, imaging.CatmullRom)
}

// blurred is e_blur. Cloudinary does not say what its strength means; this looks
// much like it. A strong blur is done on a smaller picture, where it costs less.
func blurred(img image.Image, strength float64) image.Image {
	const perPixel, most = 40, 4
	sigma := strength / perPixel
	b := img.Bounds()
	by := math.Max(1, sigma/most)
	small := resize(img, round(float64(b.Dx())/by), round(float64(b.Dy())/by))
	return imaging.Resize(imaging.Blur(small, math.Max(0.3, sigma/by)), b.Dx(), b.Dy(), imaging.Linear)
}

// background is the colour of b_; not opaque: none was asked for, or it is not
// known.
func background(value string) (c color.NRGBA, opaque bool) {
	hex, ok := strings.CutPrefix(value, "rgb:")
	if !ok {
		c, ok = named[value]
		return c, ok
	}
	if len(hex) == 3 || len(hex) == 4 {
		var long strings.Builder
		for _, digit := range hex {
			long.WriteRune(digit)
			long.WriteRune(digit)
		}
		hex = long.String()
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	switch {
	case err != nil:
		return c, false
	case len(hex) == 8:
		return color.NRGBA{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
	case len(hex) == 6:
		return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, true
	}
	return c, false
}

// named are the colours of CSS that pages of text use.
var named = map[string]color.NRGBA{
	"white": {255, 255, 255, 255}, "black": {0, 0, 0, 255}, "gray": {128, 128, 128, 255}, "grey": {128, 128, 128, 255},
	"red": {255, 0, 0, 255}, "green": {0, 128, 0, 255}, "blue": {0, 0, 255, 255}, "yellow": {255, 255, 0, 255},
	"orange": {255, 165, 0, 255}, "lightgray": {211, 211, 211, 255}, "lightgrey": {211, 211, 211, 255},
	"auto": {255, 255, 255, 255},
}
