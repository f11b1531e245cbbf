package s3test

import "syscall"

// hasXattrs reports whether files in dir can have the extended attributes in
// which the server keeps metadata. Some kernels' tmpfs cannot.
func hasXattrs(dir string) bool {
	const name = "user.mdmedia.test"
	if err := syscall.Setxattr(dir, name, []byte("1"), 0); err != nil {
		return false
	}
	return syscall.Removexattr(dir, name) == nil
}

// endWithParent keeps the server from outliving a test that is killed.
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
