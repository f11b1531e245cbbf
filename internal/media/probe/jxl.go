package probe

import (
	"github.com/mdmedia/mdmedia/internal/media/isobmff"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// jxl reads the size header and the orientation of a JPEG XL codestream
// (ISO/IEC 18181-1, annex D), which is the whole file or in a container.
func jxl(p *peek.Reader) (i Info) {
	off := int64(0)
	if h := p.Bytes(0, 2); h == nil || h[0] != 0xff {
		off = codestream(p)
	}
	h := p.Upto(off, 16)
	if off < 0 || len(h) < 4 || h[0] != 0xff || h[1] != 0x0a {
		return i
	}
	b := bitReader{data: h[2:]}
	small := b.read(1) == 1
	i.Height = b.dimension(small)
	if r := b.read(3); r == 0 {
		i.Width = b.dimension(small)
	} else {
		ratio := [8][2]int{{}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}}[r]
		i.Width = i.Height * ratio[0] / ratio[1]
	}
	if b.read(1) == 0 && b.read(1) == 1 { // not all default, and extra fields
		i.orient(b.read(3) + 1)
	}
	return i
}

// codestream returns the offset of the codestream or of its first part in a
// container (ISO/IEC 18181-2); negative without one.
func codestream(p *peek.Reader) int64 {
	for b := range isobmff.Boxes(p, 0, p.Size()) {
		switch string(b.Type[:]) {
		case "jxlc":
			return b.Body
		case "jxlp":
			return b.Body + 4 // the number of the part
		}
	}
	return -1
}

// A bitReader reads from the lowest bit of each byte on; zeros at the end.
type bitReader struct {
	data []byte
	pos  int
}

func (b *bitReader) read(n int) (v int) {
	for k := range n {
		if b.pos < 8*len(b.data) {
			v |= int(b.data[b.pos/8]>>(b.pos%8)&1) << k
		}
		b.pos++
	}
	return v
}

// dimension reads a width or height: of a small picture, eighths in 5 bits;
// else 9, 13, 18 or 30 bits.
func (b *bitReader) dimension(small bool) int {
	if small {
		return 8 * (b.read(5) + 1)
	}
	return b.read([4]int{9, 13, 18, 30}[b.read(2)]) + 1
}
