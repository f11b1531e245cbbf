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
	if out := command(t, dir, "mdmedia", "build"); strings.Contains(out, "warning") {
		t.Errorf("warnings:\n%s", out)
	}
	command(t, dir, mkdocs, "build", "--strict", "--site-dir", "site")
	b := inspect(t, filepath.Join(dir, "site"))
	b.has(t, "index.html", "shot-", "old map-", "harbour at dusk (2)-")
	b.has(t, "guide/guide/index.html", "lake-", "forest-", "shot-")
	page := read(t, filepath.Join(dir, "site/guide/guide/index.html"))
	for _, want := range []string{
		"<code>![x](none.png)</code>", "Hexagon",
		// Attribute lists are the generator's, and ours.
		`<img alt="three hundred" class="wide" src="` + cdn + `images/img/shot-`, `w_300" width="300" />`,
		`<img align="left" alt="half" src="`, `width="50%" />`, `c_fill,w_60" />`, `<p class="centred">`, `loading="lazy"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%.6000s", want, page)
		}
	}
	if page := read(t, filepath.Join(dir, "site/index.html")); !strings.Contains(page, `href="guide/guide/"`) {
		t.Error("the link between pages is lost")
	}
	if b.diagrams != 2 {
		t.Errorf("%d diagrams, want 2", b.diagrams)
	}
	lookAt(t, b, filepath.Join(dir, "bucket"))
}
