package strip

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// What the payloads of the segments begin with (Exif 2.32, 4.7.2; XMP part 3,
// 1.1.3; CIPA DC-007; ISO/IEC 19566-5).
const (
	exifHeader      = "Exif\x00\x00"
	xmpHeader       = "http://ns.adobe.com/xap/1.0/\x00"
	extendedHeader  = "http://ns.adobe.com/xmp/extension/\x00"
	photoshopHeader = "Photoshop 3.0\x00"
	mpfHeader       = "MPF\x00"
)

const (
	extendedFixed = len(extendedHeader) + 32 + 4 + 4 // the GUID, the length, the offset
	extendedName  = "HasExtendedXMP"
	maxPictures   = 64 // in one file
	minTrailer    = 32 // bytes that could say anything
)

// A segment is the payload of a marker segment that may hold metadata.
type segment struct {
	marker byte
	off    int64
	n      int
}

// jpeg cleans the pictures of a file. Where the first one ends is looked for,
// which means reading all of it, only if there may be something behind: it is
// announced, or the file does not end as a picture does, or is known to be a
// camera's because there was something to clean.
func (f *finder) jpeg(p *peek.Reader, depth int) {
	pixels, more := f.picture(p, 0, depth)
	if pixels < 0 || !more && len(f.edits) == 0 && endsWithPicture(p) {
		return
	}
	for range maxPictures {
		end := f.pixels(p, pixels, depth)
		if end < 0 {
			return
		}
		next := skipZeros(p, end) // alignment
		if b := p.Upto(next, 2); len(b) < 2 || b[0] != 0xff || b[1] != 0xd8 {
			if p.Size()-next >= minTrailer {
				f.drop(end, p.Size()-end)
			}
			return
		}
		if pixels, _ = f.picture(p, next, depth); pixels < 0 {
			f.drop(end, p.Size()-end)
			return
		}
	}
}

func skipZeros(p *peek.Reader, off int64) int64 {
	for {
		b := p.Upto(off, 4096)
		zeros := len(b) - len(bytes.TrimLeft(b, "\x00"))
		off += int64(zeros)
		if zeros < len(b) || len(b) == 0 {
			return off
		}
	}
}

func endsWithPicture(p *peek.Reader) bool {
	b := bytes.TrimRight(p.Upto(max(0, p.Size()-64), 64), "\x00")
	return bytes.HasSuffix(b, []byte("\xff\xd9"))
}

// picture cleans the segments before the pixels of the picture at off, and
// returns where the scan's segment begins; negative if there is none. more is
// true if they announce something behind the picture.
func (f *finder) picture(p *peek.Reader, off int64, depth int) (pixels int64, more bool) {
	segments := make([]segment, 0, 16)
	off += 2
	pixels = -1
	for {
		h := p.Bytes(off, 2)
		if h == nil || h[0] != 0xff || h[1] == 0xd9 {
			break
		}
		marker := h[1]
		if marker == 0xda {
			pixels = off
			break
		}
		n := int64(0)
		if marker == 0xff {
			n = -1
		} else if hasLength(marker) {
			h = p.Bytes(off, 4)
			if h == nil || binary.BigEndian.Uint16(h[2:]) < 2 {
				break
			}
			n = int64(binary.BigEndian.Uint16(h[2:]))
			segments = addSegment(segments, marker, off+4, int(min(n-2, p.Size()-off-4)))
		}
		off += 2 + n
	}
	return pixels, f.segments(p, segments, depth)
}

// hasLength reports whether a marker is followed by a length: all but TEM,
// RSTn, SOI and EOI (T.81, B.1.1.3).
func hasLength(marker byte) bool { return marker != 0x01 && (marker < 0xd0 || marker > 0xd9) }

func addSegment(list []segment, marker byte, off int64, n int) []segment {
	switch marker {
	case 0xe1, 0xe2, 0xeb, 0xed:
		return append(list, segment{marker, off, n})
	}
	return list
}

// pixels goes from a scan to the end of the picture, and returns the offset
// behind it; negative if it has none.
func (f *finder) pixels(p *peek.Reader, off int64, depth int) int64 {
	var segments []segment
	defer func() { f.segments(p, segments, depth) }()
	for {
		h := p.Bytes(off, 4)
		if h == nil || h[0] != 0xff {
			if h = p.Bytes(off, 2); h != nil && string(h) == "\xff\xd9" {
				return off + 2
			}
			return -1
		}
		switch marker := h[1]; {
		case marker == 0xd9:
			return off + 2
		case marker == 0xff:
			off++
		case hasLength(marker) && marker != 0:
			n := int64(binary.BigEndian.Uint16(h[2:]))
			if n < 2 {
				return -1
			}
			segments = addSegment(segments, marker, off+4, int(min(n-2, max(0, p.Size()-off-4))))
			off += 2 + n
			if marker == 0xda {
				off = nextMarker(p, off)
			}
		default:
			off = nextMarker(p, off+2)
		}
		if off < 0 {
			return -1
		}
	}
}

