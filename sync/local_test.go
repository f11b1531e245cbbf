package sync_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

func TestLocalFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a")
	for body, contentType := range map[string]string{
		"":                        "text/plain; charset=utf-8",
		"\x89PNG\r\n\x1a\n":       "image/png",
		strings.Repeat("x", 9999): "text/plain; charset=utf-8",
	} {
		if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := sync.LocalFile(name, "k")
		if err != nil || f.Size != int64(len(body)) || f.SHA256 != hash(body) || f.ContentType != contentType || f.Key != "k" {
			t.Errorf("%+v, %v", f, err)
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != body {
			t.Errorf("it opens as %q, %v", got, err)
		}
		_ = r.Close()
	}
	if _, err := sync.LocalFile(name+"none", "k"); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
