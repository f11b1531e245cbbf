//go:build !linux

package sync

import (
	"io/fs"
	"os"
	"sync/atomic"
	"time"
)

// An openDir is a folder of the store that is kept open.
type openDir struct {
	root  *os.Root     // closes itself when it is collected
	users atomic.Int32 // how many Puts are at work in it
}

// openFolder opens the folder at a slash path below root.
func openFolder(root *os.Root, _ *openDir, name string) (*openDir, error) {
	dir, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &openDir{root: dir}, nil
}

// makeFolder makes the folder at a slash path, and those above it.
func makeFolder(root *os.Root, _ *openDir, name string) error { return root.MkdirAll(name, 0o755) }

func (d *openDir) close() { _ = d.root.Close() } // opened for reading only

func (d *openDir) create(name string) (*newFile, error) {
	w, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	return &newFile{w}, nil
}

func (d *openDir) remove(name string) error { return d.root.Remove(name) }

func (d *openDir) rename(from, to string) error { return d.root.Rename(from, to) }

// renameNew renames a file if there is nothing in the way. Of several links to
// one name one succeeds, in other processes too. The error is [fs.ErrExist] if
// something is in the way, and another one if the file system has no links.
func (d *openDir) renameNew(from, to string) error {
	if err := d.root.Link(from, to); err != nil {
		return err
	}
	_ = d.root.Remove(from) // the file is there; removeStale finds what stays
	return nil
}

// stat returns size and time of what has the name, be it a link.
func (d *openDir) stat(name string) (int64, time.Time, error) { return sizeAndTime(d.root.Lstat(name)) }

// names lists the folder.
func (d *openDir) names() []string {
	dir, err := d.root.Open(".")
	if err != nil {
		return nil // a folder that can be written but not read
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1) // whatever could be read
	return names
}

// A newFile is a file that is being written.
type newFile struct{ *os.File }

func (w *newFile) stat() (int64, time.Time, error) { return sizeAndTime(w.Stat()) }

func (w *newFile) close() error { return w.Close() }

func sizeAndTime(info fs.FileInfo, err error) (int64, time.Time, error) {
	if err != nil {
		return 0, time.Time{}, err
	}
	return info.Size(), info.ModTime(), nil
}
