//go:build unix

package process

import (
	"errors"
	"syscall"
)

// Exists reports whether there is a process with this id on this machine. It asks with signal 0, which is sent to nobody.
func Exists(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
