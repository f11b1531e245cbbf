package generatortest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// astroSite is the site with the integration, and packages as npm would install
// them.
func astroSite(t *testing.T) (dir string, astro []string) {
	t.Helper()
	modules := npm(t)
	dir = newSite(t, "astro")
	plugin, err := filepath.Abs("../../integrations/astro/index.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"astro.config.mjs", "src/pages/[...slug].astro"} {
		edit(t, filepath.Join(dir, name), "MDMEDIA_PLUGIN", plugin)
	}
	linkModules(t, dir)
	t.Setenv("ASTRO_TELEMETRY_DISABLED", "1")
	return dir, []string{"node", filepath.Join(modules, "astro/astro.js")}
}

// linkModules gives a site packages as npm would install them. Astro writes into
// node_modules: one folder for each site.
func linkModules(t *testing.T, dir string) {
	t.Helper()
	modules := npm(t)
	if err := os.Mkdir(filepath.Join(dir, "node_modules"), 0o755); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(modules)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			if err := os.Symlink(filepath.Join(modules, e.Name()), filepath.Join(dir, "node_modules", e.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAstro(t *testing.T) {
	dir, astro := astroSite(t)
	build := append(astro, "build")
	out, err := tryCommand(dir, build...)
	if err == nil || !strings.Contains(out, "mdmedia.json is missing") {
		t.Fatalf("%v: %s", err, out)
	}
	command(t, dir, "mdmedia", "sync")
	if out := command(t, dir, build...); strings.Contains(out, "[mdmedia]") {
		t.Errorf("warnings:\n%s", out)
	}
	b := inspect(t, filepath.Join(dir, "out"))
	b.has(t, "hello/index.html", "shot-", "harbour at dusk (2)-", "old map-", "flow(1)-", "lake-", "forest-", "compass-", "sunrise-", "me-", "da13513c878c7daa-", "dunes-", "dunes.dark-")
	b.has(t, "de/karte/index.html", "karte-")
	page := read(t, filepath.Join(dir, "out/hello/index.html"))
	for _, want := range []string{"<code>![x](none.png)</code>", "Hexagon", "<video", "srcset=", `title="a title"`, "prefers-color-scheme: dark"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%.3000s", want, page)
		}
	}
	b.has(t, "parts/index.html", "shot-", "lake-", "dunes-", "dunes.dark-", "sunrise-", "forest-")
	page = read(t, filepath.Join(dir, "out/parts/index.html"))
	for _, want := range []string{
		"2 and from a module", `<aside class="note-tip">`, "<strong>bold</strong>", "<code>{two}</code>", "Hexagon", "A pie {with braces}",
		`title="a title"`, "<video", "prefers-color-scheme: dark", `alt="raw"`, `src="data:image/svg+xml,%3Csvg`, "srcset=",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of MDX lacks %q:\n%.6000s", want, page)
		}
	}
	if b.diagrams != 5 {
		t.Errorf("%d diagrams, want 5", b.diagrams)
	}
	lookAt(t, b, filepath.Join(dir, "bucket"))

	// Posts that are unchanged have other pictures after a sync.
	edit(t, filepath.Join(dir, "src/content/blog/de/karte.png"), "IEND", "IEND ")
	before := b.byPage["de/karte/index.html"]
	command(t, dir, "mdmedia", "sync")
	command(t, dir, build...)
	if after := inspect(t, filepath.Join(dir, "out")).byPage["de/karte/index.html"]; len(after) == 0 || after[0] == before[0] {
		t.Errorf("the page still has %q", after)
	}

	// What is unknown is told with its position.
	edit(t, filepath.Join(dir, "src/content/blog/de/karte.md"), "karte.png", "/img/karte.png")
	if out := command(t, dir, build...); !strings.Contains(out, "src/content/blog/de/karte.md:5:1: /img/karte.png is not in mdmedia's data: run mdmedia sync") {
		t.Errorf("no warning:\n%s", out)
	}
}
