package renderer

import (
	"bytes"

	"github.com/yuin/goldmark/text"
)

// A fragment is raw HTML as a browser gets to see it: without the markers of a
// blockquote or the indentation of a list, and with template constructs
// blanked out so that a > or a quote in one ends nothing.
type fragment struct {
	buf    []byte
	pieces []piece // empty: the bytes stand in the source as they are, at base
	base   int
	masked bool // a construct was blanked out
}

// A piece says that buf[at:] comes from source[off:], up to the next piece.
type piece struct{ at, off int }

// newFragment copies only where it must.
func newFragment(src []byte, segs *text.Segments, closure text.Segment, masks spans) fragment {
	n := segs.Len()
	contiguous := true
	prev := -1
	each := func(f func(s text.Segment)) {
		for i := range n {
			f(segs.At(i))
		}
		if closure.Start < closure.Stop {
			f(closure)
		}
	}
	each(func(s text.Segment) {
		if s.Padding != 0 || prev >= 0 && s.Start != prev {
			contiguous = false
		}
		prev = s.Stop
	})
	if n == 0 && closure.Start >= closure.Stop {
		return fragment{}
	}
	start := closure.Start
	if n > 0 {
		start = segs.At(0).Start
	}
	if contiguous {
		f := fragment{buf: src[start:prev:prev], base: start}
		if _, masked := masks.overlapping(start, prev); masked {
			f.buf = bytes.Clone(f.buf)
			f.blank(start, 0, len(f.buf), masks)
		}
		return f
	}
	var f fragment
	each(func(s text.Segment) {
		for range s.Padding {
			f.buf = append(f.buf, ' ')
		}
		at := len(f.buf)
		f.pieces = append(f.pieces, piece{at, s.Start})
		f.buf = append(f.buf, src[s.Start:s.Stop]...)
		f.blank(s.Start, at, len(f.buf), masks)
	})
	return f
}

// blank overwrites the constructs in buf[at:end], which comes from src[off:].
func (f *fragment) blank(off, at, end int, masks spans) {
	for from := off; ; {
		m, ok := masks.overlapping(from, off+end-at)
		if !ok {
			return
		}
		f.masked = true
		for i := max(m.start, off); i < min(m.end, off+end-at); i++ {
			f.buf[at+i-off] = 'x'
		}
		from = m.end
	}
}

// source returns where buf[start:end] stands in the source; ok is false where
// it is interrupted there, as by the marker of a blockquote.
func (f *fragment) source(start, end int) (from, to int, ok bool) {
	if len(f.pieces) == 0 {
		return f.base + start, f.base + end, true
	}
	lo, hi := 0, len(f.pieces)
	for lo+1 < hi {
		if mid := (lo + hi) / 2; f.pieces[mid].at <= start {
			lo = mid
		} else {
			hi = mid
		}
	}
	p := f.pieces[lo]
	if start < p.at || lo+1 < len(f.pieces) && end > f.pieces[lo+1].at {
		return 0, 0, false
	}
	return p.off + start - p.at, p.off + end - p.at, true
}

// An attrScanner walks the attributes of one start tag, by the rules of the
// HTML standard. Its offsets are the reason it exists: the tokenizer of
// golang.org/x/net/html says what the attributes are but not where.
type attrScanner struct {
	buf  []byte
	i    int // behind the name of the element
	end  int // behind the tag
	name []byte
	// value is buf[start:stop], without its quotes.
	start, stop int
	quote       byte // " or ' or 0
}

// tagName returns the name of the element whose tag starts at buf[start].
func tagName(buf []byte, start, end int) (name []byte, next int) {
	i := start + 1
	for i < end && !isSpace(buf[i]) && buf[i] != '>' && buf[i] != '/' {
		i++
	}
	return buf[start+1 : i], i
}

// next moves to the next attribute; one without a value has start == stop.
func (s *attrScanner) next() bool {
	b := s.buf[:s.end]
	for s.i < len(b) && (isSpace(b[s.i]) || b[s.i] == '/') {
		s.i++
	}
	if s.i >= len(b) || b[s.i] == '>' {
		return false
	}
	from := s.i
	for s.i++; s.i < len(b) && !isSpace(b[s.i]) && b[s.i] != '/' && b[s.i] != '>' && b[s.i] != '='; s.i++ {
	}
	s.name, s.quote, s.start, s.stop = b[from:s.i], 0, s.i, s.i
	i := s.skip(s.i)
	if i >= len(b) || b[i] != '=' {
		return true
	}
	i = s.skip(i + 1)
	if i < len(b) && (b[i] == '"' || b[i] == '\'') {
		n := bytes.IndexByte(b[i+1:], b[i])
		if n < 0 {
			return false // the tag is not closed
		}
		s.quote, s.start, s.stop = b[i], i+1, i+1+n
		s.i = s.stop + 1
		return true
	}
	s.start = i
	for i < len(b) && !isSpace(b[i]) && b[i] != '>' {
		i++
	}
	s.stop, s.i = i, i
	return true
}

func (s *attrScanner) skip(i int) int {
	for i < s.end && isSpace(s.buf[i]) {
		i++
	}
	return i
}
