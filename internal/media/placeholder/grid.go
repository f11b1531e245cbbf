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
	used int // channels: 3, or 4 with black
	sum  [4][maxCells * maxCells]uint32
	n    [4][maxCells * maxCells]uint32
}

// reset makes a grid of the proportions of a picture of w by h points.
func (g *grid) reset(w, h int) {
	g.w, g.h, g.used = cells(w, max(w, h)), cells(h, max(w, h)), 3
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
	for c := range g.used {
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
		v := g.mean(i, ycc)
		copy(img.Pix[4*i:], []byte{v[0], v[1], v[2], 0xff})
	}
	return img
}

// inks returns the cells of a grid with black as pixels. The file has what is
// left of the paper, not the ink; that of the colours stands as brightness and
// colour if ycc.
func (g *grid) inks(ycc bool) *image.CMYK {
	img := image.NewCMYK(image.Rect(0, 0, g.w, g.h))
	for i := range g.w * g.h {
		v := g.mean(i, ycc)
		if !ycc { // else the two inversions cancel out
			v[0], v[1], v[2] = 255-v[0], 255-v[1], 255-v[2]
		}
		copy(img.Pix[4*i:], []byte{v[0], v[1], v[2], 255 - v[3]})
	}
	return img
}

func (g *grid) mean(cell int, ycc bool) (v [4]uint8) {
	for c := range g.used {
		v[c] = uint8((g.sum[c][cell] + g.n[c][cell]/2) / g.n[c][cell])
	}
	if ycc {
		v[0], v[1], v[2] = color.YCbCrToRGB(v[0], v[1], v[2])
	}
	return v
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
