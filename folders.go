package mdmedia

import (
	"os"
	"path/filepath"
)

// checkOut refuses an output folder that would overwrite what the author wrote.
func (s *Site) checkOut() error {
	real := s.outDir
	if r, err := filepath.EvalSymlinks(real); err == nil {
		real = r
	}
	if rel, err := filepath.Rel(s.dir, real); err == nil && inside(filepath.ToSlash(rel)) {
		s.outRel = filepath.ToSlash(rel)
	}
	protected := append([]string{s.cfg.Content}, s.cfg.Static...)
	for _, root := range s.roots[1:] {
		protected = append(protected, root.Folder)
	}
	for i, p := range protected {
		abs := filepath.Join(s.dir, filepath.FromSlash(p))
		if r, err := filepath.EvalSymlinks(abs); err == nil {
			abs = r
		}
		rel, err := filepath.Rel(real, abs)
		if err != nil || !inside(filepath.ToSlash(rel)) {
			continue
		}
		what := "the content folder"
		if i > 0 {
			what = "a static folder"
		}
		return problem("", "the output folder "+s.displayOut("")+" would overwrite "+what+" "+s.display(p)+": choose another with out or --out")
	}
	if fi, err := os.Stat(real); err == nil && !fi.IsDir() {
		return problem("", "the output folder "+s.displayOut("")+" is a file: choose another with out or --out")
	}
	return nil
}

// checkBucket refuses a folder store among what the author wrote.
func (s *Site) checkBucket() error {
	if s.cfg.Store.Dir == "" {
		return nil
	}
	rel, err := filepath.Rel(s.bucketDir(), filepath.Join(s.dir, filepath.FromSlash(s.cfg.Content)))
	if err == nil && inside(filepath.ToSlash(rel)) {
		return problem("", "store.dir: "+s.cfg.Store.Dir+" holds the content folder "+s.display(s.cfg.Content)+": choose a folder of its own")
	}
	return nil
}
