package placeholder

import "io"

// A source reads a file from its beginning on.
type source struct {
	r        io.ReaderAt
	at, size int64 // of the file; at is behind what is in buf
	i, n     int   // what of buf is still to be given out
	buf      [16 << 10]byte
}

func (s *source) open(r io.ReaderAt, at, size int64) {
	s.r, s.at, s.size, s.i, s.n = r, at, size, 0, 0
}

// fill reads on. It fails at the end of the file and where reading does.
func (s *source) fill() bool {
	want := min(int64(len(s.buf)), s.size-s.at)
	if want <= 0 {
		return false
	}
	n, _ := s.r.ReadAt(s.buf[:want], s.at)
	s.i, s.n = 0, n
	s.at += int64(n)
	return n > 0
}

// next returns the next byte.
func (s *source) next() (b byte, ok bool) {
	if s.i == s.n && !s.fill() {
		return 0, false
	}
	b = s.buf[s.i]
	s.i++
	return b, true
}

// read fills p.
func (s *source) read(p []byte) bool {
	for len(p) > 0 {
		if s.i == s.n && !s.fill() {
			return false
		}
		n := copy(p, s.buf[s.i:s.n])
		s.i += n
		p = p[n:]
	}
	return true
}

// take returns the next n bytes, which are gone with the next call; n is at
// most the size of the buffer.
func (s *source) take(n int) []byte {
	if s.n-s.i < n {
		s.at -= int64(s.n - s.i)
		s.i, s.n = 0, 0
		if !s.fill() || s.n < n {
			return nil
		}
	}
	s.i += n
	return s.buf[s.i-n : s.i]
}

func (s *source) skip(n int64) {
	if have := int64(s.n - s.i); n > have {
		s.at = min(s.at+n-have, s.size)
		s.i, s.n = 0, 0
		return
	}
	s.i += int(n)
}

// Read makes it an io.Reader.
func (s *source) Read(p []byte) (int, error) {
	if s.i == s.n && !s.fill() {
		return 0, io.EOF
	}
	n := copy(p, s.buf[s.i:s.n])
	s.i += n
	return n, nil
}
