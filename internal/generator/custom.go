package generator

import (
	"io/fs"
	"path"
	"strings"
)

// A custom is a generator whose sites are recognised by their files alone: where
// their posts and files are is custom, or can be told from the folders.
type custom struct {
	name    string
	marks   []string
	content []string // the first that has posts
	static  []string // those that exist
	lookup  []string
	wiki    bool
}

// customs are tried in order, behind those of Read.
var customs = []custom{
	{name: "VitePress", marks: append(withExtensions("docs/.vitepress/config"), "docs/.vitepress"),
		content: []string{"docs"}, static: []string{"docs/public"}},
	{name: "VitePress", marks: append(withExtensions(".vitepress/config"), ".vitepress"),
		content: []string{"src", "docs", "."}, static: []string{"public", "src/public", "docs/public"}},
	{name: "Hexo", marks: []string{"source/_posts"}, content: []string{"source"}, static: []string{"source"},
		lookup: []string{"beside", "static", "by-slug", "relative-static", "root"}},
	{name: "Gatsby", marks: withExtensions("gatsby-config"),
		content: []string{"content", "src/content", "src/posts", "posts", "src/pages", "src"}, static: []string{"static"}},
	{name: "Nuxt", marks: withExtensions("nuxt.config"), content: []string{"content"}, static: []string{"public", "static"}},
	{name: "Next.js", marks: withExtensions("next.config"),
		content: []string{"content", "posts", "_posts", "src/content", "src/posts", "data", "app", "src/app", "pages", "src/pages"}, static: []string{"public"}},
	{name: "SvelteKit", marks: withExtensions("svelte.config"),
		content: []string{"src/content", "src/posts", "content", "posts", "src/lib/posts", "src/routes", "src"}, static: []string{"static"},
		lookup: []string{"beside", "static", "relative-static", "root"}},
	{name: "Quartz", marks: withExtensions("quartz.config"), content: []string{"content"}, static: []string{"content"}, wiki: true,
		lookup: []string{"beside", "static", "relative-static", "by-name", "root"}},
	{name: "Obsidian", marks: []string{".obsidian"}, content: []string{"."}, static: []string{"."}, wiki: true,
		lookup: []string{"beside", "root", "relative-root", "by-name"}},
}

// A Guess is a site that has no configuration to be read.
type Guess struct {
	// Name of the generator; "" for a plain folder.
	Name string
	Site
}

// GuessSite recognises sites that Read does not, by their files alone. It always
// answers: any folder can be one of posts.
func GuessSite(fsys fs.FS) Guess {
	for _, c := range customs {
		for _, mark := range c.marks {
			if _, err := fs.Stat(fsys, mark); err == nil {
				return c.site(fsys)
			}
		}
	}
	return custom{
		content: []string{"content/posts", "content", "posts", "_posts", "src/posts", "blog", "docs"},
		static:  []string{"static", "public", "assets"},
	}.site(fsys)
}

func (c custom) site(fsys fs.FS) Guess {
	g := Guess{Name: c.name}
	dir := "."
	for _, d := range c.content {
		if isDir(fsys, d) && hasPosts(fsys, d) {
			dir = d
			break
		}
	}
	g.Content = contentFolders([]string{dir})
	static := c.static
	if c.name == "" && dir != "." { // site/content/posts beside site/static
		static = append(static, path.Join(path.Dir(dir), "static"))
	}
	g.Static, g.Lookup, g.WikiEmbeds = existing(fsys, static...), c.lookup, c.wiki
	if c.name != "" && g.Lookup == nil {
		g.Lookup = []string{"beside", "static", "pretty-url", "relative-static", "root"}
	}
	return g
}

// HasMDX reports whether posts end with .mdx.
func (s *Site) HasMDX(fsys fs.FS) bool {
	found := false
	for _, f := range s.Content {
		_ = fs.WalkDir(fsys, f.Folder, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil, d.IsDir() && name != f.Folder && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".")):
				return fs.SkipDir
			case !d.IsDir() && path.Ext(name) == ".mdx":
				found = true
				return fs.SkipAll
			}
			return nil
		})
	}
	return found
}
