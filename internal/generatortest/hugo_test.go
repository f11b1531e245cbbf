package generatortest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// hugos are the two ages of Hugo that sites are built with.
func hugos(t *testing.T, test func(t *testing.T, hugo string)) {
	t.Run("Debian's", func(t *testing.T) {
		program, err := exec.LookPath("hugo")
		if err != nil {
			missing(t, "hugo")
		}
		test(t, program)
	})
	t.Run("current", func(t *testing.T) {
		program, err := currentHugo()
		if err != nil {
			missing(t, "Hugo "+measure.HugoVersion+": "+err.Error())
		}
		test(t, program)
	})
}

// currentHugo is in the person's cache folder, not in that of the tests.
var currentHugo = sync.OnceValues(func() (string, error) {
	ours := os.Getenv("XDG_CACHE_HOME")
	defer os.Setenv("XDG_CACHE_HOME", ours)
	os.Setenv("XDG_CACHE_HOME", toolCache)
	return measure.InstallHugo(context.Background())
})

// withHead puts the social image into the layout's head.
func withHead(t *testing.T, dir, head string) {
	t.Helper()
	edit(t, filepath.Join(dir, "layouts/_default/baseof.html"), "HEAD", head)
}

func TestHugoHooks(t *testing.T) {
	hugos(t, func(t *testing.T, hugo string) {
		dir := newSite(t, "hugo")
		withHead(t, dir, `{{ partial "mdmedia/og-image.html" . }}`)
		command(t, dir, "mdmedia", "init", "--hugo")
		command(t, dir, "mdmedia", "sync")
		out := command(t, dir, hugo, "--destination", "public")
		if strings.Contains(out, "mdmedia") {
			t.Errorf("warnings:\n%s", out)
		}
		b := inspect(t, filepath.Join(dir, "public"))
		hugoSite(t, b)
		lookAt(t, b, filepath.Join(dir, "bucket"))

		// Each picture is the same element as in our own HTML.
		command(t, dir, "mdmedia", "build", "--format", "json", "--out", "ours")
		var post struct{ HTML string }
		if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, "ours/hello/index.json"))), &post); err != nil {
			t.Fatal(err)
		}
		ours, theirs := pictures(post.HTML), pictures(read(t, filepath.Join(dir, "public/posts/hello/index.html")))
		for src, want := range ours {
			if got := theirs[src]; got != want {
				t.Errorf("%s is\n%s\nand in our HTML\n%s", src, got, want)
			}
		}
		if !strings.Contains(post.HTML, `width="120"`) || strings.Contains(post.HTML, "{.wide") {
			t.Errorf("our HTML does not take the attributes on the line below:\n%.3000s", post.HTML)
		}
		if len(ours) < 8 {
			t.Errorf("our HTML has only %d pictures", len(ours))
		}
	})
}

// pictures are what the img elements of a page say besides who they are for, by
// their addresses; of equal ones the first.
func pictures(text string) map[string]string {
	found := map[string]string{}
	z := html.NewTokenizer(strings.NewReader(text))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		if tok.Data != "img" {
			continue
		}
		attr := map[string]string{}
		for _, a := range tok.Attr {
			attr[a.Key] = a.Val
		}
		if _, ok := found[attr["src"]]; !ok {
			found[attr["src"]] = fmt.Sprintf("%q %q %q %q", attr["srcset"], attr["sizes"], attr["style"], attr["loading"])
		}
	}
	return found
}

