package generator

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The configurations of these generators are programs. They are not run: what
// they say is looked for in their text, and custom tells the rest.

// text is what a text literal holds.
const literal = "[\"'`]([^\"'`\n$]*)[\"'`]"

var (
	eleventyInput = regexp.MustCompile(`\binput\s*:\s*` + literal + `|setInputDirectory\(\s*` + literal)
	eleventyCopy  = regexp.MustCompile(`addPassthroughCopy\(\s*` + literal)
	eleventyMove  = regexp.MustCompile(literal + `\s*:\s*` + literal)
	eleventyMoves = regexp.MustCompile(`addPassthroughCopy\(\s*\{([^}]*)\}`)
	astroBase     = regexp.MustCompile(`\bbase\s*:\s*` + literal)
	astroPublic   = regexp.MustCompile(`\bpublicDir\s*:\s*` + literal)
	imageSchema   = regexp.MustCompile(`\bimage\(\)`)
	siteBase      = regexp.MustCompile(`\bbaseUrl\s*:\s*` + literal)
	pelicanPath   = regexp.MustCompile(`(?m)^PATH\s*=\s*` + literal)
	docsPath      = regexp.MustCompile(`\bpath\s*:\s*` + literal)
)

// lineComment leaves addresses (https://) alone.
var lineComment = regexp.MustCompile(`(?m)(^|[\s;{},])//.*$`)

// readScript returns the text of a program without its comments.
func readScript(fsys fs.FS, name string) string {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return ""
	}
	return lineComment.ReplaceAllString(string(src), "$1")
}

// captured are the texts that the groups of all matches hold.
func captured(re *regexp.Regexp, src string) []string {
	var list []string
	for _, m := range re.FindAllStringSubmatch(src, -1) {
		for _, g := range m[1:] {
			if g != "" {
				list = append(list, g)
			}
		}
	}
	return list
}

func sortedKeys(s settings) []string { return slices.Sorted(maps.Keys(s)) }

// readEleventy finds the input folder, and what is copied from where.
func readEleventy(fsys fs.FS, skip []string) (*Site, error) {
	names := append([]string{".eleventy.js"}, withExtensions("eleventy.config")...)
	name := firstFile(fsys, names...)
	if name == "" {
		return nil, nil
	}
	src := readScript(fsys, name)
	input := "."
	for _, dir := range captured(eleventyInput, src) {
		if dir, ok := inside(dir); ok && isDir(fsys, dir) && !slices.Contains(skip, dir) {
			input = dir
			break
		}
	}
	site := &Site{
		Kind: Eleventy, Files: []string{name}, Content: contentFolders([]string{input}),
		Lookup: []string{"beside", "static", "mounts", "pretty-url", "relative-static", "root"},
	}
	static := []string{input}
	for _, block := range captured(eleventyMoves, src) { // {"./public/": "/"}
		for _, m := range eleventyMove.FindAllStringSubmatch(block, -1) {
			from, ok1 := inside(m[1])
			to, ok2 := inside(strings.Trim(m[2], "/"))
			switch {
			case !ok1 || !ok2:
			case to == ".":
				static = append(static, from)
			default:
				site.Mounts = append(site.Mounts, Folder{to, from})
			}
		}
	}
	for _, from := range captured(eleventyCopy, src) { // keeps its path, without the input folder
		if from, ok := inside(from); ok && from != input && !strings.HasPrefix(from, input+"/") && input != "." {
			site.Mounts = append(site.Mounts, Folder{from, from})
		}
	}
	site.Static = existing(fsys, append(static, "public")...)
	return site, nil
}

// readAstro finds the content collections.
func readAstro(fsys fs.FS, _ []string) (*Site, error) {
	name := firstFile(fsys, withExtensions("astro.config")...)
	if name == "" {
		return nil, nil
	}
	config := readScript(fsys, name)
	site := &Site{
		Kind: Astro, Files: []string{name}, Lookup: []string{"beside", "static", "mounts", "pretty-url", "relative-static", "root"},
		Mounts: []Folder{{"~", "src"}, {"@", "src"}}, // the usual aliases
	}
	public := append(captured(astroPublic, config), "public")
	site.Static = existing(fsys, public[0])
	if base := captured(astroBase, config); base != nil && strings.Trim(base[0], "/.") != "" && !strings.Contains(base[0], "*") {
		site.Base = "/" + strings.Trim(base[0], "/.")
	}
	collections := firstFile(fsys, append(withExtensions("src/content.config"), withExtensions("src/content/config")...)...)
	schema := readScript(fsys, collections)
	site.NoCovers = imageSchema.MatchString(schema)
	var dirs []string
	for _, dir := range append([]string{"src/content", "src/pages"}, captured(astroBase, schema)...) {
		if dir, ok := inside(dir); ok && !under(dir, dirs) && hasPosts(fsys, dir) {
			dirs = append(dirs, dir)
		}
	}
	if dirs == nil {
		dirs = []string{"src"}
	}
	site.Content = contentFolders(dirs)
	return site, nil
}

// readDocusaurus knows the folders of the classic preset.
func readDocusaurus(fsys fs.FS, _ []string) (*Site, error) {
	name := firstFile(fsys, withExtensions("docusaurus.config")...)
	if name == "" {
		return nil, nil
	}
	src := readScript(fsys, name)
	var dirs []string
	for _, dir := range append(captured(docsPath, src), "docs", "blog", "versioned_docs", "src/pages", "i18n") {
		if dir, ok := inside(dir); ok && dir != "." && !under(dir, dirs) && hasPosts(fsys, dir) {
			dirs = append(dirs, dir)
		}
	}
	if dirs == nil {
		dirs = []string{"docs"}
	}
	site := &Site{
		Kind: Docusaurus, Files: []string{name}, Content: contentFolders(dirs), Static: existing(fsys, "static"),
		Lookup: []string{"beside", "static", "mounts", "pretty-url", "root"}, Mounts: []Folder{{"@site", "."}},
	}
	if base := captured(siteBase, src); base != nil && strings.Trim(base[0], "/") != "" {
		site.Base = "/" + strings.Trim(base[0], "/")
	}
	return site, nil
}

// readPelican finds the content folder, which {static} and {attach} stand for.
func readPelican(fsys fs.FS, _ []string) (*Site, error) {
	if !isFile(fsys, "pelicanconf.py") {
		return nil, nil
	}
	dir := "content"
	if p := captured(pelicanPath, readScript(fsys, "pelicanconf.py")); p != nil {
		if p, ok := inside(p[0]); ok {
			dir = p
		}
	}
	return &Site{
		Kind: Pelican, Files: []string{"pelicanconf.py"}, Content: contentFolders([]string{dir}), Static: []string{dir},
		Mounts: []Folder{{"{static}", dir}, {"{attach}", dir}, {"|static|", dir}},
		Lookup: []string{"beside", "static", "mounts", "relative-static", "root"},
	}, nil
}

// under reports whether a folder is one of those, or lies in one.
func under(dir string, dirs []string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return dir == d || strings.HasPrefix(dir, d+"/") })
}

// hasPosts reports whether there is a post below a folder.
func hasPosts(fsys fs.FS, dir string) bool {
	found := false
	_ = fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		switch ext := path.Ext(name); {
		case err != nil, d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && name != dir):
			return fs.SkipDir
		case !d.IsDir() && (ext == ".md" || ext == ".mdx" || ext == ".markdown"):
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}
