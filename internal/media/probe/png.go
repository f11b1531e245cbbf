package probe

import (
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// png reads the chunks before the pixels (PNG, third edition, section 5):
// length, type, data, CRC; IHDR is the first one. acTL says how many frames an
// animation has, tRNS which colours of an image without alpha are transparent.
func png(p *peek.Reader) (i Info) {
	h := p.Bytes(8, 8+13)
	if h == nil || string(h[4:8]) != "IHDR" {
		return i
	}
	i.Width = int(binary.BigEndian.Uint32(h[8:]))
	i.Height = int(binary.BigEndian.Uint32(h[12:]))
	colour := h[17]
	i.Alpha = colour == 4 || colour == 6
	for off := int64(8 + 12 + 13); ; {
		c := p.Bytes(off, 12)
		if c == nil || string(c[4:8]) == "IDAT" {
			return i
		}
		switch string(c[4:8]) {
		case "acTL":
			i.Animated = binary.BigEndian.Uint32(c[8:]) > 1
		case "tRNS":
			i.Alpha = true
		}
		off += 12 + int64(binary.BigEndian.Uint32(c))
	}
}
