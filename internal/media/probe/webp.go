package probe

import (
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// webp reads the first chunk (RFC 9649): the canvas of the extended format
// (2.7), the key frame of a lossy image (RFC 6386, 9.1) or the header of a
// lossless one (RFC 9649, 3.4).
func webp(p *peek.Reader) (i Info) {
	h := p.Upto(0, 30)
	if len(h) < 25 {
		return i
	}
	switch string(h[12:16]) {
	case "VP8X":
		if len(h) == 30 {
			i.Width, i.Height = 1+uint24(h[24:]), 1+uint24(h[27:])
			i.Animated, i.Alpha = h[20]&0x02 != 0, h[20]&0x10 != 0
		}
	case "VP8 ":
		if len(h) == 30 && string(h[23:26]) == "\x9d\x01\x2a" {
			i.Width = int(binary.LittleEndian.Uint16(h[26:]) & 0x3fff)
			i.Height = int(binary.LittleEndian.Uint16(h[28:]) & 0x3fff)
		}
	case "VP8L":
		if h[20] == 0x2f {
			bits := binary.LittleEndian.Uint32(h[21:])
			i.Width, i.Height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
			i.Alpha = bits>>28&1 != 0
		}
	}
	return i
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
