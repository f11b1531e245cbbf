package probe

import (
	"bytes"
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/exif"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// jpeg reads the marker segments up to the frame header (ITU-T T.81, annex B):
// FF, marker, length of the rest. The first Exif block on the way says how the
// picture is turned.
func jpeg(p *peek.Reader) (i Info) {
	orientation := 0
	for off := int64(2); ; {
		h := p.Upto(off, 9)
		if len(h) < 4 || h[0] != 0xff {
			return i
		}
		marker, size := h[1], int(binary.BigEndian.Uint16(h[2:]))
		switch {
		case marker == 0xff: // fill
			off++
			continue
		case marker == 0xd8 || marker == 0x01 || marker >= 0xd0 && marker <= 0xd7: // no length
			off += 2
			continue
		case marker == 0xda || marker == 0xd9 || size < 2: // pixels, the end, nonsense
			return i
		case isFrame(marker):
			if len(h) == 9 {
				i.Width, i.Height = int(binary.BigEndian.Uint16(h[7:])), int(binary.BigEndian.Uint16(h[5:]))
				i.orient(orientation)
			}
			return i
		case marker == 0xe1 && orientation == 0:
			b := p.Bytes(off+4, size-2)
			if block, ok := bytes.CutPrefix(b, []byte("Exif\x00\x00")); ok {
				orientation = exif.ReadOrientation(block)
			}
		}
		off += 2 + int64(size)
	}
}

// isFrame reports whether the marker is a start of frame: C0 to CF without
// those of the tables (DHT, DAC) and the reserved one (JPG).
func isFrame(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}
