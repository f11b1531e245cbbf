package localcloud

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// The size of a frame of a film whose size is not known.
const frameWidth, frameHeight = 1280, 720

// frame stands for a frame of a film, which is not decoded here.
func frame(name, offset string) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, frameWidth, frameHeight))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.NRGBA{38, 50, 56, 255}), image.Point{}, draw.Src)
	triangle(img, frameWidth/2, frameHeight/2-40, 90)
	if offset == "" {
		offset = "auto"
	}
	label(img, "a frame of "+name, frameHeight/2+110)
	label(img, "so_"+offset+", a placeholder of the preview", frameHeight/2+170)
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

// label writes a line in the middle, three times as large as the font's.
func label(img *image.NRGBA, text string, y int) {
	const times = 3
	face := basicfont.Face7x13
	if most := frameWidth/(times*face.Advance) - 2; len(text) > most {
		text = text[:most]
	}
	small := image.NewAlpha(image.Rect(0, 0, len(text)*face.Advance, face.Height))
	d := font.Drawer{Dst: small, Src: image.Opaque, Face: face, Dot: fixed.P(0, face.Ascent)}
	d.DrawString(text)
	left := (frameWidth - small.Rect.Dx()*times) / 2
	for py := range small.Rect.Dy() * times {
		for px := range small.Rect.Dx() * times {
			if small.AlphaAt(px/times, py/times).A > 0 {
				img.SetNRGBA(left+px, y+py, color.NRGBA{236, 239, 241, 255})
			}
		}
	}
}
