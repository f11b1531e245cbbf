package strip

import (
	"bytes"
	"io"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// maxBlock is the most of metadata that is held in memory at once; a longer
// block is not looked into and goes whole. Real ones are below 1 MiB.
const maxBlock = 16 << 20

// Clean returns what has to change in the size bytes of r, a file of the given
// content type, for it to hold neither a position nor a serial number; nil if
// there is nothing to take out, and for content types other than JPEG, PNG,
// WebP, AVIF, HEIC and JPEG XL. Broken metadata is no error. An error comes
// from r, or is io.ErrUnexpectedEOF where r has fewer than size bytes.
func Clean(r io.ReaderAt, size int64, contentType string) (*Edits, error) {
	return Peek(peek.New(r, size, nil), contentType)
}

// Peek is Clean for a file whose beginning is in memory.
func Peek(p *peek.Reader, contentType string) (*Edits, error) {
	var f finder
	switch contentType {
	case "image/jpeg":
		f.jpeg(p, 0)
	case "image/png":
		f.png(p)
	case "image/webp":
		f.webp(p)
	case "image/avif", "image/heic":
		f.heif(p)
	case "image/jxl":
		f.jxl(p)
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	if len(f.edits) == 0 {
		return nil, nil
	}
	return newEdits(f.edits, p.Size()), nil
}

// A cleaner returns the cleaned form of a block of metadata, of the same
// length; nil if there is nothing to take out. It does not change its argument.
type cleaner func(block []byte) []byte

// block cleans n bytes at off.
func (f *finder) block(p *peek.Reader, off, n int64, clean cleaner) {
	if n > maxBlock {
		if b := p.Upto(off, 4096); !allZero(b) {
			f.fill(off, min(n, p.Size()-off), 0)
		}
		return
	}
	b := p.Upto(off, int(n))
	if data := clean(b); data != nil {
		f.patch(off, b, data)
	}
}

// inner cleans a JPEG inside another block, in place.
func inner(b []byte, depth int) []byte {
	f := finder{inPlace: true}
	f.jpeg(peek.New(bytes.NewReader(b), int64(len(b)), b), depth)
	if len(f.edits) == 0 {
		return nil
	}
	out := bytes.Clone(b)
	for _, d := range f.edits {
		d.read(out[d.off:], 0)
	}
	return out
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
