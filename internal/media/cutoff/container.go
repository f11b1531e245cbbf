package cutoff

import (
	"math/bits"

	"github.com/mdmedia/mdmedia/internal/media/isobmff"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// maxBoxes is how many boxes are looked at: a film in fragments has thousands.
const maxBoxes = 4096

// boxes goes through the boxes of an ISO base media file (ISO/IEC 14496-12),
// in whatever order they are. One that must be there to show something may not
// reach behind the end of the file. A picture has its data, a film its index.
func boxes(p *peek.Reader, film bool) string {
	var data, index bool
	off := int64(0)
	for range maxBoxes {
		b, ok := isobmff.Announced(p, off, p.Size())
		switch {
		case !ok && off <= p.Size()-8: // what is no box
			return ""
		case !ok:
			return withoutBox(film, data, index)
		}
		kind, needed := string(b.Type[:]), true
		switch kind {
		case "mdat", "jxlc", "jxlp":
			data = true
		case "moov":
			index = true
		case "meta": // a small picture lies in there
			_, inside := isobmff.Find(p, b.Body+4, b.End, "idat")
			data = data || inside
		case "moof":
		default:
			needed = false
		}
		switch cut := b.End > p.Size(); {
		case cut && needed:
			return tooLong(kind, "box")
		case cut:
			return withoutBox(film, data, index)
		}
		off = b.End
	}
	return ""
}

// withoutBox is what is missing at the end of the boxes.
func withoutBox(film, data, index bool) string {
	switch {
	case film && !index:
		return "its index (the box moov) is missing"
	case !film && !data:
		return noPixels
	}
	return ""
}

// webm compares the file with the length of its segment, which is all that
// follows the header (EBML, RFC 8794, section 4). A live recording has none.
func webm(p *peek.Reader) string {
	off := int64(0)
	for range 2 {
		b := p.Upto(off, 12)
		if len(b) < 5 {
			return noPixels
		}
		n := bits.LeadingZeros8(b[4]) + 1 // of the length, behind an ID of 4 bytes
		switch {
		case n > 8:
			return ""
		case len(b) < 4+n:
			return noPixels
		}
		size, unknown := uint64(b[4])&(1<<(8-n)-1), uint64(1)<<(7*n)-1
		for _, c := range b[5 : 4+n] {
			size = size<<8 | uint64(c)
		}
		if size == unknown {
			return ""
		}
		off += int64(4+n) + int64(size)
	}
	if off > p.Size() {
		return tooLong("main", "part")
	}
	return ""
}
