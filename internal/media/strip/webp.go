package strip

import (
	"bytes"
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// webp goes through the chunks of the RIFF container (RFC 9649, 2.3 and 2.7):
// type, length, data, to an even length. Metadata is changed in place, so that
// neither the lengths nor the flags in VP8X change.
func (f *finder) webp(p *peek.Reader) {
	for off := int64(12); ; {
		h := p.Bytes(off, 8)
		if h == nil {
			return
		}
		n := int64(binary.LittleEndian.Uint32(h[4:]))
		switch string(h[:4]) {
		case "EXIF":
			f.block(p, off+8, n, cleanExifChunk)
		case "XMP ":
			f.block(p, off+8, n, cleanXMP)
		}
		off += 8 + (n+1)&^1
	}
}

// cleanExifChunk cleans an Exif block, which some writers begin as in a JPEG.
func cleanExifChunk(b []byte) []byte {
	if bytes.HasPrefix(b, []byte(exifHeader)) {
		return cleanAny(b)
	}
	return cleanExif(b)
}
