package rootfs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What is kept of a folder is believed for as long as the folder has its time.
func TestListings(t *testing.T) {
	dir, r := site(t)
	old := time.Now().Add(-time.Hour)
	touch := func(tm time.Time) {
		t.Helper()
		if err := os.Chtimes(filepath.Join(dir, "a/b"), tm, tm); err != nil {
			t.Fatal(err)
		}
	}
	touch(old)
	l := r.Listings()
	count := func() int {
		t.Helper()
		entries, err := fs.ReadDir(l.Snapshot(), "a/b")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	before := count()
	if err := os.WriteFile(filepath.Join(dir, "a/b/new.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != before+1 {
		t.Errorf("%d entries after one came, want %d", n, before+1)
	}
	touch(old)
	if n := count(); n != before+1 {
		t.Errorf("%d entries after the time went back, want %d", n, before+1)
	}
	if err := os.Remove(filepath.Join(dir, "a/b/new.txt")); err != nil {
		t.Fatal(err)
	}
	touch(old) // as if nothing had happened: kept
	if n := count(); n != before+1 {
		t.Errorf("%d entries of a folder that looks as it did, want %d", n, before+1)
	}
	l.Forget()
	if n := count(); n != before {
		t.Errorf("%d entries after Forget, want %d", n, before)
	}
	if _, err := fs.ReadDir(l.Snapshot(), "a/none"); err == nil {
		t.Error("a folder that is not there was listed")
	}
}
