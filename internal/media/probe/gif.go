package probe

import (
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// gif walks the blocks (GIF89a, section 17 and on) up to the second frame. A
// first frame that is too long for that is taken for an animation's if the
// file asks for being repeated.
func gif(p *peek.Reader) (i Info) {
	h := p.Bytes(0, 13)
	if h == nil {
		return i
	}
	i.Width, i.Height = int(binary.LittleEndian.Uint16(h[6:])), int(binary.LittleEndian.Uint16(h[8:]))
	frames, loops := 0, false
	off := 13 + colours(h[10])
	for {
		b := p.Upto(off, 14)
		switch {
		case len(b) == 14 && b[0] == 0x21: // an extension: label, sub-blocks
			i.Alpha = i.Alpha || b[1] == 0xf9 && b[3]&1 != 0 // graphic control
			loops = loops || b[1] == 0xff && string(b[3:14]) == "NETSCAPE2.0"
			off = subBlocks(p, off+2)
		case len(b) == 14 && b[0] == 0x2c: // a frame: 9 bytes, colours, code size, sub-blocks
			if frames++; frames > 1 {
				i.Animated = true
				return i
			}
			off = subBlocks(p, off+10+colours(b[9])+1)
		default: // the trailer, the end, nonsense
			return i
		}
		if off < 0 {
			i.Animated = loops && -off < p.Size()
			return i
		}
	}
}

// colours is the length of the colour table that the packed field of a screen
// or a frame announces.
func colours(packed byte) int64 {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

// subBlocks returns the offset behind the sub-blocks at off, each a length and
// so many bytes, the last of length 0. It returns the offset it came to,
// negative, where no more may be read.
func subBlocks(p *peek.Reader, off int64) int64 {
	for {
		b := p.Bytes(off, 1)
		if b == nil {
			return -off
		}
		off += 1 + int64(b[0])
		if b[0] == 0 {
			return off
		}
	}
}
