//go:build !unix

package mdmedia

import "os"

// processExists relies on FindProcess, which fails here for ended processes.
func processExists(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
