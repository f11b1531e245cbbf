package atomicfile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"syscall"
	"testing"
)

// A file system of 64 KiB is the one honest way to a full disk; it takes the
// right to mount.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("SKIPPED: no right to mount a small file system: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := WriteBytes(root, "f", 0, []byte("old")); err != nil {
		t.Fatal(err)
	}
	big := bytes.Repeat([]byte("x"), 100<<10)
	_, err = WriteBytes(root, "f", 0, big)
	_, err2 := Write(root, "f", 0, func(w io.Writer) error { _, err := w.Write(big); return err })
	for _, err := range []error{err, err2} {
		if err == nil || err.Error() != "f: no space left on device" || !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("error %v", err)
		}
	}
	wantFile(t, dir, "f", "old")
}
