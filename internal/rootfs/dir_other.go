//go:build !linux

package rootfs

import (
	"io/fs"
	"os"
	"time"
)

// A Dir is a folder that is kept open, to write into it. Names are single ones,
// without a slash. It is safe for concurrent use.
type Dir struct {
	root *os.Root // closes itself when it is collected
	base *os.Root // nil for base itself
	name string   // slash path below base
}

// OpenDir opens the folder at a slash path below root. Links are followed as
// long as they stay inside. The error is [fs.ErrNotExist] if there is no such
// folder.
func OpenDir(root *os.Root, base *Dir, name string) (*Dir, error) {
	dir, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &Dir{dir, root, name}, nil
}

// MakeDir makes the folder at a slash path below root, and those above it. It
// is no error if it is there.
func MakeDir(root *os.Root, _ *Dir, name string) error { return root.MkdirAll(name, 0o755) }

// Close releases the folder. What was opened in it stays open.
func (d *Dir) Close() { _ = d.root.Close() } // opened for reading only

// Create makes a file that is not there yet.
func (d *Dir) Create(name string) (*NewFile, error) {
	w, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	return &NewFile{w}, nil
}

// Remove removes a file.
func (d *Dir) Remove(name string) error { return d.root.Remove(name) }

// Rename gives a file a name in another folder below the same root, or in the
// same one. What had that name is replaced.
func (d *Dir) Rename(from string, to *Dir, name string) error {
	return d.base.Rename(d.name+"/"+from, to.name+"/"+name)
}

// RenameNew renames a file if there is nothing in the way. Of several links to
// one name one succeeds, in other processes too. The error is [fs.ErrExist] if
// something is in the way, and another one if the file system has no links.
func (d *Dir) RenameNew(from, to string) error {
	if err := d.root.Link(from, to); err != nil {
		return err
	}
	_ = d.root.Remove(from) // the file is there: what stays is only a name too many
	return nil
}

// Stat returns size and time of what has the name, be it a link.
func (d *Dir) Stat(name string) (int64, time.Time, error) {
	info, err := d.root.Lstat(name)
	if err != nil {
		return 0, time.Time{}, err
	}
	return info.Size(), info.ModTime(), nil
}

// Names lists the folder.
func (d *Dir) Names() []string {
	dir, err := d.root.Open(".")
	if err != nil {
		return nil // a folder that can be written but not read
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1) // whatever could be read
	return names
}

// A NewFile is a file that is being written.
type NewFile struct{ *os.File }

var _ interface{ Stat() (fs.FileInfo, error) } = (*NewFile)(nil)
