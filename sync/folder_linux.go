package sync

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// An openDir is a folder of the store that is kept open. Names are single
// ones, without a slash, and links are not followed, so that they cannot lead
// out of it: no more than one system call is needed for each operation, where
// [os.Root] is careful and needs several.
type openDir struct {
	file  *os.File // closes itself when it is collected
	fd    int
	users atomic.Int32 // how many Puts are at work in it
}

// openFolder opens the folder at a slash path below base, which is root
// itself. Links are followed as long as they stay inside.
func openFolder(root *os.Root, base *openDir, name string) (*openDir, error) {
	if base != nil {
		fd, err := openBeneath(base.fd, name)
		if err == nil {
			return &openDir{file: os.NewFile(uintptr(fd), name), fd: fd}, nil
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		// An old kernel, a sandbox, or a mistake that os.Root describes.
	}
	dir, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	file, err := dir.Open(".")
	if err != nil {
		return nil, err
	}
	return &openDir{file: file, fd: int(file.Fd())}, nil
}

func openBeneath(fd int, name string) (int, error) {
	how := unix.OpenHow{
		Flags:   unix.O_RDONLY | unix.O_DIRECTORY | unix.O_CLOEXEC,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS,
	}
	var dir int
	err := again(func() (err error) {
		dir, err = unix.Openat2(fd, name, &how)
		return err
	})
	return dir, err
}

// makeFolder makes the folder at a slash path, and those above it.
func makeFolder(root *os.Root, base *openDir, name string) error {
	if parent, err := openBeneath(base.fd, path.Dir(name)); err == nil {
		err = unix.Mkdirat(parent, path.Base(name), 0o755)
		_ = unix.Close(parent)
		if err == nil {
			return nil
		}
	}
	return root.MkdirAll(name, 0o755)
}

func (d *openDir) close() { _ = d.file.Close() } // opened for reading only

func (d *openDir) create(name string) (*newFile, error) {
	const flags = unix.O_CREAT | unix.O_EXCL | unix.O_WRONLY | unix.O_CLOEXEC | unix.O_NOFOLLOW
	var fd int
	err := again(func() (err error) {
		fd, err = unix.Openat(d.fd, name, flags, 0o644)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &newFile{fd}, nil
}

func (d *openDir) remove(name string) error {
	return again(func() error { return unix.Unlinkat(d.fd, name, 0) })
}

func (d *openDir) rename(from, to string) error {
	return again(func() error { return unix.Renameat(d.fd, from, d.fd, to) })
}

// renameNew renames a file if there is nothing in the way, in one step. The
// error is [fs.ErrExist] if there is, and another one if the file system can
// neither do that nor make links, of which only the first to a name succeeds.
func (d *openDir) renameNew(from, to string) error {
	err := again(func() error { return unix.Renameat2(d.fd, from, d.fd, to, unix.RENAME_NOREPLACE) })
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := again(func() error { return unix.Linkat(d.fd, from, d.fd, to, 0) }); err != nil {
		return err
	}
	_ = d.remove(from) // the file is there; removeStale finds what stays
	return nil
}

// stat returns size and time of what has the name, be it a link.
func (d *openDir) stat(name string) (int64, time.Time, error) {
	var st unix.Stat_t
	err := unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	return st.Size, time.Unix(st.Mtim.Unix()), err
}

// names lists the folder, once.
func (d *openDir) names() []string {
	names, _ := d.file.Readdirnames(-1) // whatever could be read
	return names
}

// A newFile is a file that is being written. An [os.File] would first ask
// whether it can be waited for, which a plain file cannot.
type newFile struct{ fd int }

func (w *newFile) Write(p []byte) (int, error) {
	var n int
	for n < len(p) {
		k, err := unix.Write(w.fd, p[n:])
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			return n, err
		}
		if k == 0 {
			return n, syscall.EIO // never so with a plain file
		}
		n += k
	}
	return n, nil
}

func (w *newFile) stat() (int64, time.Time, error) {
	var st unix.Stat_t
	err := unix.Fstat(w.fd, &st)
	return st.Size, time.Unix(st.Mtim.Unix()), err
}

func (w *newFile) close() error { return unix.Close(w.fd) }

// again repeats a system call for as long as signals interrupt it.
func again(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
