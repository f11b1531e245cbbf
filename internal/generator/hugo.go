package generator

import (
	"cmp"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
)

var hugoExtensions = []string{".toml", ".yaml", ".yml", ".json"}

// hugoLookup is where a Hugo site's references lead, by its own hooks, by those
// of themes, and in a browser.
var hugoLookup = []string{"beside", "static", "mounts", "pretty-url", "default-language", "relative-static", "root"}

// readHugo reads the configuration of a Hugo site.
func readHugo(fsys fs.FS, skip []string) (*Site, error) {
	h := &hugoReader{fsys: fsys, skip: skip, s: settings{}}
	if err := h.read(); err != nil || len(h.files) == 0 {
		return nil, err
	}
	languages := h.languages()
	m := h.mounts(languages)
	site := &Site{
		Kind: Hugo, Files: h.files, Lookup: hugoLookup, Static: m.static, Mounts: m.others, Base: basePath(h.s.text("baseurl", "")),
		Permalinks: h.permalinks(), Ugly: h.ugly(),
	}
	site.Content = h.content(m.content)
	site.Facts = h.facts()
	if len(languages) > 1 {
		site.Languages = languages
	}
	return site, nil
}

type hugoReader struct {
	fsys  fs.FS
	skip  []string
	s     settings
	files []string
}

// read reads hugo.* (or config.*, its older name), and then the files of
// config/_default, each of which may hold one part.
func (h *hugoReader) read() error {
	for _, stem := range []string{"hugo", "config"} {
		if len(h.files) > 0 {
			break
		}
		for _, ext := range hugoExtensions {
			s, err := readFile(h.fsys, stem+ext)
			if err != nil && (stem == "hugo" || h.hasHugoFolders()) {
				return err
			}
			if s != nil && (stem == "hugo" || h.isHugo(s)) {
				h.s.merge(s)
				h.files = append(h.files, stem+ext)
				break
			}
		}
	}
	return h.readFolder("config/_default")
}

// isHugo tells the older name from what other programs keep in config.*.
func (h *hugoReader) isHugo(s settings) bool {
	if s["base_url"] != nil { // Zola's
		return false
	}
	return s["baseurl"] != nil || s["languagecode"] != nil || s.at("module") != nil || h.hasHugoFolders()
}

func (h *hugoReader) hasHugoFolders() bool {
	return isFile(h.fsys, "archetypes/default.md") || isDir(h.fsys, "layouts") && isDir(h.fsys, "content") || isDir(h.fsys, "resources/_gen")
}

func (h *hugoReader) readFolder(dir string) error {
	entries, err := fs.ReadDir(h.fsys, dir)
	if err != nil {
		return nil //nolint:nilerr // most sites have none
	}
	for _, e := range entries {
		ext := path.Ext(e.Name())
		if e.IsDir() || !slices.Contains(hugoExtensions, ext) {
			continue
		}
		s, err := readFile(h.fsys, path.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		part, language, _ := strings.Cut(strings.ToLower(strings.TrimSuffix(e.Name(), ext)), ".")
		switch { // languages.toml holds the value of "languages"
		case language != "":
			s = settings{"languages": settings{language: settings{part: s}}}
		case part != "hugo" && part != "config":
			s = settings{part: s}
		}
		h.s.merge(s)
		h.files = append(h.files, path.Join(dir, e.Name()))
	}
	return nil
}

// basePath is the path of an address.
func basePath(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return ""
	}
	return "/" + strings.Trim(u.Path, "/")
}

// languages are those that are not disabled, the default first, then in the
// order of their weights.
func (h *hugoReader) languages() []Language {
	first := strings.ToLower(h.s.text("defaultcontentlanguage", "en"))
	all := h.s.at("languages")
	disabled := h.s.texts("disablelanguages")
	var list []Language
	for _, code := range slices.Sorted(maps.Keys(all)) {
		l := all.at(code)
		if off, _ := l["disabled"].(bool); l == nil || off && code != first || slices.Contains(disabled, code) {
			continue
		}
		dir := ""
		if d, ok := inside(l.text("contentdir", "")); ok && d != "." {
			dir = d
		}
		list = append(list, Language{code, dir})
	}
	slices.SortStableFunc(list, func(a, b Language) int {
		if (a.Code == first) != (b.Code == first) {
			if a.Code == first {
				return -1
			}
			return 1
		}
		return cmp.Compare(all.at(a.Code).number("weight"), all.at(b.Code).number("weight"))
	})
	return list
}

// permalinks are the patterns of pages, by section.
func (h *hugoReader) permalinks() map[string]string {
	p := h.s.at("permalinks")
	patterns := map[string]string{}
	for _, tree := range []settings{p, p.at("page")} { // "page" since 0.115
		for section := range tree {
			if pattern := tree.text(section, ""); pattern != "" {
				patterns[section] = pattern
			}
		}
	}
	return patterns
}

func (h *hugoReader) ugly() map[string]bool {
	ugly := map[string]bool{}
	if all, _ := h.s["uglyurls"].(bool); all {
		ugly[""] = true
	}
	for section, v := range h.s.at("uglyurls") {
		if on, _ := v.(bool); on {
			ugly[section] = true
		}
	}
	return ugly
}

func (h *hugoReader) facts() HugoFacts {
	f := HugoFacts{Sources: []string{h.s.text("contentdir", "content")}, Wrapped: true}
	list, _ := h.s.at("module")["mounts"].([]any)
	for _, x := range list {
		mount, _ := x.(settings)
		f.Sources = append(f.Sources, mount.text("source", ""))
	}
	for _, code := range sortedKeys(h.s.at("languages")) {
		f.Sources = append(f.Sources, h.s.at("languages", code).text("contentdir", ""))
	}
	for _, dir := range f.Sources {
		dir, ok := inside(dir)
		f.ReadsOurs = f.ReadsOurs || ok && h.skipped(dir)
	}
	imports, _ := h.s.at("module")["imports"].([]any)
	for _, x := range imports {
		module, _ := x.(settings)
		f.Imports = append(f.Imports, module.text("path", ""))
	}
	if on, ok := h.s.at("markup", "goldmark", "parser")["wrapstandaloneimagewithinparagraph"].(bool); ok {
		f.Wrapped = on
	}
	cascades, ok := h.s["cascade"].([]any)
	if !ok {
		cascades = []any{h.s["cascade"]}
	}
	for _, x := range cascades {
		c, _ := x.(settings)
		for _, key := range []string{"build", "_build"} { // the latter before 0.145
			if on, ok := c.at(key)["publishresources"].(bool); ok && !on {
				f.Unpublished = true
			}
		}
	}
	return f
}
