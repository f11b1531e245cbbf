package generatortest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A person's first ten minutes: a small site of each generator, mdmedia init,
// and what its first lines say. No account, so the pictures are files of the
// site, which a browser has to see.
func TestFromNothing(t *testing.T) {
	for _, c := range []struct {
		site, page string
		steps      [][]string
		width      int // of the picture that has one; 0: the generator knows no such thing
	}{
		{"hugo", "public/posts/a/index.html", [][]string{{"mdmedia", "init", "--hugo"}, {"mdmedia", "sync"}, {"hugo"}}, 0},
		{"hugo", "public/posts/a/index.html", [][]string{{"mdmedia", "init"}, {"mdmedia", "build"},
			{"append", "hugo.toml", "contentDir = \"build/content\"\n[markup.goldmark.renderer]\nunsafe = true\n"},
			{"edit", "mdmedia.yaml", "mermaid: {render: auto}", "mermaid: {markdown: true}"}, {"mdmedia", "build"}, {"hugo"}}, 0},
		{"jekyll", "_site/2024/01/02/a.html", [][]string{{"mdmedia", "init"}, {"mdmedia", "build"},
			{"append", "_config.yml", "collections_dir: build\n"}, {"mdmedia", "build"}, {"jekyll", "build", "--disable-disk-cache"}}, 300},
		{"mkdocs", "site/a/index.html", [][]string{{"mdmedia", "init"}, {"mdmedia", "build"},
			{"append", "mkdocs.yml", "docs_dir: build/docs\n"}, {"mdmedia", "build"}, {"mkdocs", "build", "--strict"}}, 300},
		{"zola", "build/public/posts/a/index.html", [][]string{{"mdmedia", "init"}, {"mdmedia", "build"},
			{"cp", "-r", "config.toml", "templates", "static", "build/"}, {"zola", "--root", "build", "build"}}, 0},
		{"eleventy", "_site/a/index.html", [][]string{{"mdmedia", "init"}, {"mdmedia", "sync"}, {"eleventy"}}, 0},
		{"astro", "dist/index.html", [][]string{{"mdmedia", "init"}, {"append", "mdmedia.yaml", "data: data/mdmedia.json\n"}, {"mdmedia", "sync"}, {"astro", "build"}}, 0},
	} {
		t.Run(c.site+" after "+strings.Join(c.steps[0], " "), func(t *testing.T) {
			program, dir := firstSite(t, c.site)
			for _, step := range c.steps {
				switch step[0] {
				case "append":
					name := filepath.Join(dir, step[1])
					write(t, name, []byte(read(t, name)+step[2]))
				case "edit":
					edit(t, filepath.Join(dir, step[1]), step[2], step[3])
				case c.site:
					command(t, dir, append(program, step[1:]...)...)
				default:
					command(t, dir, step...)
				}
			}
			page := filepath.Join(dir, c.page)
			if text := read(t, page); !strings.Contains(text, "mermaid-diagram") || strings.Contains(text, "{width") || strings.Contains(text, "{:") {
				t.Errorf("the page is\n%.3000s", text)
			}
			seesPictures(t, page, strings.Count(c.page, "/"), c.width)
		})
	}
}

// firstSite writes a site as it is without mdmedia, and returns its generator.
func firstSite(t *testing.T, name string) (program []string, dir string) {
	t.Helper()
	switch name {
	case "zola":
		program = []string{zola(t)}
	case "eleventy":
		program = []string{"node", filepath.Join(npm(t), "@11ty/eleventy/cmd.cjs")}
	case "astro":
		program = []string{"node", filepath.Join(npm(t), "astro/astro.js")}
	default:
		found, err := exec.LookPath(name)
		if err != nil {
			missing(t, name)
		}
		program = []string{found}
	}
	dir = newSite(t, "first"+name)
	switch name {
	case "eleventy", "astro":
		plugin, _ := filepath.Abs("../../integrations/" + name + "/index.js")
		for _, file := range []string{"eleventy.config.js", "astro.config.mjs"} {
			if _, err := os.Stat(filepath.Join(dir, file)); err == nil {
				edit(t, filepath.Join(dir, file), "MDMEDIA_PLUGIN", plugin)
			}
		}
		if name == "astro" {
			linkModules(t, dir)
		}
	}
	return program, dir
}

// seesPictures opens a page of a site whose folder is some folders up. The first
// picture must have a width, unless that is 0.
func seesPictures(t *testing.T, page string, depth, width int) {
	t.Helper()
	root := page
	for range depth {
		root = filepath.Dir(root)
	}
	if filepath.Base(root) == "build" {
		root = filepath.Join(root, "public")
	}
	files := http.FileServer(http.Dir(root))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = strings.TrimPrefix(r.URL.Path, "/blog") // where the site is published
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	rel, _ := filepath.Rel(root, page)
	var broken []string
	var n, shown int
	tab := newBrowser(t, server.Listener.Addr())
	err := chromedp.Run(tab, chromedp.Navigate(server.URL+"/"+filepath.ToSlash(rel)), chromedp.Evaluate(seen, &broken, awaitPromise),
		chromedp.Evaluate("document.images.length", &n), chromedp.Evaluate(`Number(document.images[0]?.getAttribute("width"))`, &shown))
	switch {
	case err != nil:
		t.Fatal(err)
	case len(broken) > 0 || n < 2:
		t.Errorf("%d pictures, and none at %q", n, broken)
	case width > 0 && shown != width:
		t.Errorf("the first picture is %d wide, want %d", shown, width)
	}
}
