package generatortest_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestMkDocs(t *testing.T) {
	mkdocs, err := exec.LookPath("mkdocs")
	if err != nil {
		missing(t, "mkdocs")
	}
	dir := newSite(t, "mkdocs")
	command(t, dir, "mdmedia", "build")
	command(t, dir, mkdocs, "build", "--strict", "--site-dir", "site")
	b := inspect(t, filepath.Join(dir, "site"))
	b.has(t, "index.html", "shot-", "old map-", "harbour at dusk (2)-")
	b.has(t, "guide/guide/index.html", "lake-", "forest-", "shot-")
	if page := read(t, filepath.Join(dir, "site/guide/guide/index.html")); !strings.Contains(page, "<code>![x](none.png)</code>") || !strings.Contains(page, "Hexagon") {
		t.Errorf("the page is\n%.3000s", page)
	}
	if page := read(t, filepath.Join(dir, "site/index.html")); !strings.Contains(page, `href="guide/guide/"`) {
		t.Error("the link between pages is lost")
	}
	if b.diagrams != 2 {
		t.Errorf("%d diagrams, want 2", b.diagrams)
	}
	lookAt(t, b, filepath.Join(dir, "bucket"))
}
