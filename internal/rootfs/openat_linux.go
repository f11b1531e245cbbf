package rootfs

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// openat opens a file in one system call. The kernel refuses every path that
// leads out of the folder (openat2(2), RESOLVE_BENEATH, Linux 5.6).
func (r *Root) openat(name string) (*os.File, error) {
	fd, err := r.resolve(name, unix.O_RDONLY|unix.O_NONBLOCK) // a pipe must not block
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), filepath.Join(r.name, name)), nil
}

func (r *Root) resolve(name string, flags uint64) (fd int, err error) {
	return unix.Openat2(r.fd, name, &unix.OpenHow{
		Flags:   flags | unix.O_CLOEXEC,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS,
	})
}

// lstatAt is Lstat of a regular file, by the same rule.
func (r *Root) lstatAt(name string) (fs.FileInfo, bool) {
	fd, err := r.resolve(name, unix.O_PATH|unix.O_NOFOLLOW)
	if err != nil {
		return nil, false
	}
	defer unix.Close(fd)
	e := &entry{name: filepath.Base(name)}
	kind, err := e.stat(fd, "")
	return e, err == nil && kind == 0
}

// readDir lists a folder, and asks for its regular files relative to it, which
// is the cheapest way and cannot lead elsewhere.
func (s *Snapshot) readDir(name string) ([]fs.DirEntry, error) {
	if s.r.dir == nil || !fs.ValidPath(name) {
		return s.fsys.ReadDir(name)
	}
	fd, err := s.r.resolve(name, unix.O_RDONLY|unix.O_DIRECTORY)
	if err != nil {
		return s.fsys.ReadDir(name) // it has the error that callers know
	}
	defer unix.Close(fd)
	var buf [16]dirent
	found, err := readDirents(fd, buf[:0])
	if err != nil {
		return s.fsys.ReadDir(name)
	}
	slices.SortFunc(found, func(a, b dirent) int { return strings.Compare(a.name, b.name) })
	infos, entries := make([]entry, len(found)), make([]fs.DirEntry, 0, len(found))
	for i, d := range found {
		e, kind := &infos[i], d.kind
		if e.name = d.name; kind != fs.ModeDir && kind != fs.ModeSymlink {
			if kind, err = e.stat(fd, d.name); err != nil {
				continue // deleted a moment ago
			}
		}
		if kind == 0 {
			entries = append(entries, e)
		} else {
			entries = append(entries, &other{s.r, name, d.name, kind})
		}
	}
	return entries, nil
}

// stat asks for a file in an open folder, or for the open file itself if the
// name is empty.
func (e *entry) stat(fd int, name string) (kind fs.FileMode, err error) {
	var st unix.Stat_t
	if name == "" {
		err = unix.Fstat(fd, &st)
	} else {
		err = unix.Fstatat(fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	}
	e.size, e.mtime, e.inode = st.Size, st.Mtim.Nano(), st.Ino
	e.perm = fs.FileMode(st.Mode & 0o777)
	return kindOf(&st), err
}

// An other is an entry that is no regular file.
type other struct {
	r    *Root
	dir  string // slash path below r
	name string
	kind fs.FileMode
}

func (o *other) Name() string               { return o.name }
func (o *other) Type() fs.FileMode          { return o.kind }
func (o *other) IsDir() bool                { return o.kind.IsDir() }
func (o *other) Info() (fs.FileInfo, error) { return o.r.Lstat(path.Join(o.dir, o.name)) }
func (o *other) String() string             { return fs.FormatDirEntry(o) }
