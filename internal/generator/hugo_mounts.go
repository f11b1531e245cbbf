package generator

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// hugoMounts are the mounts of a Hugo site by what they are for.
type hugoMounts struct {
	content []Folder // At is below content, "" for itself
	static  []string
	others  []Folder
}

// mounts reads module.mounts. What it does not name has the folder of old: a
// component that one mount is defined for has only those that are defined.
func (h *hugoReader) mounts(languages []Language) hugoMounts {
	var m hugoMounts
	defined := map[string]bool{}
	list, _ := h.s.at("module")["mounts"].([]any)
	for _, x := range list {
		mount, _ := x.(settings)
		target, ok := inside(mount.text("target", ""))
		component, rest, _ := strings.Cut(target, "/")
		if !ok || component == "." {
			continue
		}
		source, ok := inside(mount.text("source", ""))
		if !ok || h.skipped(source) {
			continue // outside of the site, or our own output
		}
		defined[component] = true
		m.add(h, component, rest, source)
		if component == "content" && rest == "" {
			ofLanguage(languages, mount, source)
		}
	}
	h.standardMounts(&m, defined, languages)
	for _, theme := range h.s.texts("theme") {
		dir := path.Join(h.s.text("themesdir", "themes"), theme)
		m.addRoots(h, path.Join(dir, "static"), path.Join(dir, "assets"))
	}
	return m
}

// ofLanguage notes that a content folder is one language's.
func ofLanguage(languages []Language, mount settings, source string) {
	codes := append(mount.texts("lang"), mount.at("sites", "matrix").texts("languages")...) // the latter since 0.153
	for i, l := range languages {
		if len(codes) == 1 && strings.EqualFold(codes[0], l.Code) {
			languages[i].Dir = source
		}
	}
}

func (m *hugoMounts) add(h *hugoReader, component, rest, source string) {
	switch {
	case component == "content":
		m.content = append(m.content, Folder{rest, source})
	case component != "static" && component != "assets":
	case rest == "":
		m.addRoots(h, source)
	default:
		m.others = append(m.others, Folder{rest, source})
	}
}

// standardMounts adds what Hugo mounts by itself.
func (h *hugoReader) standardMounts(m *hugoMounts, defined map[string]bool, languages []Language) {
	if !defined["content"] {
		own := false
		for _, l := range languages {
			if l.Dir != "" && !h.skipped(l.Dir) {
				own = true
				m.content = append(m.content, Folder{"", l.Dir})
			}
		}
		if dir, ok := inside(h.s.text("contentdir", "content")); ok && !own && !h.skipped(dir) {
			m.content = append(m.content, Folder{"", dir})
		}
	}
	if !defined["static"] {
		m.addRoots(h, staticDirs(h.s)...)
		for _, l := range languages {
			for _, dir := range append(h.s.at("languages", l.Code).texts("staticdir"), numbered(h.s.at("languages", l.Code))...) {
				m.addRoots(h, dir)
			}
		}
	}
	if !defined["assets"] {
		m.addRoots(h, h.s.text("assetdir", "assets"))
	}
}

func staticDirs(s settings) []string {
	dirs := append(s.texts("staticdir"), numbered(s)...)
	if dirs == nil {
		return []string{"static"}
	}
	return dirs
}

// numbered are the folders of staticDir0 to staticDir10.
func numbered(s settings) (dirs []string) {
	for i := range 11 {
		dirs = append(dirs, s.texts("staticdir"+strconv.Itoa(i))...)
	}
	return dirs
}

func (m *hugoMounts) addRoots(h *hugoReader, dirs ...string) {
	for _, dir := range dirs {
		if dir, ok := inside(dir); ok && !slices.Contains(m.static, dir) && isDir(h.fsys, dir) {
			m.static = append(m.static, dir)
		}
	}
}

// skipped reports whether a folder is, or lies in, one of ours.
func (h *hugoReader) skipped(dir string) bool {
	return slices.ContainsFunc(h.skip, func(s string) bool { return s != "" && (dir == s || strings.HasPrefix(dir, s+"/")) })
}

// content arranges the content folders. If all lie below one folder, as
// content/en and content/fr do, that is it. Otherwise each has its place, which
// is the folder's own path where a place would be taken twice.
func (h *hugoReader) content(mounts []Folder) []Folder {
	var list []Folder
	for _, m := range mounts {
		if isDir(h.fsys, m.Folder) && !slices.ContainsFunc(list, func(f Folder) bool { return f.Folder == m.Folder }) {
			list = append(list, m)
		}
	}
	if len(list) == 0 {
		return []Folder{{"", "content"}}
	}
	if top := commonFolder(list); top != "." {
		return []Folder{{"", top}}
	}
	taken := map[string]int{}
	for _, f := range list {
		taken[f.At]++
	}
	for i, f := range list {
		if taken[f.At] > 1 {
			list[i].At = f.Folder
		}
	}
	return list
}

// commonFolder is the folder that all are, or lie in, and appear in as they
// lie; "." if there is none.
func commonFolder(list []Folder) string {
	top := list[0].Folder
	for _, f := range list {
		for top != "." && f.Folder != top && !strings.HasPrefix(f.Folder, top+"/") {
			top = path.Dir(top)
		}
	}
	for _, f := range list { // content/docs at content/guide is elsewhere
		if f.At != "" && (path.Join(top, f.At) != f.Folder || !slices.Contains(list, Folder{"", top})) {
			return "."
		}
	}
	return top
}
