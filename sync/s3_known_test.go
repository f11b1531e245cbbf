package sync_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"sync/atomic"
	"testing"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// countingFile counts what is read of a file.
type countingFile struct {
	io.ReadSeekCloser
	io.ReaderAt
	read *atomic.Int64
}

func (c countingFile) ReadAt(p []byte, offset int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, offset)
	c.read.Add(int64(n))
	return n, err
}

// counted is f with the hashes of its parts, and the number of bytes read of it.
func counted(t *testing.T, f sync.File, size int64) (sync.File, *atomic.Int64) {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f.Parts = &sync.Parts{Size: size}
	for left := f.Size; left > 0; left -= size {
		sum := sha256.New()
		if _, err := io.CopyN(sum, r, min(size, left)); err != nil {
			t.Fatal(err)
		}
		f.Parts.SHA256 = append(f.Parts.SHA256, [sha256.Size]byte(sum.Sum(nil)))
	}
	read, open := new(atomic.Int64), f.Open
	f.Open = func() (io.ReadSeekCloser, error) {
		r, err := open()
		if err != nil {
			return nil, err
		}
		return countingFile{r, r.(io.ReaderAt), read}, nil
	}
	return f, read
}

// A file whose parts' hashes are known is read once, to be sent, and the server
// notices a part that is not what it was.
func TestS3KnownParts(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	s := parts(t, server, bucket)
	for name, c := range map[string]struct{ size, times int64 }{
		"known": {5 << 20, 1}, "of another size": {4 << 20, 2},
	} {
		f, read := counted(t, storetest.Pattern(name+".mp4", 16<<20), c.size)
		if _, err := s.Put(t.Context(), f, sync.IfAbsent); err != nil {
			t.Fatal(err)
		}
		if got, want := read.Load(), c.times*f.Size; got != want {
			t.Errorf("parts %s: %d bytes were read, want %d", name, got, want)
		}
		sameBytes(t, s, f)
	}
	changed, _ := counted(t, storetest.Pattern("changed.mp4", 16<<20), 5<<20)
	changed.Open = storetest.Pattern("", 16<<20+1).Open // one byte more
	if _, err := s.Put(t.Context(), changed, sync.Any); !errors.Is(err, sync.ErrChanged) {
		t.Errorf("a longer file: %v", err)
	}
	changed, _ = counted(t, storetest.Pattern("changed.mp4", 16<<20), 5<<20)
	changed.Parts.SHA256[2][0]++ // as it was before
	if _, err := s.Put(t.Context(), changed, sync.Any); !errors.Is(err, sync.ErrChanged) {
		t.Errorf("a part that changed: %v", err)
	}
	if _, err := s.Head(t.Context(), changed.Key); !errors.Is(err, sync.ErrNotFound) || uploads(t, server, bucket) != 0 {
		t.Errorf("there is something of it: %v, %d uploads", err, uploads(t, server, bucket))
	}
}

// A part that an earlier run has sent is compared with what the part was when
// the file was hashed, too.
func TestS3KnownPartsResumed(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	dir := t.TempDir()
	file := storetest.Pattern("video.mp4", 16*mib)
	f, s := newFront(t, server, bucket, func(c *sync.S3Config) { c.Journal = dir })
	interrupt(t, f, s, file, 2)
	_, s = newFront(t, server, bucket, func(c *sync.S3Config) { c.Journal = dir })
	changed, _ := counted(t, file, 5*mib)
	for i := range changed.Parts.SHA256 {
		changed.Parts.SHA256[i][0]++
	}
	if _, err := s.Put(t.Context(), changed, sync.Any); !errors.Is(err, sync.ErrChanged) {
		t.Errorf("the parts changed: %v", err)
	}
	known, read := counted(t, file, 5*mib)
	if _, err := s.Put(t.Context(), known, sync.Any); err != nil {
		t.Fatal(err)
	}
	if read.Load() < file.Size {
		t.Errorf("%d bytes were read", read.Load())
	}
	sameBytes(t, s, file)
}

// sameBytes checks that the object has the file's bytes.
func sameBytes(t *testing.T, s sync.Store, f sync.File) {
	t.Helper()
	r, _, err := s.Get(t.Context(), f.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != f.SHA256 {
		t.Errorf("%s has other bytes: %s", f.Key, got)
	}
}
