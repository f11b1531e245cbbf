package rootfs

import (
	"io/fs"
	"os"
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
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return nil, false
	}
	e := &entry{name: filepath.Base(name)}
	e.set(&st)
	return e, true
}

// readDir lists a folder, and asks for its regular files relative to it, which
// is the cheapest way and cannot lead elsewhere.
func (s *Snapshot) readDir(name string) ([]fs.DirEntry, error) {
	if s.r.dir == nil || !fs.ValidPath(name) {
		return s.fsys.ReadDir(name)
	}
	dir, err := s.r.openat(name)
	if err != nil {
		return s.fsys.ReadDir(name) // it has the error that callers know
	}
	defer dir.Close()
	found, err := dir.ReadDir(-1)
	infos, fd := make([]entry, len(found)), int(dir.Fd())
	entries := found[:0]
	for i, e := range found {
		if e.Type().IsRegular() {
			var st unix.Stat_t
			if unix.Fstatat(fd, e.Name(), &st, unix.AT_SYMLINK_NOFOLLOW) != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
				continue // deleted, or replaced by another kind of thing, a moment ago
			}
			infos[i].name = e.Name()
			infos[i].set(&st)
			e = &infos[i]
		}
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

func (e *entry) set(st *unix.Stat_t) {
	e.size, e.mtime, e.inode = st.Size, st.Mtim.Nano(), st.Ino
	e.perm = fs.FileMode(st.Mode & 0o777)
}
