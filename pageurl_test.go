package mdmedia

import (
	"path/filepath"
	"testing"

	"github.com/mdmedia/mdmedia/content"
)

// Where another generator's pages are, from which a browser resolves relative
// references.
func TestPageURL(t *testing.T) {
	const dated = "---\ndate: 2024-05-06\ntitle: A Fine Day\n---\n"
	for _, c := range []struct{ hugo, name, src, want string }{
		{"", "content/posts/a.md", "", "posts/a"},
		{"", "content/posts/a/index.md", "", "posts/a"},
		{"", "content/posts/a/index.md", "---\nslug: b\n---\n", "posts/b"},
		{"", "content/posts/_index.md", "", "posts"},
		{"", "content/_index.md", "", ""},
		{"", "content/posts/a.md", "---\nurl: /elsewhere/x.html\n---\n", "elsewhere"},
		{"", "content/posts/a.md", "---\npermalink: /x/y/\n---\n", "x/y"},
		{"", "content/posts/a.md", "---\npermalink: '/{{ page.slug }}/'\n---\n", "posts/a"},
		{"", "content/posts/a.md", "---\nurl: ../../x\n---\n", "posts/a"},
		{"[permalinks]\nposts = '/:year/:month/:slug/'", "content/posts/a.md", dated, "2024/05/a"},
		{"[permalinks]\nposts = '/:sections/:day-:title/:filename.html'", "content/posts/x/a.md", dated, "posts/x/06-a-fine-day"},
		{"[permalinks]\nnotes = '/:slug/'", "content/posts/a.md", dated, "posts/a"},
		{"uglyURLs = true", "content/posts/a.md", "", "posts"},
		{"uglyURLs = true", "content/posts/a/index.md", "", "posts/a"},
		{"[languages.en]\nweight=1\n[languages.fr]\nweight=2", "content/posts/a.fr.md", "", "fr/posts/a"},
		{"[languages.en]\ncontentDir='content/en'\n[languages.fr]\ncontentDir='content/fr'", "content/fr/posts/a/index.md", "", "fr/posts/a"},
		{"[languages.en]\ncontentDir='content/en'\n[languages.fr]\ncontentDir='content/fr'", "content/en/posts/a.md", "", "posts/a"},
	} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, "hugo.toml"), c.hugo)
		writeFile(t, filepath.Join(dir, filepath.FromSlash(c.name)), c.src)
		writeFile(t, filepath.Join(dir, "content/en/x.md"), "")
		writeFile(t, filepath.Join(dir, "content/fr/x.md"), "")
		s, err := Open(Config{Format: Markdown, Store: StoreConfig{Dir: "b"}, Delivery: DeliveryConfig{Local: "/m"}}, Options{Dir: dir, CacheDir: "-"})
		if err != nil {
			t.Fatal(err)
		}
		post, err := s.read(c.name)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.pageURL(post); got != c.want {
			t.Errorf("%s with %q, %q: %q, want %q", c.name, c.hugo, c.src, got, c.want)
		}
		s.Close()
	}
}

// A language that the folder or the name tells is not told again by the slug.
func TestLanguagesOfPosts(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "content/fr/a.md"), "")
	s, err := Open(Config{Content: "content", Languages: []string{"en", "fr", "pt-BR"}}, Options{Dir: dir, CacheDir: "-"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, want := range map[string][2]string{ // slug, page
		"content/a.md":              {"a", "a/index.html"},
		"content/fr/a.md":           {"a", "fr/a/index.html"},
		"content/fr/_index.md":      {"", "fr/index.html"},
		"content/a.pt-br.md":        {"a", "pt-BR/a/index.html"},
		"content/a.en.md":           {"a", "a/index.html"},
		"content/a.de.md":           {"a-de", "a-de/index.html"},
		"content/b/index.pt-BR.md":  {"b", "pt-BR/b/index.html"},
		"content/b/_index.pt-BR.md": {"b", "pt-BR/b/index.html"},
	} {
		post, err := content.Parse(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.setSlug(post)
		if got := [2]string{post.Slug, s.pagePath(post)}; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
