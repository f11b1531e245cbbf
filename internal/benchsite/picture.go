package benchsite

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
)

// picture encodes a small picture in the format of name. Pictures with
// different numbers differ, because a CDN key and its bytes belong together.
func picture(name string, seed uint64, number int) ([]byte, error) {
	r := rand.New(rand.NewPCG(seed^0x9e3779b97f4a7c15, uint64(number)))
	m := image.NewRGBA(image.Rect(0, 0, 40+r.IntN(24), 30+r.IntN(18)))
	from, to := randomColour(r), randomColour(r)
	b := m.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			t := (x + y) * 255 / (b.Dx() + b.Dy())
			m.SetRGBA(x, y, color.RGBA{
				R: between(from.R, to.R, t), G: between(from.G, to.G, t), B: between(from.B, to.B, t), A: 255,
			})
		}
	}
	// The number itself, one pixel a bit, makes the bytes unique.
	for bit := range 24 {
		if number>>bit&1 == 1 {
			m.SetRGBA(bit, 0, color.RGBA{A: 255})
		}
	}
	var buf bytes.Buffer
	var err error
	if strings.HasSuffix(name, ".jpg") {
		err = jpeg.Encode(&buf, m, &jpeg.Options{Quality: 95})
	} else {
		err = png.Encode(&buf, m)
	}
	return buf.Bytes(), err
}

func randomColour(r *rand.Rand) color.RGBA {
	return color.RGBA{R: uint8(r.IntN(256)), G: uint8(r.IntN(256)), B: uint8(r.IntN(256)), A: 255}
}

func between(a, b uint8, t int) uint8 { return uint8((int(a)*(255-t) + int(b)*t) / 255) }
