package rootfs

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A Dir is a folder that is kept open, to write into it. Names are single ones,
// without a slash, and links are not followed, so that they cannot lead out of
// it: no more than one system call is needed for each operation, where
// [os.Root] is careful and needs several. It is safe for concurrent use.
type Dir struct {
	file *os.File // closes itself when it is collected
	fd   int
}

// OpenDir opens the folder at a slash path below base, which is root itself, or
// nil where that is what is to be opened. Links are followed as long as they
// stay inside. The error is [fs.ErrNotExist] if there is no such folder.
func OpenDir(root *os.Root, base *Dir, name string) (*Dir, error) {
	if base != nil {
		fd, err := openBeneath(base.fd, name)
		if err == nil {
			return &Dir{file: os.NewFile(uintptr(fd), name), fd: fd}, nil
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
	return &Dir{file: file, fd: int(file.Fd())}, nil
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

// MakeDir makes the folder at a slash path below base, which is root itself,
// and those above it. It is no error if it is there.
func MakeDir(root *os.Root, base *Dir, name string) error {
	if parent, err := openBeneath(base.fd, path.Dir(name)); err == nil {
		err = unix.Mkdirat(parent, path.Base(name), 0o755)
		_ = unix.Close(parent)
		if err == nil {
			return nil
		}
	}
	return root.MkdirAll(name, 0o755)
}

// Close releases the folder. What was opened in it stays open.
func (d *Dir) Close() { _ = d.file.Close() } // opened for reading only

// Create makes a file that is not there yet.
func (d *Dir) Create(name string) (*NewFile, error) {
	const flags = unix.O_CREAT | unix.O_EXCL | unix.O_WRONLY | unix.O_CLOEXEC | unix.O_NOFOLLOW
	var fd int
	err := again(func() (err error) {
		fd, err = unix.Openat(d.fd, name, flags, 0o644)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &NewFile{fd}, nil
}

// Remove removes a file.
func (d *Dir) Remove(name string) error {
	return again(func() error { return unix.Unlinkat(d.fd, name, 0) })
}

// Rename gives a file a name in another folder, or the same one. What had that
// name is replaced.
func (d *Dir) Rename(from string, to *Dir, name string) error {
	return again(func() error { return unix.Renameat(d.fd, from, to.fd, name) })
}

// RenameNew renames a file if there is nothing in the way, in one step. The
// error is [fs.ErrExist] if there is, and another one if the file system can
// neither do that nor make links, of which only the first to a name succeeds.
func (d *Dir) RenameNew(from, to string) error {
	err := again(func() error { return unix.Renameat2(d.fd, from, d.fd, to, unix.RENAME_NOREPLACE) })
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := again(func() error { return unix.Linkat(d.fd, from, d.fd, to, 0) }); err != nil {
		return err
	}
	_ = d.Remove(from) // the file is there: what stays is only a name too many
	return nil
}

// Stat returns size and time of what has the name, be it a link.
func (d *Dir) Stat(name string) (int64, time.Time, error) {
	var st unix.Stat_t
	err := unix.Fstatat(d.fd, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	return st.Size, time.Unix(st.Mtim.Unix()), err
}

// Names lists the folder, once.
func (d *Dir) Names() []string {
	names, _ := d.file.Readdirnames(-1) // whatever could be read
	return names
}

// A NewFile is a file that is being written. An [os.File] would first ask
// whether it can be waited for, which a plain file cannot.
type NewFile struct{ fd int }

// Write implements [io.Writer].
func (w *NewFile) Write(p []byte) (int, error) {
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

// Stat describes the file as it is so far.
func (w *NewFile) Stat() (fs.FileInfo, error) {
	e := &entry{}
	_, err := e.stat(w.fd, "")
	return e, err
}

// Close ends the writing.
func (w *NewFile) Close() error { return unix.Close(w.fd) }

// again repeats a system call for as long as signals interrupt it.
func again(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
