package generator

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// readLeniently reads a configuration as far as it goes: what Ruby and Python
// understand is not all that we do.
func readLeniently(fsys fs.FS, name string) settings {
	s, err := readFile(fsys, name)
	if err != nil {
		return settings{}
	}
	return s
}

// readZola reads zola.toml or config.toml.
func readZola(fsys fs.FS, _ []string) (*Site, error) {
	name := firstFile(fsys, "zola.toml", "config.toml")
	if name == "" {
		return nil, nil
	}
	s := readLeniently(fsys, name)
	if s["base_url"] == nil && name != "zola.toml" && (!isDir(fsys, "content") || !isDir(fsys, "templates")) {
		return nil, nil
	}
	static := []string{"static"}
	if theme := s.text("theme", ""); theme != "" {
		static = append(static, path.Join("themes", theme, "static"))
	}
	return &Site{
		Kind: Zola, Files: []string{name}, Content: contentFolders([]string{"content"}), Static: existing(fsys, static...),
		Base: basePath(s.text("base_url", "")), Slugs: []string{"path", "slug"}, Languages: zolaLanguages(s),
		Lookup: []string{"beside", "static", "pretty-url", "relative-static", "root"},
	}, nil
}

// zolaLanguages are those of a site with several: the names of posts say which
// one, as in post.fr.md.
func zolaLanguages(s settings) []Language {
	list := []Language{{Code: s.text("default_language", "en")}}
	for _, code := range sortedKeys(s.at("languages")) {
		if !strings.EqualFold(code, list[0].Code) {
			list = append(list, Language{Code: code})
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// readMkDocs reads mkdocs.yml. Its posts refer to files beside them; addresses in
// raw HTML are resolved by the browser.
func readMkDocs(fsys fs.FS, skip []string) (*Site, error) {
	name := firstFile(fsys, "mkdocs.yml", "mkdocs.yaml")
	if name == "" {
		return nil, nil
	}
	s := readLeniently(fsys, name)
	docs, ok := inside(s.text("docs_dir", "docs"))
	for _, ours := range skip { // docs_dir: build/docs
		ok = ok && (ours == "" || docs != ours && !strings.HasPrefix(docs, ours+"/"))
	}
	if !ok {
		docs = "docs"
	}
	site := &Site{
		Kind: MkDocs, Files: []string{name}, Content: contentFolders([]string{docs}), Static: []string{docs},
		Base: basePath(s.text("site_url", "")), Lookup: []string{"beside", "static", "pretty-url", "default-language", "root"},
	}
	site.Languages = mkdocsLanguages(fsys, s, docs)
	// A list of names and of names with their options, or these alone.
	extensions := append(s.texts("markdown_extensions"), sortedKeys(s.at("markdown_extensions"))...)
	list, _ := s["markdown_extensions"].([]any)
	for _, x := range list {
		with, _ := x.(settings)
		extensions = append(extensions, sortedKeys(with)...)
	}
	site.AttributeLists = slices.ContainsFunc(extensions, func(name string) bool {
		name = strings.TrimPrefix(name, "markdown.extensions.")
		return name == "attr_list" || name == "extra"
	})
	return site, nil
}

// mkdocsLanguages reads the options of the plugin i18n.
func mkdocsLanguages(fsys fs.FS, s settings, docs string) []Language {
	plugins, _ := s["plugins"].([]any)
	var list []Language
	for _, p := range plugins {
		plugin, _ := p.(settings)
		languages, _ := plugin.at("i18n")["languages"].([]any)
		for _, x := range languages {
			l, _ := x.(settings)
			lang := Language{Code: l.text("locale", "")}
			if dir := path.Join(docs, lang.Code); isDir(fsys, dir) {
				lang.Dir = dir
			}
			if first, _ := l["default"].(bool); first {
				list = append([]Language{lang}, list...)
			} else if lang.Code != "" {
				list = append(list, lang)
			}
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// readJekyll reads _config.yml. Posts are in _posts and in the folders of
// collections; pages can be anywhere and are left to Jekyll.
func readJekyll(fsys fs.FS, skip []string) (*Site, error) {
	name := firstFile(fsys, "_config.yml", "_config.yaml")
	if name == "" || isDir(fsys, "source/_posts") { // Hexo's has the same name
		return nil, nil
	}
	s := readLeniently(fsys, name)
	source, ok := inside(s.text("source", "."))
	if !ok {
		source = "."
	}
	top := path.Join(source, s.text("collections_dir", "."))
	for _, ours := range skip { // collections_dir: build
		if strings.HasPrefix(ours+"/", top+"/") || strings.HasPrefix(top, ours+"/") {
			top = source
		}
	}
	dirs := []string{path.Join(top, "_posts"), path.Join(top, "_drafts")}
	for _, c := range append(s.texts("collections"), sortedKeys(s.at("collections"))...) {
		dirs = append(dirs, path.Join(top, "_"+c))
	}
	found := existing(fsys, dirs...)
	if len(found) == 0 {
		found = []string{source}
	}
	base := "/" + strings.Trim(s.text("baseurl", ""), "/")
	if base == "/" {
		base = ""
	}
	return &Site{
		Kind: Jekyll, Files: []string{name}, Content: contentFolders(found), Static: []string{source}, Base: base,
		Lookup: []string{"beside", "static", "pretty-url", "relative-static", "root"},
	}, nil
}
