package mermaid

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestFindBrowserInPath(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: the names are those of Linux")
	}
	if _, err := os.Stat("/usr/lib/chromium/chromium"); err == nil {
		// Debian's program comes before its launcher.
		if got := FindBrowser(); got != "/usr/lib/chromium/chromium" {
			t.Errorf("found %s", got)
		}
		if got := realBrowser("/usr/bin/chromium"); got != "/usr/lib/chromium/chromium" {
			t.Errorf("the launcher starts %s", got)
		}
		return
	}
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if got := FindBrowser(); got != "" {
		t.Errorf("found %s in an empty folder", got)
	}
	want := filepath.Join(dir, "google-chrome")
	if err := os.WriteFile(want, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := FindBrowser(); got != want {
		t.Errorf("found %s, want %s", got, want)
	}
}

func TestRealBrowserLeavesOthersAlone(t *testing.T) {
	for _, path := range []string{"/opt/chrome/chrome", "/usr/bin/google-chrome", ""} {
		if got := realBrowser(path); got != path {
			t.Errorf("%s became %s", path, got)
		}
	}
}
