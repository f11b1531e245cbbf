// Package mediatest has the files that the tests of package media and of those
// below it read: in memory, counted, and broken.
package mediatest

import (
	"bytes"
	"io"
	"io/fs"
	"time"
)

// A File is an io.ReaderAt with a Stat, as media.Examine takes one. It is its
// own fs.FileInfo, of which only Size says something.
type File struct {
	io.ReaderAt
	// Length is the size in bytes that Stat says, be it true or not.
	Length int64
	// StatErr is the error of Stat; nil: none.
	StatErr error
}

// NewFile returns a File that holds data.
func NewFile[T ~string | ~[]byte](data T) File {
	return File{ReaderAt: bytes.NewReader([]byte(data)), Length: int64(len(data))}
}

// Stat returns f and StatErr.
func (f File) Stat() (fs.FileInfo, error) { return f, f.StatErr }

// Size returns Length.
func (f File) Size() int64 { return f.Length }

// Name returns "".
func (File) Name() string { return "" }

// Mode is that of a regular file without permissions.
func (File) Mode() fs.FileMode { return 0 }

// ModTime returns the zero time.
func (File) ModTime() time.Time { return time.Time{} }

// IsDir returns false.
func (File) IsDir() bool { return false }

// Sys returns nil.
func (File) Sys() any { return nil }

// A Counter counts what is read of an io.ReaderAt.
type Counter struct {
	io.ReaderAt
	// Reads is the number of calls so far, Bytes that of the bytes they gave.
	Reads, Bytes int
}

// ReadAt reads, and counts.
func (c *Counter) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	c.Reads++
	c.Bytes += n
	return n, err
}

// A Failing file has an error where others end.
type Failing struct {
	// Data can be read; nil: every read fails.
	Data []byte
	// Err is what a read of anything behind Data gives.
	Err error
}

// ReadAt reads of Data what it has.
func (f Failing) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	if off < int64(len(f.Data)) {
		n = copy(p, f.Data[off:])
	}
	if n < len(p) {
		return n, f.Err
	}
	return n, nil
}
