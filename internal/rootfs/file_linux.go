package rootfs

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A plainFile is a file descriptor.
type plainFile struct {
	fd   int
	name string
	at   int64
}

func (r *Root) readAt(name string) (File, error) {
	fd, err := r.resolve(name, unix.O_RDONLY|unix.O_NONBLOCK)
	if err != nil {
		return nil, err
	}
	return &plainFile{fd: fd, name: name}, nil
}

func (f *plainFile) Close() error {
	fd := f.fd
	if f.fd = -1; fd < 0 {
		return fs.ErrClosed
	}
	return unix.Close(fd)
}

func (f *plainFile) fail(op string, err error) error {
	return &fs.PathError{Op: op, Path: f.name, Err: err}
}

func (f *plainFile) Read(p []byte) (int, error) {
	n, err := f.pread(p, f.at)
	f.at += int64(n)
	if n == 0 && err == nil && len(p) > 0 {
		err = io.EOF
	}
	return n, err
}

func (f *plainFile) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) && err == nil {
		var k int
		if k, err = f.pread(p[n:], off+int64(n)); k == 0 && err == nil {
			err = io.EOF
		}
		n += k
	}
	return n, err
}

func (f *plainFile) pread(p []byte, off int64) (int, error) {
	for {
		n, err := unix.Pread(f.fd, p, off)
		if err == nil {
			return n, nil
		}
		if !errors.Is(err, unix.EINTR) {
			return 0, f.fail("read", err)
		}
	}
}

func (f *plainFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		fi, err := f.Stat()
		if err != nil {
			return 0, err
		}
		offset += fi.Size()
	}
	if offset < 0 {
		return 0, f.fail("seek", unix.EINVAL)
	}
	f.at = offset
	return offset, nil
}

func (f *plainFile) Stat() (fs.FileInfo, error) {
	e := &entry{name: filepath.Base(f.name)}
	kind, err := e.stat(f.fd, "")
	if err != nil {
		return nil, f.fail("stat", err)
	}
	e.perm |= kind
	return e, nil
}
