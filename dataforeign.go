package mdmedia

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
)

// foreignData is a problem if the file at Config.Data is one that the author
// wrote, such as package.json: it is not replaced. One of ours is known by its
// keys, also in the middle of a merge.
func (s *Site) foreignData(root *os.Root) error {
	name := filepath.FromSlash(s.cfg.Data)
	info, err := root.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return nil // writing it says what is wrong with it
	}
	have, err := root.ReadFile(name)
	if err != nil {
		return fileError(s.display(s.cfg.Data), err, "check its permissions")
	}
	for _, key := range []string{"version", "pages", "files", "diagrams"} {
		if !bytes.Contains(have, []byte(`"`+key+`"`)) {
			return problem(s.display(s.cfg.Data), "was not written by mdmedia, and is not replaced: choose another name for data, or delete it")
		}
	}
	return nil
}

// checkData reports what writeData would not replace.
func (r *run) checkData() {
	if r.site.cfg.Data == "" {
		return
	}
	root, err := os.OpenRoot(r.site.dir)
	if err != nil {
		return // the posts could not be read either
	}
	defer root.Close()
	var ps *ProblemsError
	if errors.As(r.site.foreignData(root), &ps) {
		for _, p := range ps.Problems {
			r.ps.add(p)
		}
	}
}
