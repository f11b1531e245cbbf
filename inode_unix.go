//go:build unix

package mdmedia

import (
	"io/fs"
	"syscall"
)

// inode tells two files apart that were swapped with equal size and time.
func inode(fi fs.FileInfo) uint64 {
	if i, ok := fi.(interface{ Inode() uint64 }); ok {
		return i.Inode()
	}
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Ino) //nolint:unconvert // not 64 bits wide everywhere
	}
	return 0
}
