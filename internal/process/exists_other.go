//go:build !unix

package process

import "os"

// Exists relies on FindProcess, which fails here for ended processes.
func Exists(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
