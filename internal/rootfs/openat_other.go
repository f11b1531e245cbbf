//go:build !linux

package rootfs

import (
	"errors"
	"os"
)

// openat is for Linux.
func (*Root) openat(string) (*os.File, error) { return nil, errors.ErrUnsupported }
