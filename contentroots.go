package mdmedia

import (
	"path"
	"strings"

	"github.com/mdmedia/mdmedia/internal/generator"
)

// setRoots notes the folders that posts are in. There are several only where a
// generator mounts them.
func (s *Site) setRoots() {
	s.roots = []generator.Folder{{Folder: path.Clean(s.cfg.Content)}}
	if s.generator != nil && s.given.Content == "" {
		s.roots = s.generator.Content
	}
}

// rootOf is the content folder that a file is in, and the file's path in it.
func (s *Site) rootOf(name string) (root generator.Folder, rest string, ok bool) {
	best := -1
	for _, r := range s.roots {
		in, below := strings.CutPrefix(name, r.Folder+"/")
		if r.Folder == "." {
			in, below = name, true
		}
		if below && len(r.Folder) > best {
			root, rest, ok, best = r, in, true, len(r.Folder)
		}
	}
	return root, rest, ok
}

// contentDir is a file's folder as it appears below the content; "" is that
// itself.
func (s *Site) contentDir(name string) string {
	dir := path.Dir(name)
	if root, rest, ok := s.rootOf(name); ok {
		dir = path.Join(root.At, path.Dir(rest))
	}
	if dir == "." {
		return ""
	}
	return dir
}

// inContent reports whether a slash path of the site is below a content folder.
func (s *Site) inContent(name string) bool {
	_, _, ok := s.rootOf(name)
	return ok
}
