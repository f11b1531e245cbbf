package sync_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

func TestLocalFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.png")
	body := "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 1000)
	if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := sync.LocalFile(name, "images/x.png")
	if err != nil {
		t.Fatal(err)
	}
	if f.ContentType != "image/png" || f.Size != 1008 || len(f.SHA256) != 64 || f.Key != "images/x.png" {
		t.Errorf("got %+v", f)
	}
	// The description is right: a store that checks it takes the file.
	store, err := sync.NewFolder(filepath.Join(t.TempDir(), "bucket"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Put(t.Context(), f, sync.IfAbsent); err != nil {
		t.Error(err)
	}
	if _, err := sync.LocalFile(name+".no", "k"); err == nil || !strings.Contains(err.Error(), "x.png.no") {
		t.Errorf("a missing file: %v", err)
	}
}