// nextMarker looks in the coded data at off for a marker: an FF with neither a
// 00 (it is data) nor a restart marker behind it (T.81, B.1.1.5).
func nextMarker(p *peek.Reader, off int64) int64 {
	for {
		b := p.Upto(off, 32<<10)
		if len(b) < 2 {
			return -1
		}
		for i := 0; ; {
			j := bytes.IndexByte(b[i:len(b)-1], 0xff)
			if j < 0 {
				break
			}
			i += j
			if c := b[i+1]; c != 0 && (c < 0xd0 || c > 0xd7) {
				return off + int64(i)
			}
			i++
		}
		off += int64(len(b) - 1)
	}
}

// segments cleans those that hold metadata.
func (f *finder) segments(p *peek.Reader, list []segment, depth int) (more bool) {
	if len(list) == 0 {
		return false
	}
	names := secretName
	if f.group(p, list, 0xe1, extendedHeader, extendedFixed, mayBeSecret) {
		names = func(name []byte) bool { return string(name) == extendedName || secretName(name) }
	}
	f.group(p, list, 0xeb, "JP", 0, func(b []byte) bool { return bytes.Contains(b, []byte("GPSL")) })
	f.photoshop(p, list)
	for _, s := range list {
		b := p.Upto(s.off, s.n)
		switch {
		case s.marker == 0xe2:
			more = more || bytes.HasPrefix(b, []byte(mpfHeader))
		case s.marker != 0xe1:
		case bytes.HasPrefix(b, []byte(exifHeader)):
			f.part(s, b, len(exifHeader), func(b []byte) []byte { return cleanExifAt(b, depth) })
		case bytes.HasPrefix(b, []byte(xmpHeader)):
			more = more || bytes.Contains(b, []byte("MotionPhoto")) || bytes.Contains(b, []byte("MicroVideo")) || bytes.Contains(b, []byte("Container:Directory"))
			f.part(s, b, len(xmpHeader), func(b []byte) []byte { return cleanXMPNames(b, names) })
		}
	}
	return more
}

// part cleans what follows the first bytes of a segment.
func (f *finder) part(s segment, b []byte, head int, clean cleaner) {
	if data := clean(b[head:]); data != nil {
		f.patch(s.off+int64(head), b[head:], data)
	}
}

// group blanks all segments of a kind if one of them, or two together, hold
// something secret: what they hold may be cut anywhere.
func (f *finder) group(p *peek.Reader, list []segment, marker byte, header string, fixed int, secret func([]byte) bool) bool {
	var mine []segment
	var tail []byte
	found := false
	for _, s := range list {
		b := p.Upto(s.off, s.n)
		if s.marker != marker || !bytes.HasPrefix(b, []byte(header)) || len(b) < fixed {
			continue
		}
		mine = append(mine, s)
		text := b[fixed:]
		joint := slices.Concat(tail, text[:min(64, len(text))])
		found = found || secret(joint) || secret(text)
		tail = bytes.Clone(text[max(0, len(text)-64):])
	}
	if !found {
		return false
	}
	for _, s := range mine { // the name of the kind too: nobody looks into it then
		f.fill(s.off, int64(s.n), 0)
	}
	return true
}

// photoshop cleans the image resources, which may go on from one segment to
// the next.
func (f *finder) photoshop(p *peek.Reader, list []segment) {
	var all []byte
	var mine []segment
	for _, s := range list {
		b := p.Upto(s.off, s.n)
		if s.marker != 0xed || !bytes.HasPrefix(b, []byte(photoshopHeader)) || len(all) > maxBlock {
			continue
		}
		b = b[len(photoshopHeader):]
		mine = append(mine, segment{s.marker, s.off + int64(len(photoshopHeader)), len(b)})
		all = append(all, b...)
	}
	data := cleanPhotoshop(all)
	if data == nil {
		return
	}
	for _, s := range mine {
		f.patch(s.off, all[:s.n], data[:s.n])
		all, data = all[s.n:], data[s.n:]
	}
}
