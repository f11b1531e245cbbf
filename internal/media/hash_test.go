package media

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"
)

func sha(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }

func TestHash(t *testing.T) {
	big := bytes.Repeat([]byte("0123456789"), 100_000)
	for _, data := range [][]byte{nil, []byte("abc"), big} {
		for way, pieces := range map[string]func(io.Reader) io.Reader{"halves": iotest.HalfReader, "bytes": iotest.OneByteReader, "data and EOF": iotest.DataErrReader} {
			sum, n, err := Hash(pieces(bytes.NewReader(data)))
			if err != nil || n != int64(len(data)) || sum != sha(data) {
				t.Errorf("%d bytes, %s: %s %d %v", len(data), way, sum, n, err)
			}
		}
	}
}

func TestHashErrors(t *testing.T) {
	boom := errors.New("input/output error")
	for _, n := range []int{0, 200 << 10} {
		r := io.MultiReader(bytes.NewReader(make([]byte, n)), iotest.ErrReader(boom))
		if sum, k, err := Hash(r); err != boom || sum != "" || k != int64(n) {
			t.Errorf("%q, %d, %v", sum, k, err)
		}
	}
}
