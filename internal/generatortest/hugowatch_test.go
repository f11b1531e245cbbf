package generatortest_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// hugoServer starts hugo server, and waits until the page at a path has a text.
func hugoServer(t *testing.T, dir, hugo, path, text string) (server *running, has func(text string) func() bool) {
	t.Helper()
	port := freePort(t)
	server = start(t, dir, hugo, "server", "--bind", "127.0.0.1", "--port", port, "--disableFastRender")
	has = func(text string) func() bool {
		return func() bool { return strings.Contains(get("http://127.0.0.1:"+port+path), text) }
	}
	server.until("the first build", has(text))
	return server, has
}

// Way 1 with mdmedia watch beside it: a word is one build, since the data stay
// as they are. A picture that the data lack is one or two, the second for the data.
func TestHugoWatchHooks(t *testing.T) {
	hugos(t, func(t *testing.T, hugo string) {
		dir := newSite(t, "hugo")
		withHead(t, dir, "")
		command(t, dir, "mdmedia", "init", "--hugo")
		command(t, dir, "mdmedia", "sync")
		write(t, filepath.Join(dir, "static/new.png"), []byte(read(t, filepath.Join(dir, "content/posts/section.png"))))
		watch := start(t, dir, "mdmedia", "watch", "--addr", "127.0.0.1:0")
		watch.until("watching", func() bool {
			return watch.count("watching content") == 1 && fileHas(filepath.Join(dir, "build/content/posts/plain.md"), "section-")()
		})
		server, has := hugoServer(t, dir, hugo, "/blog/posts/plain/", "/section-")

		post := filepath.Join(dir, "content/posts/plain.md")
		server.awake(builtByHugo, post)
		server.once(builtByHugo, "a word", func() { edit(t, post, "title: Plain", "title: Other") }, has("<title>Other"))
		before := server.settle(builtByHugo)
		edit(t, post, "![In a section](section.png?tx=w_300)", "![New](/new.png)")
		server.until("the new picture", has(cdn+"images/new-"))
		if n := server.settle(builtByHugo) - before; n > 2 {
			t.Errorf("built %d times for a new picture:\n%s", n, server.text())
		}
		server.once(builtByHugo, "another word", func() { edit(t, post, "title: Other", "title: Third") }, has("<title>Third"))
	})
}

// Way 2: each save is one build, a picture's too.
func TestHugoWatchMount(t *testing.T) {
	hugos(t, func(t *testing.T, hugo string) {
		dir := newSite(t, "hugo")
		withHead(t, dir, "")
		command(t, dir, "mdmedia", "init", "--hugo") // for mdmedia/content.html in the layouts
		toml := filepath.Join(dir, "hugo.toml")
		write(t, toml, []byte("contentDir = \"build/content\"\n"+read(t, toml)))
		edit(t, filepath.Join(dir, "mdmedia.yaml"), "data: data/mdmedia.json\n", "")
		write(t, filepath.Join(dir, "static/new.png"), []byte(read(t, filepath.Join(dir, "content/posts/section.png"))))
		watch := start(t, dir, "mdmedia", "watch", "--addr", "127.0.0.1:0")
		copied := filepath.Join(dir, "build/content/posts/plain.md")
		watch.until("watching", func() bool { return watch.count("watching content") == 1 && fileHas(copied, "section-")() })
		server, has := hugoServer(t, dir, hugo, "/blog/posts/plain/", "/section-")

		post := filepath.Join(dir, "content/posts/plain.md")
		server.awake(builtByHugo, copied)
		server.once(builtByHugo, "a word", func() { edit(t, post, "title: Plain", "title: Other") }, has("<title>Other"))
		server.once(builtByHugo, "a new picture", func() { edit(t, post, "![In a section](section.png?tx=w_300)", "![New](/new.png)") },
			has(cdn+"images/new-"))
		server.once(builtByHugo, "a diagram", func() { edit(t, post, "![New]", "```mermaid\nflowchart LR\n  A --> B\n```\n\n![New]") },
			has("mermaid"))
		server.once(builtByHugo, "a new post", func() {
			write(t, filepath.Join(dir, "content/posts/later.md"), []byte("---\ntitle: Later\n---\n![x](section.png)\n"))
		}, fileHas(filepath.Join(dir, "build/content/posts/later.md"), cdn))
	})
}
