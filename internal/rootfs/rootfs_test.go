package rootfs_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"github.com/mdmedia/mdmedia/internal/rootfs"
)

func site(t *testing.T) (dir string, r *rootfs.Root) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "site")
	for name, text := range map[string]string{"a/b/c.txt": "see", "top.txt": "top", "empty.txt": "", "../secret.txt": "secret"} {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"in": "a/b", "out": "..", "out.txt": "../secret.txt", "abs.txt": filepath.Join(dir, "../secret.txt")} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	r, err := rootfs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return dir, r
}

func TestInside(t *testing.T) {
	_, r := site(t)
	fsys := r.FS()
	for name, want := range map[string]string{"a/b/c.txt": "see", "top.txt": "top", "empty.txt": "", "in/c.txt": "see"} {
		if got, err := fs.ReadFile(fsys, name); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	entries, err := fs.ReadDir(fsys, "a/b")
	if err != nil || len(entries) != 1 || entries[0].Name() != "c.txt" {
		t.Fatalf("a/b: %v, %v", entries, err)
	}
	if info, err := entries[0].Info(); err != nil || info.Size() != 3 {
		t.Errorf("Info: %v, %v", info, err)
	}
	sub, err := fs.Sub(fsys, "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(sub, "b/c.txt"); err != nil {
		t.Error(err)
	}
}

// Whatever leads out has the same error as with os.Root alone.
func TestOutside(t *testing.T) {
	dir, r := site(t)
	slow, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	for _, name := range []string{"../secret.txt", "a/../../secret.txt", "out/secret.txt", "out.txt", "abs.txt", "/etc/passwd", "nothing", "a/b/c.txt/x"} {
		_, want := slow.Open(name)
		f, err := r.Open(name)
		if err == nil {
			f.Close()
			t.Errorf("%s was opened", name)
		} else if err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
		if data, err := fs.ReadFile(r.FS(), name); err == nil || strings.Contains(string(data), "secret") {
			t.Errorf("ReadFile %s: %q, %v", name, data, err)
		}
	}
	if _, err := fs.ReadDir(r.FS(), "out"); err == nil {
		t.Error("a folder outside was listed")
	}
	if _, err := rootfs.Open(filepath.Join(dir, "nothing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

// A file read in fewer calls is as any other.
func TestRead(t *testing.T) {
	_, r := site(t)
	f, err := r.Read("in/c.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(f, []byte("see")); err != nil {
		t.Error(err)
	}
	if fi, err := f.Stat(); err != nil || fi.Name() != "c.txt" || fi.Size() != 3 || !fi.Mode().IsRegular() {
		t.Errorf("it is %v, %v", fi, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := f.Read(make([]byte, 1)); err == nil || f.Close() == nil {
		t.Error("it was closed and can be read")
	}
	for _, name := range []string{"../secret.txt", "out/secret.txt", "out.txt", "abs.txt", "nothing"} {
		if f, err := r.Read(name); err == nil {
			f.Close()
			t.Errorf("%s was opened", name)
		}
	}
	if f, err := r.Read("a"); err == nil {
		if fi, err := f.Stat(); err != nil || !fi.IsDir() {
			t.Errorf("a folder is %v, %v", fi, err)
		}
		if _, err := f.Read(make([]byte, 1)); err == nil {
			t.Error("a folder was read")
		}
		f.Close()
	}
}

func BenchmarkReadFile(b *testing.B) {
	dir := b.TempDir()
	name := "content/posts/2026/a-post/index.md"
	if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), make([]byte, 4000), 0o600); err != nil {
		b.Fatal(err)
	}
	r, err := rootfs.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	slow, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer slow.Close()
	for what, fsys := range map[string]fs.FS{"rootfs": r.FS(), "os.Root": slow.FS()} {
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				if _, err := fs.ReadFile(fsys, name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A snapshot says the same as the folder itself, and goes on saying it.
func TestSnapshot(t *testing.T) {
	dir, r := site(t)
	snap := r.Snapshot()
	sub, err := fs.Sub(snap, "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(sub, "b/c.txt"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"a/b/c.txt", "top.txt", "empty.txt", "in/c.txt"} {
		got, err := snap.Stat(name)
		want, err2 := r.Stat(name)
		if err != nil || err2 != nil || got.Size() != want.Size() || !got.ModTime().Equal(want.ModTime()) || got.Mode() != want.Mode() {
			t.Errorf("%s: %v, %v; want %v, %v", name, got, err, want, err2)
		}
		lst, err := r.Lstat(name)
		if err != nil || lst.Size() != want.Size() || !lst.ModTime().Equal(want.ModTime()) {
			t.Errorf("Lstat %s: %v, %v", name, lst, err)
		}
	}
	for _, name := range []string{"out.txt", "abs.txt", "out/secret.txt", "../secret.txt", "nothing", "a/b/c.txt/x"} {
		if fi, err := snap.Stat(name); err == nil {
			t.Errorf("%s: %v", name, fi)
		}
	}
	if fi, err := r.Lstat("out.txt"); err != nil || fi.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("a link is %v, %v", fi, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a/b/new.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if entries, err := snap.ReadDir("a/b"); err != nil || len(entries) != 1 {
		t.Errorf("the second look differs: %v, %v", entries, err)
	}
	if entries, err := r.Snapshot().ReadDir("a/b"); err != nil || len(entries) != 2 {
		t.Errorf("a new snapshot: %v, %v", entries, err)
	}
}

// What is looked at again is as it is now, and the rest as it was.
func TestRefresh(t *testing.T) {
	dir, r := site(t)
	snap := r.Snapshot()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	list := func() string {
		entries, err := snap.ReadDir("a/b")
		must(err)
		var names []string
		for _, e := range entries {
			fi, err := e.Info()
			must(err)
			names = append(names, fmt.Sprintf("%s %d", e.Name(), fi.Size()))
		}
		return strings.Join(names, ", ")
	}
	file := func(name, text string) { must(os.WriteFile(filepath.Join(dir, "a/b", name), []byte(text), 0o600)) }
	snap.Refresh("a/b/c.txt") // before anybody looked
	if got := list(); got != "c.txt 3" {
		t.Fatal(got)
	}
	file("a.txt", "1")
	file("z.txt", "12")
	file("c.txt", "1234")
	for _, c := range []struct{ name, want string }{
		{"a.txt", "a.txt 1, c.txt 3"},
		{"nothing.txt", "a.txt 1, c.txt 3"},
		{"c.txt", "a.txt 1, c.txt 4"},
		{"z.txt", "a.txt 1, c.txt 4, z.txt 2"},
		{"c.txt", "a.txt 1, z.txt 2"},
	} {
		if c.want == "a.txt 1, z.txt 2" {
			must(os.Remove(filepath.Join(dir, "a/b/c.txt")))
		}
		before := len(strings.Split(list(), ","))
		names := snap.Refresh("a/b/" + c.name)
		if got := list(); got != c.want || names != (before != len(strings.Split(got, ","))) {
			t.Errorf("%s: %s, want %s; %v", c.name, got, c.want, names)
		}
	}
	if snap.Links() {
		t.Error("a link in a folder without one")
	}
	if _, err := snap.ReadDir("."); err != nil || !snap.Links() {
		t.Error("no link in a folder with some", err)
	}
}
