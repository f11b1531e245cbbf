package generatortest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// npm returns the folder of the packages from npm.
func npm(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../.cache/generators/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "@11ty/eleventy")); err != nil {
		missing(t, "Eleventy (make generators)")
	}
	return dir
}

// eleventySite is the site with the plugin as its person would install it.
func eleventySite(t *testing.T) (dir string, eleventy []string) {
	t.Helper()
	modules := npm(t)
	dir = newSite(t, "eleventy")
	plugin, err := filepath.Abs("../../integrations/eleventy/index.js")
	if err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(dir, "eleventy.config.js"), "MDMEDIA_PLUGIN", plugin)
	return dir, []string{"node", filepath.Join(modules, "@11ty/eleventy/cmd.cjs")}
}

func TestEleventy(t *testing.T) {
	dir, eleventy := eleventySite(t)

	// Nothing is uploaded, so the build says what is missing, and where.
	out, err := tryCommand(dir, eleventy...)
	if err == nil || !strings.Contains(out, "content/posts/hello/index.md:8:19: content/posts/hello/shot.png is not in the bucket yet: run mdmedia sync") {
		t.Fatalf("%v: %s", err, out)
	}
	command(t, dir, "mdmedia", "sync")
	command(t, dir, eleventy...)
	b := inspect(t, filepath.Join(dir, "public"))
	b.has(t, "posts/hello/index.html", "shot-", "harbour at dusk (2)-", "old map-", "flow(1)-", "lake-", "forest-", "compass-", "sunrise-", "me-")
	b.has(t, "de/posts/karte/index.html", "karte-")
	page := read(t, filepath.Join(dir, "public/posts/hello/index.html"))
	for _, want := range []string{"templates work", "<code>![x](none.png)</code>", `tx=q_auto,f_auto,w_120" alt="in an include"`, "Hexagon"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if b.diagrams != 3 {
		t.Errorf("%d diagrams, want 3", b.diagrams)
	}
	lookAt(t, b, filepath.Join(dir, "bucket"))

	// All that is wrong with a post is said with its position, and fails the build.
	edit(t, filepath.Join(dir, "content/de/posts/karte.md"), "karte.png", "kart.png")
	out, err = tryCommand(dir, eleventy...)
	if err == nil || !strings.Contains(out, `content/de/posts/karte.md:5:14: "kart.png" not found (looked in content/de/posts, `) ||
		!strings.Contains(out, `did you mean "karte.png"?`) {
		t.Errorf("%v: %s", err, out)
	}
	noneLeft(t)
}

// While someone writes, what the bucket lacks is shown from this computer, and
// each save is one build.
func TestEleventyWatch(t *testing.T) {
	dir, eleventy := eleventySite(t)
	e := start(t, dir, append(eleventy, "--watch")...)
	page, post := filepath.Join(dir, "public/de/posts/karte/index.html"), filepath.Join(dir, "content/de/posts/karte.md")
	e.until("watching", func() bool { return e.count("Watching") == 1 && fileHas(page, `src="http://127.0.0.1:`)() })

	const built = "Wrote "
	e.awake(built, post)
	e.once(built, "a word", func() { edit(t, post, "title: Karte", "title: Plan") }, fileHas(page, "<title>Plan"))
	image := filepath.Join(dir, "content/de/posts/karte.png")
	e.once(built, "other bytes", func() { edit(t, image, "IEND", "IEND ") }, func() bool { return true })
	e.once(built, "a mistake", func() { edit(t, post, "karte.png", "kart.png") }, func() bool {
		return e.count(`content/de/posts/karte.md:5:14: "kart.png" not found`) > 0
	})
	e.once(built, "corrected", func() { edit(t, post, "kart.png", "karte.png") }, fileHas(page, "/images/de/karte/karte-"))
	command(t, dir, "mdmedia", "sync")
	e.until("the published addresses", fileHas(page, `src="`+cdn))
	e.stop()
	noneLeft(t)
}
