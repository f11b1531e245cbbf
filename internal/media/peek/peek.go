// Package peek reads small parts of a file here and there, as parsers of media
// headers do: the parts that are in memory already cost nothing, the others a
// short read each, and all of them together no more than was allowed.
package peek

import "io"

const (
	minRead = 256      // what one read takes at least: most headers fit
	maxRead = 64 << 10 // what reading on without jumps grows to
)

// A Reader gives out parts of a file. Its zero value is an empty file; Reset
// makes it ready for the next one. It is not safe for concurrent use.
type Reader struct {
	r    io.ReaderAt
	size int64
	head []byte
	left int64 // what may still be read of r; < 0: any amount
	err  error

	buf    []byte // bytes of the file at off
	off    int64
	stride int
}

// New returns a Reader of the size bytes of r, of which head is the beginning;
// head may be nil.
func New(r io.ReaderAt, size int64, head []byte) *Reader {
	p := new(Reader)
	p.Reset(r, size, head)
	return p
}

// Reset turns to another file. Its memory is used again.
func (p *Reader) Reset(r io.ReaderAt, size int64, head []byte) {
	*p = Reader{r: r, size: size, head: head, left: -1, buf: p.buf[:0], stride: minRead}
}

// Limit bounds how many bytes are read of the file from now on, head not
// counted. Every read counts as at least 256 bytes, so the number of reads is
// bounded too.
func (p *Reader) Limit(n int64) { p.left = n }

// Size is the size of the file in bytes.
func (p *Reader) Size() int64 { return p.size }

// Err is the first error of reading, nil if there was none. The end of the
// file is none.
func (p *Reader) Err() error { return p.err }

// Bytes returns the n bytes at off. It returns nil if they are not all in the
// file, cannot be read, or exceed the limit. The bytes must not be changed and
// are gone with the next call. n is at most what the caller wants to hold.
func (p *Reader) Bytes(off int64, n int) []byte {
	if off < 0 || n <= 0 || off > p.size-int64(n) {
		return nil
	}
	if end := off + int64(n); end <= int64(len(p.head)) {
		return p.head[off:end]
	}
	if i := off - p.off; i >= 0 && i+int64(n) <= int64(len(p.buf)) {
		return p.buf[i : i+int64(n)]
	}
	if !p.fill(off, n) {
		return nil
	}
	return p.buf[:n]
}

// Upto is Bytes for as many of the n bytes as the file has.
func (p *Reader) Upto(off int64, n int) []byte {
	return p.Bytes(off, int(min(int64(n), p.size-off)))
}

// fill reads n bytes at off, and more: little behind a jump, which is likely
// to be followed by another, and twice as much each time it goes straight on.
func (p *Reader) fill(off int64, n int) bool {
	if end := p.off + int64(len(p.buf)); off >= p.off && off <= end {
		p.stride = min(2*p.stride, maxRead)
	} else {
		p.stride = minRead
	}
	want := max(n, p.stride)
	if p.left >= 0 {
		if p.left < int64(max(n, minRead)) {
			return false
		}
		want = int(min(int64(want), p.left))
		p.left -= int64(want)
	}
	want = int(min(int64(want), p.size-off))
	if cap(p.buf) < want {
		p.buf = make([]byte, want)
	}
	p.buf, p.off = p.buf[:want], off
	got, err := p.r.ReadAt(p.buf, off)
	p.buf = p.buf[:got]
	if got < n && err != nil && err != io.EOF && p.err == nil {
		p.err = err
	}
	return got >= n
}
