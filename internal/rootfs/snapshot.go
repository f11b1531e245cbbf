package rootfs

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Snapshot is the folder as it was when each part of it was first looked at:
// every listing is read once, with the sizes and times of its files, however
// often and by whomever it is asked for. Files are opened as they are now. It
// is a file system, and safe for concurrent use.
type Snapshot struct {
	fsys
	shared *Listings // where listings come from; nil: they are read

	mu       sync.Mutex
	listings map[string]*listing // by slash path
}

// Snapshot returns a new one, in which nothing was looked at yet.
func (r *Root) Snapshot() *Snapshot { return &Snapshot{fsys: fsys{r}, listings: map[string]*listing{}} }

type listing struct {
	once    sync.Once
	entries []fs.DirEntry // sorted by name
	err     error
}

// ReadDir returns the entries of a folder, sorted by name. The caller must not
// change the slice. The Info of a regular file costs nothing.
func (s *Snapshot) ReadDir(name string) ([]fs.DirEntry, error) {
	s.mu.Lock()
	l := s.listings[name]
	if l == nil {
		l = &listing{}
		s.listings[name] = l
	}
	s.mu.Unlock()
	l.once.Do(func() {
		if s.shared != nil {
			l.entries, l.err = s.shared.readDir(name)
			return
		}
		l.entries, l.err = s.readDir(name)
	})
	return l.entries, l.err
}

// Stat describes the file at a slash path; a symbolic link is followed.
func (s *Snapshot) Stat(name string) (fs.FileInfo, error) {
	if entries, err := s.ReadDir(path.Dir(name)); err == nil && fs.ValidPath(name) {
		i, ok := slices.BinarySearchFunc(entries, path.Base(name), func(e fs.DirEntry, name string) int {
			return strings.Compare(e.Name(), name)
		})
		if ok && entries[i].Type().IsRegular() {
			return entries[i].Info()
		}
	}
	return s.fsys.Stat(name) // a folder, a link, or the error
}

// Refresh looks again at one path, be it new, changed or gone, in the listing of
// its folder, and reports whether the names in it may be others now. It must not
// run beside another Refresh.
func (s *Snapshot) Refresh(name string) bool {
	dir := path.Dir(name)
	s.mu.Lock()
	old := s.listings[dir]
	s.mu.Unlock()
	if old == nil {
		return true // nobody has looked
	}
	now := &listing{err: old.err}
	now.once.Do(func() {})
	fi, err := s.r.Lstat(name)
	i, found := slices.BinarySearchFunc(old.entries, path.Base(name), func(e fs.DirEntry, name string) int {
		return strings.Compare(e.Name(), name)
	})
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist), old.err != nil:
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.listings, dir) // whoever asks next reads it again
		return true
	case err != nil && !found:
		return false
	case err != nil:
		now.entries = slices.Concat(old.entries[:i], old.entries[i+1:])
	case found:
		now.entries = slices.Clone(old.entries)
		now.entries[i] = fs.FileInfoToDirEntry(fi)
	default:
		now.entries = slices.Concat(old.entries[:i], []fs.DirEntry{fs.FileInfoToDirEntry(fi)}, old.entries[i:])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listings[dir] = now
	return err != nil || !found
}

// Links reports whether a listing that was read has a symbolic link: what
// changed under one name may then have changed under others.
func (s *Snapshot) Links() bool {
	s.mu.Lock()
	names := slices.Collect(maps.Keys(s.listings))
	s.mu.Unlock()
	return slices.ContainsFunc(names, func(name string) bool {
		entries, _ := s.ReadDir(name) // waits if it is being read
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Type()&fs.ModeSymlink != 0 })
	})
}

// An entry is a regular file in a listing, with what the kernel says of it.
type entry struct {
	name        string
	size, mtime int64 // bytes, and nanoseconds since 1970
	inode       uint64
	perm        fs.FileMode
}

func (e *entry) Name() string               { return e.name }
func (e *entry) Size() int64                { return e.size }
func (e *entry) Mode() fs.FileMode          { return e.perm }
func (e *entry) Type() fs.FileMode          { return e.perm.Type() }
func (e *entry) ModTime() time.Time         { return time.Unix(0, e.mtime) }
func (e *entry) IsDir() bool                { return e.perm.IsDir() }
func (e *entry) Info() (fs.FileInfo, error) { return e, nil }
func (e *entry) Sys() any                   { return nil }
func (e *entry) String() string             { return fs.FormatDirEntry(e) }

// Inode is the number of the file in its file system.
func (e *entry) Inode() uint64 { return e.inode }
