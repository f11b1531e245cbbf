package content

import (
	"path"
	"slices"
	"strings"
	"sync"
)

// An index knows every file below a folder by the last part of its path.
type index struct {
	once  sync.Once
	files map[string][]string
}

// byName appends the files whose path ends with p, the shortest path first. A
// path that leaves its own folder names no file in this way.
func (f *Finder) byName(cs []candidate, p string) []candidate {
	p = path.Clean(p)
	if leadsOut(p) {
		return cs
	}
	f.names.once.Do(func() {
		f.names.files = map[string][]string{}
		f.addNames(f.o.Content)
		for _, files := range f.names.files {
			slices.SortFunc(files, func(a, b string) int {
				if n := strings.Count(a, "/") - strings.Count(b, "/"); n != 0 {
					return n
				}
				return strings.Compare(a, b)
			})
		}
	})
	for _, name := range f.names.files[path.Base(p)] {
		if name == p || strings.HasSuffix(name, "/"+p) {
			cs = append(cs, candidate{name, "", ByName})
		}
	}
	return cs
}

// addNames enters what [Find] enters, too.
func (f *Finder) addNames(dir string) {
	for _, e := range f.folder(dir).entries {
		name := path.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."), e.Name() == "node_modules":
		case !e.IsDir():
			f.names.files[e.Name()] = append(f.names.files[e.Name()], name)
		case !slices.Contains(f.o.Exclude, name):
			f.addNames(name)
		}
	}
}

// ambiguous returns another file that is as good as the first candidate, which
// is there: of several that only their names tell, none is meant for sure.
func (f *Finder) ambiguous(candidates []candidate) string {
	if len(candidates) < 2 || candidates[0].place != ByName || candidates[1].place != ByName {
		return ""
	}
	return candidates[1].name
}
