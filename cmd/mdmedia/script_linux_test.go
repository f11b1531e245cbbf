package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdAsNobody runs mdmedia without the rights of root, before which nothing is
// unreadable: asnobody ARG...
func cmdAsNobody(ts *testscript.TestScript, neg bool, args []string) {
	program, err := exec.LookPath("mdmedia")
	ts.Check(err)
	data, err := os.ReadFile(program)
	ts.Check(err)
	program = filepath.Join(ts.MkAbs("nobody"), "mdmedia") // the folder of the first one is root's alone
	ts.Check(os.MkdirAll(filepath.Dir(program), 0o755))
	ts.Check(os.WriteFile(program, data, 0o755))
	for _, dir := range []string{ts.MkAbs("."), filepath.Dir(ts.MkAbs("."))} {
		ts.Check(os.Chmod(dir, 0o755))
	}
	cmd := exec.CommandContext(context.Background(), program, args...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "HOME=/nonexistent", "XDG_CACHE_HOME=/nonexistent")
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	fmt.Fprint(ts.Stdout(), string(out))
	if _, ran := err.(*exec.ExitError); err != nil && !ran || (err != nil) != neg {
		ts.Fatalf("mdmedia %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// cmdFullDisk mounts a file system of 64 KiB on a folder, the one honest way to
// a full disk; scripts ask [mount] first.
func cmdFullDisk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fulldisk DIR")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	ts.Check(syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"))
	ts.Defer(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
}

// canMount reports whether the tests have the right to mount.
func canMount() bool {
	dir, err := os.MkdirTemp("", "mount")
	if err != nil {
		return false
	}
	defer os.Remove(dir)
	if syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k") != nil {
		return false
	}
	return syscall.Unmount(dir, syscall.MNT_DETACH) == nil
}
