package rootfs

import (
	"errors"
	"io/fs"
	"os"
)

// EnsureDir is [OpenDir] for a folder that is made if it is not there, with
// those above it.
func EnsureDir(root *os.Root, base *Dir, name string) (*Dir, error) {
	dir, err := OpenDir(root, base, name)
	if errors.Is(err, fs.ErrNotExist) {
		if err = MakeDir(root, base, name); err == nil {
			dir, err = OpenDir(root, base, name)
		}
	}
	return dir, err
}
