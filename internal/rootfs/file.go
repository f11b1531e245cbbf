package rootfs

import (
	"io"
	"io/fs"
)

// A File is open for reading.
type File interface {
	io.ReadSeekCloser
	io.ReaderAt
	Stat() (fs.FileInfo, error)
}

// Read opens a file that is known to be a regular one, by the rules of
// [Root.Open] and with fewer system calls: an [os.File] prepares itself for
// waiting, which only others need.
func (r *Root) Read(name string) (File, error) {
	if r.dir != nil {
		if f, err := r.readAt(name); err == nil {
			return f, nil
		}
	}
	return r.slow.Open(name) // it has the error that callers know
}
