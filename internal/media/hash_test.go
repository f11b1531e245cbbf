package media

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
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

// The hashes of the parts are those of the file's pieces, whichever way the
// pieces lie to the blocks that are read.
func TestExamineParts(t *testing.T) {
	data := append(iso("isom", "mp41"), bytes.Repeat([]byte("0123456789"), 40_000)...)
	for _, size := range []int64{1000, 128 << 10, 100_003, 1 << 20, int64(len(data))} {
		r, err := Examine(mediatest.NewFile(data), "film.mp4", Options{PartSize: size, PartsFrom: int64(len(data))})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for part := range slices.Chunk(data, int(size)) {
			if n >= len(r.Parts.SHA256) || sha256.Sum256(part) != r.Parts.SHA256[n] {
				t.Fatalf("part %d of %d bytes has another hash", n, size)
			}
			n++
		}
		if n != len(r.Parts.SHA256) || r.Parts.Size != size || r.SHA256 != sha(data) {
			t.Errorf("%d parts of %d bytes, want %d of %d; the whole is %s", len(r.Parts.SHA256), r.Parts.Size, n, size, r.SHA256)
		}
	}
	if r, err := Examine(mediatest.NewFile(data), "film.mp4", Options{PartSize: 1000, PartsFrom: int64(len(data)) + 1}); err != nil || r.Parts != nil {
		t.Errorf("a file that is too short has %v, %v", r.Parts, err)
	}
}
