package cutoff

import "github.com/mdmedia/mdmedia/internal/media/peek"

const trailer = 0x3b

// gif goes through the blocks (GIF89a, section 17 and on), unless the file
// ends as it should: with the end of a frame and the trailer. Without trailer
// all frames are shown.
func gif(p *peek.Reader) string {
	h := p.Bytes(0, 13)
	if h == nil {
		return noPixels
	}
	off := 13 + colours(h[10])
	if string(last(p, 2)) == "\x00\x3b" && off < p.Size()-2 {
		return ""
	}
	for frames := 0; ; {
		b := p.Upto(off, 10)
		switch {
		case frames == 0 && (len(b) == 0 || b[0] == trailer):
			return noPixels
		case len(b) > 0 && b[0] == 0x21: // an extension: label, sub-blocks
			off = subBlocks(p, off+2)
		case len(b) > 0 && b[0] == 0x2c: // a frame: 9 bytes, colours, code size, sub-blocks
			if len(b) < 10 {
				return noPixels
			}
			off = subBlocks(p, off+10+colours(b[9])+1)
			frames++
		default: // the trailer, the end, nonsense
			return ""
		}
		if off < 0 {
			return "it ends in the middle of a frame"
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
// so many bytes, the last of length 0; negative if the file ends before. A
// trailer in the place of the last one is forgiven, as browsers do.
func subBlocks(p *peek.Reader, off int64) int64 {
	for {
		b := p.Bytes(off, 1)
		switch {
		case b == nil:
			return -1
		case b[0] == 0:
			return off + 1
		case b[0] == trailer && off == p.Size()-1:
			return off
		}
		off += 1 + int64(b[0])
	}
}
