//go:build !unix

package mdmedia

import "io/fs"

// inode is not to be had cheaply here; size and time must do.
func inode(fs.FileInfo) uint64 { return 0 }
