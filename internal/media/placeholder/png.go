package placeholder

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zlib"
)

// A pngDecoder unpacks a PNG row by row: a screenshot of 20 million pixels is
// never in memory.
type pngDecoder struct {
	w, h       int
	depth      int // bits of a sample
	colour     byte
	interlaced bool
	palette    [256][4]byte
	rows       []byte // two of them, each behind a place for its filter type
	flate      io.ReadCloser
	buf        *bufio.Reader // which the unpacker reads faster than an interface
	idat       idat
}

// The colour types (PNG, third edition, 11.2.1).
const (
	grey, truecolour, indexed, greyAlpha, trueAlpha = 0, 2, 3, 4, 6
)

// samples of a pixel, by colour type; 0: there is no such type.
var samples = [7]int{grey: 1, truecolour: 3, indexed: 1, greyAlpha: 2, trueAlpha: 4}

// readPNG is false for a picture of which a pixel is transparent.
func (d *decoder) readPNG() bool {
	p := &d.png
	d.src.skip(8)
	if !d.header() {
		return false
	}
	for {
		h := d.src.take(8)
		if h == nil {
			return false
		}
		n, kind := int64(binary.BigEndian.Uint32(h)), string(h[4:])
		switch {
		case kind == "IDAT":
			p.idat = idat{src: &d.src, left: n}
			return d.pixels()
		case kind == "PLTE" && n <= 768:
			d.colours(int(n))
		case kind == "tRNS" && p.colour == indexed && n <= 256:
			for i := range n {
				p.palette[i][3], _ = d.src.next()
			}
		case kind == "tRNS": // a colour that is transparent wherever it is
			return false
		case kind == "iCCP" && n < maxProfile:
			d.pngProfile(int(n))
		default:
			d.src.skip(n)
		}
		d.src.skip(4) // the checksum
	}
}

func (d *decoder) header() bool {
	p := &d.png
	h := d.src.take(8 + 13 + 4)
	if h == nil || string(h[4:8]) != "IHDR" {
		return false
	}
	p.w, p.h = int(binary.BigEndian.Uint32(h[8:])), int(binary.BigEndian.Uint32(h[12:]))
	p.depth, p.colour, p.interlaced = int(h[16]), h[17], h[20] != 0
	for i := range p.palette {
		p.palette[i] = [4]byte{3: 0xff}
	}
	return fits(p.w, p.h) && p.colour <= 6 && samples[p.colour] > 0 &&
		(p.depth == 8 || p.depth == 16 && p.colour != indexed ||
			(p.depth == 1 || p.depth == 2 || p.depth == 4) && (p.colour == grey || p.colour == indexed))
}

func (d *decoder) colours(n int) {
	for i := range n / 3 {
		copy(d.png.palette[i][:3], d.src.take(3))
	}
	d.src.skip(int64(n % 3))
}

// pngProfile unpacks a colour profile: a name, 0, the method, the data.
func (d *decoder) pngProfile(n int) {
	b := make([]byte, n)
	if !d.src.read(b) {
		return
	}
	for i, c := range b {
		if c == 0 && i+2 <= n {
			if r, err := zlib.NewReader(bytes.NewReader(b[i+2:])); err == nil {
				d.profile, _ = io.ReadAll(io.LimitReader(r, maxProfile))
			}
			return
		}
	}
}

// pixels unpacks the rows.
func (d *decoder) pixels() bool {
	p := &d.png
	if p.flate == nil {
		p.buf = bufio.NewReader(&p.idat)
		p.flate = flate.NewReader(p.buf)
	} else {
		p.buf.Reset(&p.idat)
		if err := p.flate.(flate.Resetter).Reset(p.buf, nil); err != nil {
			return false
		}
	}
	if !zlibHead(p.buf) {
		return false
	}
	d.grid.reset(p.w, p.h)
	if !p.interlaced {
		return d.pass(pass{0, 0, 1, 1})
	}
	for _, ps := range adam7 {
		if ps.x < p.w && ps.y < p.h && !d.pass(ps) {
			return false
		}
	}
	return true
}

// zlibHead reads what stands before the deflated bytes (RFC 1950, 2.2). The
// checksum behind them is not compared: it would take longer than unpacking, and
// a colour that is a little wrong does no harm.
func zlibHead(r *bufio.Reader) bool {
	var head [2]byte
	_, err := io.ReadFull(r, head[:])
	return err == nil && head[0]&15 == 8 && head[1]&0x20 == 0 && binary.BigEndian.Uint16(head[:])%31 == 0
}

// A pass is every dx-th pixel of every dy-th row, from x and y on.
type pass struct{ x, y, dx, dy int }

var adam7 = [...]pass{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}

func (d *decoder) pass(ps pass) bool {
	p := &d.png
	n := (p.w - ps.x + ps.dx - 1) / ps.dx
	bits := p.depth * samples[p.colour]
	size := 1 + (n*bits+7)/8
	if cap(p.rows) < 2*size {
		p.rows = make([]byte, 2*size)
	}
	rows := p.rows[:2*size]
	clear(rows)
	row, above := rows[:size], rows[size:]
	every := step(p.h)
	for y := ps.y; y < p.h; y += ps.dy {
		if _, err := io.ReadFull(p.flate, row); err != nil {
			return false
		}
		if !unfilter(row, above[1:], (bits+7)/8) || !p.opaque(row[1:], n) {
			return false
		}
		if p.interlaced || y%every == 0 {
			d.addRow(row[1:], n, y, ps)
		}
		row, above = above, row
	}
	return true
}
