package strip

import (
	"bytes"
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/isobmff"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// xmpUUID is the type of a uuid box that holds XMP (XMP part 3, 1.2.7.1).
const xmpUUID = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"

// heif cleans the metadata items of an AVIF or HEIC (ISO/IEC 23008-12, annex
// A), and drops what phones append to it: films (mpvd) and notes (sefd).
func (f *finder) heif(p *peek.Reader) {
	var trailer, end int64
	seen := false
	for b := range isobmff.Boxes(p, 0, p.Size()) {
		if b.Is("mpvd") || b.Is("sefd") {
			if trailer == 0 {
				trailer = b.Start
			}
		} else {
			trailer = 0
		}
		end = b.End
		switch {
		case b.Is("meta") && !seen:
			seen = true
			f.items(p, b)
		case b.Is("uuid") && string(p.Upto(b.Body, 16)) == xmpUUID:
			f.block(p, b.Body+16, b.End-b.Body-16, cleanXMP)
		}
	}
	if trailer > 0 && end == p.Size() {
		f.drop(trailer, end-trailer)
	}
}

// jxl cleans the metadata boxes of JPEG XL (ISO/IEC 18181-2). A compressed one
// becomes free space.
func (f *finder) jxl(p *peek.Reader) {
	for b := range isobmff.Boxes(p, 0, p.Size()) {
		n := b.End - b.Body
		switch string(b.Type[:]) {
		case "Exif":
			f.block(p, b.Body, n, cleanExifItem)
		case "xml ":
			f.block(p, b.Body, n, cleanXMP)
		case "brob":
			if kind := string(p.Upto(b.Body, 4)); kind == "Exif" || kind == "xml " {
				f.patch(b.Start+4, []byte("brob"), []byte("free"))
				f.fill(b.Body, n, 0)
			}
		}
	}
}

// cleanExifItem cleans a block behind the offset of its start (23008-12, A.2.1).
func cleanExifItem(b []byte) []byte {
	if len(b) < 4 {
		return nil
	}
	at := 4 + int64(binary.BigEndian.Uint32(b))
	if at > int64(len(b)) {
		at = 4
	}
	now := cleanExif(b[at:])
	if now == nil {
		return nil
	}
	return append(bytes.Clone(b[:at]), now...)
}
