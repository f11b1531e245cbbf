package placeholder

import (
	"bufio"
	"image"
	"image/gif"
	"sync"

	"golang.org/x/image/webp"

	"github.com/mdmedia/mdmedia/internal/media/probe"
)

// large is held while a picture of more than largePixels is in memory as a
// whole: many at a time would be too much.
var large sync.Mutex

const largePixels = 2_000_000

// readWhole decodes a picture of which there is no cheaper view.
func (d *decoder) readWhole(contentType string, info probe.Info) bool {
	if info.Width*info.Height > largePixels {
		large.Lock()
		defer large.Unlock()
	}
	var img image.Image
	var err error
	switch {
	case contentType == "image/gif": // the first frame
		img, err = gif.Decode(bufio.NewReader(&d.src))
	case info.Alpha || info.Animated:
		return false
	default:
		img, err = webp.Decode(bufio.NewReader(&d.src))
	}
	if err != nil || img.Bounds().Dx() != info.Width || img.Bounds().Dy() != info.Height {
		return false
	}
	switch img := img.(type) {
	case *image.Paletted:
		return d.paletted(img)
	case *image.YCbCr:
		d.sample(img.Bounds(), func(x, y int) (byte, byte, byte) {
			c := img.YCbCrAt(x, y)
			return c.Y, c.Cb, c.Cr
		})
		d.ycc = true
	default:
		d.sample(img.Bounds(), func(x, y int) (byte, byte, byte) {
			r, g, b, _ := img.At(x, y).RGBA()
			return byte(r >> 8), byte(g >> 8), byte(b >> 8)
		})
	}
	return true
}

// paletted is false for a picture of which a pixel is transparent.
func (d *decoder) paletted(img *image.Paletted) bool {
	var colors [256][3]byte
	var clear [256]bool
	for i, c := range img.Palette {
		r, g, b, a := c.RGBA()
		colors[i], clear[i] = [3]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)}, a != 0xffff
	}
	for _, p := range img.Pix {
		if clear[p] {
			return false
		}
	}
	d.sample(img.Bounds(), func(x, y int) (byte, byte, byte) {
		c := colors[img.ColorIndexAt(x, y)]
		return c[0], c[1], c[2]
	})
	return true
}

// perCell is how many points are looked at along a side of a cell.
const perCell = 16

// step is the distance of the points to look at along a side of a picture.
func step(side int) int { return max(1, side/(maxCells*perCell)) }

func (d *decoder) sample(b image.Rectangle, at func(x, y int) (byte, byte, byte)) {
	g := &d.grid
	g.reset(b.Dx(), b.Dy())
	dx, dy := step(b.Dx()), step(b.Dy())
	for y := 0; y < b.Dy(); y += dy {
		row := y * g.h / b.Dy() * g.w
		for x := 0; x < b.Dx(); x += dx {
			c0, c1, c2 := at(b.Min.X+x, b.Min.Y+y)
			g.addColor(row+x*g.w/b.Dx(), c0, c1, c2)
		}
	}
}
