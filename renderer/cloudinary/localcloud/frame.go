package localcloud

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// frame stands for a frame of a film, which is not decoded here: its size, a
// triangle and what was asked for.
func frame(name, offset string, w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.NRGBA{38, 50, 56, 255}), image.Point{}, draw.Src)
	if offset == "" {
		offset = "auto"
	}
	unit := min(w, h)
	triangle(img, w/2, h/2-unit/18, unit/8)
	times := max(1, unit/240)
	below := h/2 + unit/6
	label(img, "a frame of "+name, below, times)
	label(img, "so_"+offset+", a placeholder of the preview", below+times*16, times)
	return img
}

func triangle(img *image.NRGBA, cx, cy, size int) {
	for x := -size / 2; x < size; x++ {
		half := (size - x) * 2 / 3
		for y := -half; y <= half; y++ {
			img.SetNRGBA(cx+x, cy+y, color.NRGBA{236, 239, 241, 255})
		}
	}
}

// label writes a line in the middle, some times as large as the font's.
func label(img *image.NRGBA, text string, y, times int) {
	face := basicfont.Face7x13
	runes := []rune(text)
	runes = runes[:min(len(runes), max(0, img.Rect.Dx()/(times*face.Advance)-2))]
	small := image.NewAlpha(image.Rect(0, 0, len(runes)*face.Advance, face.Height))
	d := font.Drawer{Dst: small, Src: image.Opaque, Face: face, Dot: fixed.P(0, face.Ascent)}
	d.DrawString(string(runes))
	left := (img.Rect.Dx() - small.Rect.Dx()*times) / 2
	for py := range small.Rect.Dy() * times {
		for px := range small.Rect.Dx() * times {
			if small.AlphaAt(px/times, py/times).A > 0 {
				img.SetNRGBA(left+px, y+py, color.NRGBA{236, 239, 241, 255})
			}
		}
	}
}
