package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"sync"
)

// copyBuffer is large enough that system calls do not count, and small enough
// that all workers' buffers together do not either.
const copyBuffer = 128 << 10

// buffers lends what copying and hashing one body needs.
type buffers struct{ pool sync.Pool }

type buffer struct {
	hash  hash.Hash
	bytes []byte
	sum   [sha256.Size]byte
}

func (p *buffers) get() *buffer {
	if b, ok := p.pool.Get().(*buffer); ok {
		b.hash.Reset()
		return b
	}
	return &buffer{hash: sha256.New(), bytes: make([]byte, copyBuffer)}
}

func (p *buffers) put(b *buffer) { p.pool.Put(b) }

// copy writes r to w until the end, hashes what it wrote, and stops when ctx
// ends. w may be nil.
func (b *buffer) copy(ctx context.Context, w io.Writer, r io.Reader) (int64, error) {
	var n int64
	for {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		k, err := r.Read(b.bytes)
		b.hash.Write(b.bytes[:k])
		if k > 0 && w != nil {
			if _, err := w.Write(b.bytes[:k]); err != nil {
				return n, &writeError{err}
			}
		}
		n += int64(k)
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

func (b *buffer) hex() string { return hex.EncodeToString(b.hash.Sum(b.sum[:0])) }

// A writeError is a failure of the copy's destination, not of its source.
type writeError struct{ error }

func (e *writeError) Unwrap() error { return e.error }

// isHash reports whether s can be a File.SHA256.
func isHash(s string) bool {
	if len(s) != 2*sha256.Size {
		return false
	}
	bad := uint8(0)
	for i := range len(s) {
		bad |= notHex[s[i]] // without a branch for each character: a manifest has millions
	}
	return bad == 0
}

// notHex is 1 for what is not a lower-case hex digit.
var notHex = func() (t [256]uint8) {
	for c := range t {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			t[c] = 1
		}
	}
	return t
}()

// open opens f and checks its length, which finds most changed files at once.
func (f *File) open() (io.ReadSeekCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, &fileError{f.Path, err}
	}
	size, err := r.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	if err == nil && size != f.Size {
		err = ErrChanged
	}
	if err != nil {
		_ = r.Close() // nothing was written to it
		return nil, &fileError{f.Path, err}
	}
	return r, nil
}

// A fileError is a failure of a local file, not of the store.
type fileError struct {
	path string
	err  error
}

func (e *fileError) Error() string {
	if errors.Is(e.err, ErrChanged) {
		return e.path + ": " + ErrChanged.Error()
	}
	return e.path + ": cannot be read: " + cause(e.err) + ": mend that and run again"
}

func (e *fileError) Unwrap() error { return e.err }
