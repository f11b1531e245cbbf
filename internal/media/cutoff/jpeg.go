package cutoff

import (
	"bytes"
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// jpeg goes through the marker segments up to the pixels (ITU-T T.81, annex B)
// and wants the mark of the end behind them: as the last bytes, but for zeros,
// or anywhere before what follows the picture. Within pixels it cannot occur.
func jpeg(p *peek.Reader) string {
	for off := int64(2); ; {
		h := p.Upto(off, 4)
		switch {
		case len(h) < 4:
			return noPixels
		case h[0] != 0xff: // nonsense
			return ""
		case h[1] == 0xff: // fill
			off++
		case h[1] == 0x01 || h[1] >= 0xd0 && h[1] <= 0xd8: // no length
			off += 2
		case h[1] == 0xda || h[1] == 0xd9:
			return jpegEnd(p, off)
		default:
			off += 2 + int64(max(2, binary.BigEndian.Uint16(h[2:])))
		}
	}
}

func jpegEnd(p *peek.Reader, off int64) string {
	mark := []byte("\xff\xd9")
	if bytes.HasSuffix(bytes.TrimRight(last(p, tail), "\x00"), mark) {
		return ""
	}
	for {
		b := p.Upto(off, 32<<10)
		if len(b) < 2 {
			return "its end (the marker EOI) is missing"
		}
		if bytes.Contains(b, mark) {
			return ""
		}
		off += int64(len(b) - 1)
	}
}
