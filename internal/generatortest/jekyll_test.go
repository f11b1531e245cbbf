package generatortest_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestJekyll(t *testing.T) {
	jekyll, err := exec.LookPath("jekyll")
	if err != nil {
		missing(t, "jekyll")
	}
	dir := newSite(t, "jekyll")
	command(t, dir, "mdmedia", "build")
	command(t, dir, jekyll, "build", "--source", "build", "--destination", "site", "--disable-disk-cache")
	b := inspect(t, filepath.Join(dir, "site"))
	b.has(t, "2024/01/02/hello.html", "shot-", "harbour at dusk (2)-", "old map-", "lake-", "forest-", "compass-", "sunrise-", "me-")
	b.has(t, "index.html", "compass-")
	b.has(t, "de/karte.html", "karte-")
	page := read(t, filepath.Join(dir, "site/2024/01/02/hello.html"))
	for _, want := range []string{"an include", "![x](none.png)", "Hexagon", `w_300" alt="three hundred" width="300" class="wide" />`, `w_200" alt="two hundred" /></p>`, `<p class="centred"><img`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%.3000s", want, page)
		}
	}
	if b.diagrams != 3 {
		t.Errorf("%d diagrams, want 3", b.diagrams)
	}
	lookAt(t, b, filepath.Join(dir, "bucket"))
}
