package mdmedia

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/content"
)

// findPosts lists the posts, all of them or those that paths name.
func (s *Site) findPosts(fsys fs.FS, paths []string) (names []string, err error) {
	var all []string
	for _, root := range s.roots {
		found, ferr := content.Find(fsys, content.Options{Dir: root.Folder, Extensions: s.cfg.Extensions, Exclude: s.excluded()})
		all, err = append(all, found...), errors.Join(err, ferr)
	}
	if len(s.roots) > 1 {
		slices.Sort(all)
		all = slices.Compact(all)
	}
	if err != nil {
		return nil, s.findProblems(err)
	}
	if len(paths) == 0 {
		return all, nil
	}
	var ps problems
	chosen := make(map[string]bool)
	for _, p := range paths {
		if msg := s.choose(p, all, chosen); msg != "" {
			ps.add(Problem{File: p, Message: msg})
		}
	}
	if list := ps.sorted(); len(list) > 0 {
		return nil, &ProblemsError{list}
	}
	for _, n := range all {
		if chosen[n] {
			names = append(names, n)
		}
	}
	return names, nil
}

// findProblems makes a problem of each post or folder that cannot be read.
func (s *Site) findProblems(err error) error {
	var ps problems
	for _, e := range flatten(err) {
		var ce *content.Error
		if !errors.As(e, &ce) {
			return err
		}
		ps.add(Problem{File: s.display(ce.Pos.Filename), Message: ce.Msg})
	}
	return &ProblemsError{ps.sorted()}
}

// choose marks the posts at or below p, a path of the operating system.
func (s *Site) choose(p string, all []string, chosen map[string]bool) string {
	abs, err := filepath.Abs(p)
	if err != nil {
		return err.Error()
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	} else if errors.Is(err, fs.ErrNotExist) {
		return "does not exist: " + suggest(p, all, "name a post or a folder of posts")
	}
	rel, err := filepath.Rel(s.dir, abs)
	if err != nil || !inside(filepath.ToSlash(rel)) {
		return "is outside the site " + s.dir + ": run mdmedia in the site's folder, or give --config"
	}
	name, found := filepath.ToSlash(rel), false
	for _, post := range all {
		if name == "." || post == name || strings.HasPrefix(post, name+"/") {
			chosen[post], found = true, true
		}
	}
	if !found {
		return "holds no post of " + s.display(s.cfg.Content) + ": name a post or a folder of posts"
	}
	return ""
}

// excluded are the folders whose files are not posts.
func (s *Site) excluded() []string {
	var ex []string
	if s.outRel != "" {
		ex = append(ex, s.outRel)
	}
	if d := s.cfg.Store.Dir; d != "" && !filepath.IsAbs(d) && inside(filepath.ToSlash(d)) {
		ex = append(ex, path.Clean(filepath.ToSlash(d)))
	}
	if s.cfg.Content == "." {
		ex = append(ex, s.cfg.Static...)
	}
	return ex
}

// postsIn lists the posts below a folder of the site.
func (s *Site) postsIn(dir string) ([]string, error) {
	return content.Find(s.fsys, content.Options{Dir: dir, Extensions: s.cfg.Extensions})
}
