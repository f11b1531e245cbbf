//go:build !linux

package rootfs

import (
	"errors"
	"io/fs"
	"os"
)

// openat is for Linux.
func (*Root) openat(string) (*os.File, error) { return nil, errors.ErrUnsupported }

// lstatAt is for Linux.
func (*Root) lstatAt(string) (fs.FileInfo, bool) { return nil, false }

// readDir asks for the size and time of an entry when its Info is called.
func (s *Snapshot) readDir(name string) ([]fs.DirEntry, error) { return s.fsys.ReadDir(name) }

// readAt is for Linux.
func (*Root) readAt(string) (File, error) { return nil, errors.ErrUnsupported }
