package placeholder

import (
	"encoding/binary"
	"errors"
)

// unfilter undoes a row's filter (PNG, third edition, 9.2). The row begins with
// the filter's type; pixel is the distance, in bytes, to the pixel before.
func unfilter(row, above []byte, pixel int) bool {
	kind, cur := row[0], row[1:]
	above = above[:len(cur)]
	switch kind {
	case 0:
	case 1:
		for i := pixel; i < len(cur); i++ {
			cur[i] += cur[i-pixel]
		}
	case 2:
		for i, b := range above {
			cur[i] += b
		}
	case 3:
		for i := range cur {
			left := 0
			if i >= pixel {
				left = int(cur[i-pixel])
			}
			cur[i] += byte((left + int(above[i])) / 2)
		}
	case 4:
		for i := range min(pixel, len(cur)) {
			cur[i] += above[i]
		}
		for i := pixel; i < len(cur); i++ {
			cur[i] += paeth(int(cur[i-pixel]), int(above[i]), int(above[i-pixel]))
		}
	default:
		return false
	}
	return true
}

// paeth is which of its neighbours a pixel is most likely to be like.
func paeth(left, up, corner int) byte {
	toLeft, toUp := up-corner, left-corner
	toCorner := abs(toLeft + toUp)
	toLeft, toUp = abs(toLeft), abs(toUp)
	switch {
	case toLeft <= toUp && toLeft <= toCorner:
		return byte(left)
	case toUp <= toCorner:
		return byte(up)
	}
	return byte(corner)
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}

// opaque reports whether all n pixels of a row are.
func (p *pngDecoder) opaque(row []byte, n int) bool {
	switch p.colour {
	case greyAlpha, trueAlpha:
		size := samples[p.colour] * p.depth / 8
		for i := size - p.depth/8; i < n*size; i += size {
			if row[i] != 0xff {
				return false
			}
		}
	case indexed:
		for i := range n {
			if p.palette[p.sample(row, i)][3] != 0xff {
				return false
			}
		}
	}
	return true
}

// sample returns the i-th of a row of one sample a pixel, of up to 8 bits.
func (p *pngDecoder) sample(row []byte, i int) byte {
	if p.depth == 8 {
		return row[i]
	}
	at := i * p.depth
	return row[at/8] >> (8 - p.depth - at%8) & (1<<p.depth - 1)
}

// addRow adds pixels of a row to the grid.
func (d *decoder) addRow(row []byte, n, y int, ps pass) {
	p, g := &d.png, &d.grid
	cells := y * g.h / p.h * g.w
	every := step(p.w)
	if p.interlaced {
		every = 1
	}
	stride, size := p.layout()
	i := 0
	for cell := range g.w {
		end := ((cell+1)*p.w + g.w - 1) / g.w // the first pixel of the next cell
		end = min(n, (end-ps.x+ps.dx-1)/ps.dx)
		var r, gr, b, k uint32
		switch {
		case stride == 0:
			for ; i < end; i += every {
				c := p.small(row, i)
				r, gr, b, k = r+uint32(c[0]), gr+uint32(c[1]), b+uint32(c[2]), k+1
			}
		case size == 0:
			for ; i < end; i += every {
				r, k = r+uint32(row[i*stride]), k+1
			}
			gr, b = r, r
		default:
			for ; i < end; i += every {
				at := row[i*stride : i*stride+2*size+1]
				r, gr, b, k = r+uint32(at[0]), gr+uint32(at[size]), b+uint32(at[2*size]), k+1
			}
		}
		g.addMean(cells+cell, r, gr, b, k)
	}
}

// layout returns how many bytes are from one pixel to the next, and from one of
// its colours to the next, which is 0 for greys. Of 16 bits the upper 8 count.
// A stride of 0: the pixels are not colours of whole bytes.
func (p *pngDecoder) layout() (stride, size int) {
	if p.colour == indexed || p.depth < 8 {
		return 0, 0
	}
	size = p.depth / 8
	stride = samples[p.colour] * size
	if p.colour == grey || p.colour == greyAlpha {
		size = 0
	}
	return stride, size
}

// small returns the colour of the i-th pixel of a row that has no layout.
func (p *pngDecoder) small(row []byte, i int) [4]byte {
	v := p.sample(row, i)
	if p.colour == indexed {
		return p.palette[v]
	}
	v *= 255 / (1<<p.depth - 1)
	return [4]byte{v, v, v}
}

// An idat reads the compressed pixels, which are in one or more chunks.
type idat struct {
	src  *source
	left int64 // of this chunk
}

var errEnd = errors.New("the pixels end here")

// ready sees to a chunk that has something.
func (r *idat) ready() error {
	for r.left == 0 {
		h := r.src.take(12) // a checksum; length and type
		if h == nil || string(h[8:]) != "IDAT" {
			return errEnd
		}
		r.left = int64(binary.BigEndian.Uint32(h[4:]))
	}
	return nil
}

// Read implements io.Reader.
func (r *idat) Read(p []byte) (int, error) {
	if err := r.ready(); err != nil {
		return 0, err
	}
	n, err := r.src.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	return n, err
}
