// Package rootfs opens the files below a folder, and nothing outside of it
// whatever symbolic links and ../ say. It is [os.Root], with a fast path where
// the kernel can resolve a whole path under that rule by itself: os.Root opens
// each folder on the way, which for a site of 40,000 pictures is most of the
// system calls. A [Root] is for reading; a [Dir] is a folder to write into.
package rootfs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// A Root is an open folder. It is safe for concurrent use.
type Root struct {
	slow *os.Root
	name string
	dir  *os.File // the folder itself; nil: no fast path
	fd   int      // of dir
}

// Open opens the folder. Close it when done.
func Open(dir string) (*Root, error) {
	slow, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	r := &Root{slow: slow, name: dir}
	if f, err := os.Open(dir); err == nil {
		r.dir, r.fd = f, int(f.Fd())
		if probe, err := r.openat("."); err == nil {
			_ = probe.Close() // opened for reading only, as all here
		} else { // an old kernel, or one that forbids the call
			_ = f.Close()
			r.dir = nil
		}
	}
	return r, nil
}

// Close releases the folder.
func (r *Root) Close() error {
	if r.dir != nil {
		_ = r.dir.Close()
	}
	return r.slow.Close()
}

// Open opens the file at a slash path for reading. Errors are those of
// [os.Root.Open].
func (r *Root) Open(name string) (*os.File, error) {
	if r.dir != nil {
		if f, err := r.openat(name); err == nil {
			return f, nil
		}
	}
	return r.slow.Open(name) // it has the error that callers know
}

// Stat describes the file at a slash path; a symbolic link is followed.
func (r *Root) Stat(name string) (fs.FileInfo, error) { return r.slow.Stat(name) }

// Lstat describes what is at a slash path, be it a symbolic link.
func (r *Root) Lstat(name string) (fs.FileInfo, error) {
	if r.dir != nil {
		if fi, ok := r.lstatAt(name); ok {
			return fi, nil
		}
	}
	return r.slow.Lstat(name)
}

// FS returns the folder as a file system, with fast ReadFile and ReadDir.
func (r *Root) FS() fs.FS { return fsys{r} }

type fsys struct{ r *Root }

func (f fsys) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return f.r.Open(name)
}

func (f fsys) Stat(name string) (fs.FileInfo, error) { return fs.Stat(f.r.slow.FS(), name) }

// ReadDir asks for the size and time of an entry only when its Info is called.
func (f fsys) ReadDir(name string) ([]fs.DirEntry, error) {
	if f.r.dir == nil {
		return fs.ReadDir(f.r.slow.FS(), name)
	}
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	entries, err := file.(*os.File).ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

func (f fsys) ReadFile(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	file, err := f.r.Read(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	size := 512 // as io.ReadAll begins, for files that do not know their size
	if fi, err := file.Stat(); err == nil && fi.Mode().IsRegular() {
		size = int(min(fi.Size(), 1<<30)) + 1 // the last byte finds the end
	}
	data := make([]byte, 0, size)
	for {
		n, err := file.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}
