// Package isobmff walks the boxes of an ISO base media file (ISO/IEC 14496-12):
// MP4, MOV, HEIC, AVIF and the container of JPEG XL.
package isobmff

import (
	"encoding/binary"
	"iter"
	"math"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// maxBoxes is how many boxes of one container are looked at. Real files have
// tens; a fragmented film has a few thousand, behind what is looked for.
const maxBoxes = 4096

// A Box is a box's type and where it lies in the file.
type Box struct {
	// Type is the four characters of its type.
	Type [4]byte
	// Start is the offset of its header, Body that of its payload and End that
	// of the first byte behind it; Start < Body <= End.
	Start, Body, End int64
}

// Is reports whether the box is of the type t.
func (b Box) Is(t string) bool { return string(b.Type[:]) == t }

// Next returns the box at off in a container that ends at end, and false if
// there is none or it would reach behind end.
func Next(p *peek.Reader, off, end int64) (Box, bool) {
	b, ok := Announced(p, off, end)
	if !ok || b.End > end {
		return Box{}, false
	}
	return b, true
}

// Announced is Next for a box that may reach behind end (section 4.2: size,
// type; a size of 1 stands for 64 bits behind the type, one of 0 for up to the
// end).
func Announced(p *peek.Reader, off, end int64) (Box, bool) {
	h := p.Bytes(off, 8)
	if h == nil || off > end-8 {
		return Box{}, false
	}
	b := Box{Type: [4]byte(h[4:8]), Start: off, Body: off + 8}
	size := int64(binary.BigEndian.Uint32(h))
	switch size {
	case 0:
		size = end - off
	case 1:
		h = p.Bytes(off, 16)
		if h == nil {
			return Box{}, false
		}
		b.Body = off + 16
		size = int64(binary.BigEndian.Uint64(h[8:]))
	}
	if size < b.Body-off || size > math.MaxInt64-off {
		return Box{}, false
	}
	b.End = off + size
	return b, true
}

// Boxes goes through the boxes from off to end, no more than 4096 of them, and
// stops at the first one that is broken.
func Boxes(p *peek.Reader, off, end int64) iter.Seq[Box] {
	return func(yield func(Box) bool) {
		for range maxBoxes {
			b, ok := Next(p, off, end)
			if !ok || !yield(b) {
				return
			}
			off = b.End
		}
	}
}

// Find returns the first box of the type t from off to end.
func Find(p *peek.Reader, off, end int64, t string) (Box, bool) {
	for b := range Boxes(p, off, end) {
		if b.Is(t) {
			return b, true
		}
	}
	return Box{}, false
}

// Payload returns the payload of the box, at most limit bytes of it; nil if
// there is none. It is gone with the next use of p.
func (b Box) Payload(p *peek.Reader, limit int) []byte {
	return p.Bytes(b.Body, int(min(b.End-b.Body, int64(limit))))
}