// hugoSite is what every way of building the site must show.
func hugoSite(t *testing.T, b built) {
	t.Helper()
	b.has(t, "posts/hello/index.html", "shot-", "harbour at dusk (2)-", "old map-", "flow(1)-", "lake-", "forest-", "compass-", "sunrise-", "me-", "da13513c878c7daa-")
	b.has(t, "posts/index.html", "section-")
	// map.de.png is map.png in German, as Hugo has it for the resources of a page.
	b.has(t, "posts/hello/index.html", "map-", "nur.de-")
	b.has(t, "de/posts/de-hello/index.html", "shot-", "map.de-", "nur.de-")
	if slices.ContainsFunc(b.byPage["de/posts/de-hello/index.html"], func(u string) bool { return strings.Contains(u, "/map-") }) {
		t.Error("the German page has the map of the default language")
	}
	b.has(t, "index.html", "compass-")
	page := read(t, filepath.Join(b.dir, "posts/hello/index.html"))
	for _, want := range []string{
		"<code>![x](none.png)</code>", `alt="A “form” &amp; more"`, "<figcaption>A caption</figcaption>",
		`tx=q_auto,f_auto,w_200`, `<em>stars</em>`, "Hexagon", "<video", "A pie", `width="120"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%.3000s", want, page)
		}
	}
	if b.diagrams < 3 {
		t.Errorf("%d diagrams, want 3", b.diagrams)
	}
}

// The module serves what init --hugo writes, under both ages' names.
func TestHugoModule(t *testing.T) {
	hugos(t, func(t *testing.T, hugo string) {
		dir := newSite(t, "hugo")
		withHead(t, dir, `{{ partial "mdmedia/og-image.html" . }}`)
		module, err := filepath.Abs("../../hugo")
		if err != nil {
			t.Fatal(err)
		}
		toml := filepath.Join(dir, "hugo.toml")
		write(t, toml, []byte(read(t, toml)+"\n[module]\nreplacements = \"github.com/mdmedia/mdmedia/hugo -> "+module+"\"\n[[module.imports]]\npath = \"github.com/mdmedia/mdmedia/hugo\"\n"))
		write(t, filepath.Join(dir, "go.mod"), []byte("module example.com/site\n\ngo 1.20\n"))
		command(t, dir, "mdmedia", "sync")
		command(t, dir, hugo, "--destination", "public")
		hugoSite(t, inspect(t, filepath.Join(dir, "public")))
	})
}

// Way 1 and way 2 show the same pictures, in both layouts of a site in two
// languages.
func TestHugoWays(t *testing.T) {
	hugos(t, func(t *testing.T, hugo string) {
		for _, site := range []string{"hugo", "hugofolders"} {
			dir := newSite(t, site)
			withHead(t, dir, `{{ partial "mdmedia/og-image.html" . }}`)
			command(t, dir, "mdmedia", "init", "--hugo")
			command(t, dir, "mdmedia", "sync")
			command(t, dir, hugo, "--destination", "public")
			one := inspect(t, filepath.Join(dir, "public"))

			// As the site's person would: the rewritten copy in the place of content.
			toml := filepath.Join(dir, "hugo.toml")
			if site == "hugo" {
				write(t, toml, []byte("contentDir = \"build/content\"\n"+read(t, toml)))
			} else {
				write(t, toml, []byte(strings.ReplaceAll(read(t, toml), `contentDir = "content/`, `contentDir = "build/content/`)))
			}
			command(t, dir, "mdmedia", "build")
			command(t, dir, hugo, "--destination", "public2")
			two := inspect(t, filepath.Join(dir, "public2"))
			// The candidates of a srcset are more than Markdown can say.
			if a, b := slices.Sorted(maps.Keys(one.urls)), slices.Sorted(maps.Keys(two.urls)); !slices.Equal(a, b) || len(a) == 0 {
				t.Errorf("%s: way 1 has\n%s\nway 2 has\n%s", site, strings.Join(a, "\n"), strings.Join(b, "\n"))
			}
			if site == "hugo" {
				hugoSite(t, two)
			}
			lookAt(t, two, filepath.Join(dir, "bucket"))
		}
	})
}

// builtByHugo is what hugo server says after each build.
const builtByHugo = "Total in"

// hugo server builds once for each save, and once for a sync. Until then a new
// picture is shown from disk.
func TestHugoServer(t *testing.T) {
	hugos(t, func(t *testing.T, hugo string) {
		dir := newSite(t, "hugo")
		withHead(t, dir, `{{ partial "mdmedia/og-image.html" . }}`)
		command(t, dir, "mdmedia", "init", "--hugo")
		command(t, dir, "mdmedia", "sync")
		write(t, filepath.Join(dir, "static/new.png"), []byte(read(t, filepath.Join(dir, "content/posts/section.png"))))
		server, has := hugoServer(t, dir, hugo, "/blog/posts/plain/", "/section-")
		post := filepath.Join(dir, "content/posts/plain.md")
		server.awake(builtByHugo, post)
		server.once(builtByHugo, "a word", func() { edit(t, post, "title: Plain", "title: Other") }, has("<title>Other"))
		server.once(builtByHugo, "a new picture", func() { edit(t, post, "![In a section](section.png?tx=w_300)", "![New](/new.png)") },
			has(`/blog/new.png"`))
		server.once(builtByHugo, "a sync", func() { command(t, dir, "mdmedia", "sync") }, has("/new-"))
		if n := server.count("mdmedia's data"); n > 0 {
			t.Errorf("%d warnings:\n%s", n, server.text())
		}
	})
}

// A build says where a picture is that was not published.
func TestHugoWarns(t *testing.T) {
	hugos(t, func(t *testing.T, hugo string) {
		dir := newSite(t, "hugo")
		withHead(t, dir, "")
		command(t, dir, "mdmedia", "init", "--hugo")
		command(t, dir, "mdmedia", "sync")
		edit(t, filepath.Join(dir, "content/posts/plain.md"), "section.png?tx=w_300", "../img/compass.svg")
		out := command(t, dir, hugo, "--destination", "public")
		if !strings.Contains(out, filepath.FromSlash("content/posts/plain.md")) || !strings.Contains(out, `"../img/compass.svg" is not in mdmedia's data: run mdmedia sync`) {
			t.Errorf("no warning:\n%s", out)
		}
		toml := filepath.Join(dir, "hugo.toml")
		write(t, toml, []byte(read(t, toml)+"\n[params.mdmedia]\nstrict = true\n"))
		if out, err := tryCommand(dir, hugo, "--destination", "public"); err == nil {
			t.Errorf("strict, and no error:\n%s", out)
		}
	})
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// get returns the page at an address, "" if there is none.
func get(url string) string {
	resp, err := http.Get(url) //nolint:noctx // on this machine, until the test ends
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	data, _ := io.ReadAll(resp.Body)
	return string(data)
}
