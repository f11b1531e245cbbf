package rootfs_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/rootfs"
)

// Whatever happens to a file gives another print, and nothing else does.
func TestPrint(t *testing.T) {
	dir, _ := site(t)
	file := filepath.Join(dir, "a/b/c.txt")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]string{}
	for _, step := range []struct {
		what string
		do   func()
	}{
		{"as it was", func() {}},
		{"other bytes", func() { must(os.WriteFile(file, []byte("sea"), 0o600)) }},
		{"another time", func() { must(os.Chtimes(file, time.Time{}, time.Unix(1, 0))) }},
		{"another place", func() { must(os.Rename(file, filepath.Join(dir, "a/c.txt"))) }},
		{"another name", func() { must(os.Rename(filepath.Join(dir, "a/c.txt"), filepath.Join(dir, "a/d.txt"))) }},
		{"gone", func() { must(os.Remove(filepath.Join(dir, "a/d.txt"))) }},
		{"a link", func() { must(os.Symlink("top.txt", filepath.Join(dir, "link"))) }},
	} {
		step.do()
		printed := rootfs.Print(dir)
		if other, ok := seen[printed]; ok || printed == "" {
			t.Errorf("%s: the print %x is that of: %s", step.what, printed, other)
		}
		seen[printed] = step.what
		if again := rootfs.Print(dir); again != printed {
			t.Errorf("%s: the second print differs", step.what)
		}
	}
	if p := rootfs.Print(filepath.Join(dir, "nothing")); p != "" {
		t.Errorf("no folder has the print %x", p)
	}
}
