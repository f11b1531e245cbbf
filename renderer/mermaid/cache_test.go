package mermaid

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mdmedia/mdmedia/renderer/mermaid/internal/svg"
)

// A folder that is a symbolic link out of the site, as a pull request may bring
// one, is neither written, read nor pruned.
func TestCacheStaysBelowItsBase(t *testing.T) {
	base, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(base, "diagrams")); err != nil {
		t.Skip(err)
	}
	key := cacheKey("a")
	kept := filepath.Join(outside, key+cacheExt)
	if err := os.WriteFile(kept, encodePicture(&svg.Picture{Body: "<svg/>"}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"diagrams", "diagrams/deeper", "../" + filepath.Base(outside)} {
		c := NewCache(base, name)
		if err := c.put(cacheKey("b"), "v", &svg.Picture{}); err == nil {
			t.Errorf("%s: written outside", name)
		}
		if _, ok := c.get(key); ok {
			t.Errorf("%s: read outside", name)
		}
		if n, _ := NewCache(base, name).Prune(); n != 0 {
			t.Errorf("%s: %d removed outside", name, n)
		}
	}
	entries, err := os.ReadDir(outside)
	if err != nil || len(entries) != 1 {
		t.Errorf("outside holds %v (%v), want the one file that was there", entries, err)
	}
	if c := NewCache(base, "own"); c.put(key, "v", &svg.Picture{Body: "<svg/>"}) != nil {
		t.Error("not written inside")
	} else if p, ok := c.get(key); !ok || p.Body != "<svg/>" || c.version() != "v" {
		t.Error("not read inside")
	}
}
