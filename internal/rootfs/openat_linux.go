package rootfs

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// openat opens a file in one system call. The kernel refuses every path that
// leads out of the folder (openat2(2), RESOLVE_BENEATH, Linux 5.6).
func (r *Root) openat(name string) (*os.File, error) {
	how := unix.OpenHow{
		Flags:   unix.O_RDONLY | unix.O_CLOEXEC | unix.O_NONBLOCK, // a pipe must not block
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS,
	}
	fd, err := unix.Openat2(r.fd, name, &how)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), filepath.Join(r.name, name)), nil
}
