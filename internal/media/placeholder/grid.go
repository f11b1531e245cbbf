package placeholder

import (
	"image"
	"image/color"
)

// maxCells is the longer side of a grid. A ThumbHash has no finer detail.
const maxCells = 32

// A grid is a picture in few cells, each of which is the mean of what was added
// to it.
type grid struct {
	w, h int // in cells
	sum  [3][maxCells * maxCells]uint32
	n    [3][maxCells * maxCells]uint32
}

// reset makes a grid of the proportions of a picture of w by h points.
func (g *grid) reset(w, h int) {
	g.w, g.h = cells(w, max(w, h)), cells(h, max(w, h))
	for c := range g.sum {
		clear(g.sum[c][:g.w*g.h])
		clear(g.n[c][:g.w*g.h])
	}
}

func cells(side, longer int) int {
	if longer <= maxCells {
		return side
	}
	return max(1, side*maxCells/longer)
}

func (g *grid) add(channel, cell int, v byte) {
	g.sum[channel][cell] += uint32(v)
	g.n[channel][cell]++
}

// addMean adds what n points are together.
func (g *grid) addMean(cell int, r, gr, b, n uint32) {
	for c, v := range [...]uint32{r, gr, b} {
		g.sum[c][cell] += v
		g.n[c][cell] += n
	}
}

// addColor adds a point in three channels.
func (g *grid) addColor(cell int, r, gr, b byte) {
	g.add(0, cell, r)
	g.add(1, cell, gr)
	g.add(2, cell, b)
}

// filled reports whether each cell has got something.
func (g *grid) filled() bool {
	for c := range g.n {
		for _, n := range g.n[c][:g.w*g.h] {
			if n == 0 {
				return false
			}
		}
	}
	return g.w > 0 && g.h > 0
}

// image returns the cells as pixels.
func (g *grid) image(ycc bool) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, g.w, g.h))
	for i := range g.w * g.h {
		var v [3]uint8
		for c := range v {
			v[c] = uint8((g.sum[c][i] + g.n[c][i]/2) / g.n[c][i])
		}
		if ycc {
			v[0], v[1], v[2] = color.YCbCrToRGB(v[0], v[1], v[2])
		}
		img.Pix[4*i], img.Pix[4*i+1], img.Pix[4*i+2], img.Pix[4*i+3] = v[0], v[1], v[2], 0xff
	}
	return img
}

// oriented returns the picture as Exif's orientation says it is to be shown.
func oriented(img *image.NRGBA, orientation int) *image.NRGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewNRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := x, y
			if orientation >= 5 {
				sx, sy = y, x
			}
			if o := orientation; o == 2 || o == 3 || o == 7 || o == 8 {
				sx = w - 1 - sx
			}
			if o := orientation; o == 3 || o == 4 || o == 6 || o == 7 {
				sy = h - 1 - sy
			}
			out.SetNRGBA(x, y, img.NRGBAAt(sx, sy))
		}
	}
	return out
}
