package content

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"sync"
)

// folder is the listing of one folder, read at most once.
type folder struct {
	once    sync.Once
	entries []fs.DirEntry // sorted by name
	err     error         // why there are none
}

// errNoFolder is the error of a folder whose name is not in its parent, or not
// in the same case.
var errNoFolder = errors.New("no such folder")

// folder returns a folder's listing. Its name is looked up in the listing of its
// parent, and so on: a file system that ignores case would open it by another
// name as well.
func (f *Finder) folder(name string) *folder {
	f.mu.Lock()
	d := f.folders[name]
	if d == nil {
		d = &folder{}
		f.folders[name] = d
	}
	f.mu.Unlock()
	d.once.Do(func() {
		if d.err = f.isFolder(name); d.err == nil {
			d.entries, d.err = fs.ReadDir(f.fsys, name)
		}
	})
	return d
}

// isFolder returns nil if there is a folder of exactly that name.
func (f *Finder) isFolder(name string) error {
	if name == "." {
		return nil
	}
	if leadsOut(name) {
		return errNoFolder
	}
	parent := f.folder(path.Dir(name))
	if parent.err != nil {
		return parent.err
	}
	e, ok := parent.entry(path.Base(name))
	switch {
	case ok && e.IsDir():
		return nil
	case ok && e.Type()&fs.ModeSymlink != 0:
		info, err := fs.Stat(f.fsys, name)
		if err != nil || info.IsDir() {
			return err
		}
	}
	return errNoFolder
}

// entry returns the entry of exactly that name.
func (d *folder) entry(name string) (fs.DirEntry, bool) {
	i, ok := slices.BinarySearchFunc(d.entries, name, func(e fs.DirEntry, name string) int {
		return cmp.Compare(e.Name(), name)
	})
	if !ok {
		return nil, false
	}
	return d.entries[i], true
}

// reason says why there is no file below a folder that has no listing.
func (d *folder) reason() Reason {
	switch {
	case escapes(d.err):
		return LinkOut
	case errors.Is(d.err, errNoFolder), errors.Is(d.err, fs.ErrNotExist):
		return Missing
	default:
		return Unreadable
	}
}
