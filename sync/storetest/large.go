package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

const defaultLarge = 70_000_000

// large puts a file that S3 gets in parts, and one that changed meanwhile.
func large(t *testing.T, s sync.Store, suite Suite) {
	size := suite.Large
	if size == 0 {
		size = defaultLarge
	}
	f := Pattern("large/video.mp4", size)
	put(t, s, f, sync.IfAbsent)
	r, obj, err := s.Get(t.Context(), f.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	sum := sha256.New()
	if n, err := io.Copy(sum, r); err != nil || n != size || obj.Size != size || hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		t.Errorf("%d bytes came back, %v, of an object of %d, want the %d that were put", n, err, obj.Size, size)
	}
	if got := head(t, s, f.Key); !suite.NoMetadata && (got.SHA256 != f.SHA256 || got.ContentType != f.ContentType) {
		t.Errorf("head returns %+v", got)
	}
	if _, err := s.Put(t.Context(), f, sync.IfAbsent); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("the second put says %v, want ErrCondition", err)
	}
	changed := f
	changed.Key, changed.SHA256 = "large/changed.mp4", File("", "something else").SHA256
	if _, err := s.Put(t.Context(), changed, sync.Any); !errors.Is(err, sync.ErrChanged) {
		t.Errorf("a changed file: %v, want ErrChanged", err)
	}
	if got := keys(t, s, "large/"); len(got) != 1 {
		t.Errorf("the store holds %q", got)
	}
}

// Pattern returns a local file of a size in bytes that needs no memory.
func Pattern(key string, size int64) sync.File {
	open := func() (io.ReadSeekCloser, error) {
		return patternReader{io.NewSectionReader(pattern{}, 0, size)}, nil
	}
	sum := sha256.New()
	r, _ := open()
	_, _ = io.Copy(sum, r) // a pattern cannot fail
	return sync.File{Path: "local/" + key, Key: key, Size: size, SHA256: hex.EncodeToString(sum.Sum(nil)), ContentType: "video/mp4", Open: open}
}

// A pattern is an endless file without a period that a part's size could
// divide.
type pattern struct{}

func (pattern) ReadAt(p []byte, offset int64) (int, error) {
	for i := range p {
		at := offset + int64(i)
		p[i] = byte(at ^ at>>9 ^ at>>18)
	}
	return len(p), nil
}

type patternReader struct{ *io.SectionReader }

func (patternReader) Close() error { return nil }
