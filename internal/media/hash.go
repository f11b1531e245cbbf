package media

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"sync"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// A scratch is the memory for one file at a time.
type scratch struct {
	buf  [headSize]byte
	peek peek.Reader
	hash hash.Hash
}

// headSize is the most that is held of one file.
const headSize = 128 << 10

var scratches = sync.Pool{New: func() any { return &scratch{hash: sha256.New()} }}

// Hash reads r to its end and returns the SHA-256 of the bytes in lower-case
// hexadecimal digits, and how many bytes there were. With an error sum is "".
func Hash(r io.Reader) (sum string, n int64, err error) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.hash.Reset()
	for {
		k, err := r.Read(s.buf[:])
		s.hash.Write(s.buf[:k])
		n += int64(k)
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", n, err
		}
	}
	return s.hexSum(), n, nil
}

// hexSum is the hash so far. The buffer, whose bytes have been hashed, saves
// an allocation.
func (s *scratch) hexSum() string { return hex.EncodeToString(s.hash.Sum(s.buf[:0])) }
