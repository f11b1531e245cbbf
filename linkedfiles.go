package mdmedia

import (
	"context"
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia/content"
)

// A linkedFile is a file of the author's that a page links to, such as a PDF. It
// is copied into the output folder, to the path that it has below the content
// folder or below a static folder, and the link leads there.
type linkedFile struct {
	name string // slash path below the site's root
	out  string // slash path below the output folder
}

// fileLink is link for a destination that is no post's. What has no extension
// is taken for the address of a page, which only the web server knows; so is
// what begins with "/" or ends in .html and is no file.
func (r *run) fileLink(from, to, suffix string) postLink {
	base := path.Base(to)
	if r.site.cfg.Format != HTML || strings.Contains(to, ":") || strings.HasPrefix(to, "//") || strings.HasSuffix(to, "/") ||
		path.Ext(base) == "" || hidden(to) {
		return postLink{}
	}
	found, err := r.finder.Find(from, to)
	if err != nil {
		ext := strings.ToLower(path.Ext(base))
		var miss *content.NotFoundError
		if strings.HasPrefix(to, "/") || ext == ".html" || ext == ".htm" || errors.As(err, &miss) && miss.Reason == content.Folder {
			return postLink{asked: true}
		}
		dead := "leads to no file: correct it"
		if miss != nil && miss.Nearest != "" {
			dead = "leads to no file: did you mean " + strconv.Quote(miss.Nearest) + "?"
		}
		return postLink{asked: true, dead: dead}
	}
	out, ok := r.site.copyPath(found)
	if !ok {
		return postLink{asked: true, dead: "leads to a file that is neither in the content folder nor in a static one: move it there"}
	}
	l := postLink{asked: true, file: linkedFile{found.Name, out}}
	if !strings.HasPrefix(to, "/") { // else it is the same for every page
		self, _ := r.links.load(from)
		l.url = escapePath(relative(htmlPath(self.out), out)) + suffix
	}
	return l
}

// hidden reports whether a part of a path begins with a dot, as those of files
// that are not for everybody. What leads up is not meant.
func hidden(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
		return strings.HasPrefix(part, ".") && part != "." && part != ".."
	})
}

// copyPath is where a file is copied to.
func (s *Site) copyPath(found content.Found) (out string, ok bool) {
	switch {
	case hidden(found.Name):
		return "", false
	case found.Root != "" && found.Root != ".":
		return strings.TrimPrefix(found.Name, found.Root+"/"), true
	case s.inContent(found.Name) && found.Name != ConfigFile && found.Name != LockFile:
		return path.Join(s.contentDir(found.Name), path.Base(found.Name)), true
	}
	return "", false
}

// findLinked notes the files that an article links to.
func (r *run) findLinked(p *article, m *memo) {
	p.linked = nil
	for _, dest := range m.links {
		if f := r.link(p.name, dest).file; f.name != "" && !slices.Contains(p.linked, f) {
			p.linked = append(p.linked, f)
		}
	}
}

// eachLinked calls do for the files that the pages link to, once for each, and
// reports those whose place is taken. A file that only pages link to which keep
// their older form is kept as it is.
func (r *run) eachLinked(keep func(linkedFile), do func(linkedFile) error) error {
	taken := map[string]string{}
	for _, p := range r.pages {
		taken[p.out] = p.name
	}
	for _, p := range r.pages {
		for _, f := range p.linked {
			switch other := taken[f.out]; {
			case other == f.name:
			case other != "" || r.ownFile(f.out) != "" || f.out == "index.html":
				r.ps.add(Problem{File: r.site.display(f.name), Message: "is linked to and would be copied to " + r.site.displayOut(f.out) +
					", which is taken: rename it"})
			case p.failed:
				keep(f)
			default:
				taken[f.out] = f.name
				if err := do(f); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// copyLinked copies the files that the pages link to, and keeps what an older
// page may still link to.
func (b *build) copyLinked(ctx context.Context, kept map[string]bool) error {
	keep := func(f linkedFile) { kept[f.out] = true }
	return b.eachLinked(keep, func(f linkedFile) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		keep(f)
		return b.copyFile(f.name, f.out)
	})
}

// checkLinked reports what copyLinked would.
func (r *run) checkLinked() {
	_ = r.eachLinked(func(linkedFile) {}, func(f linkedFile) error { // no error of do's, none at all
		if file, err := r.openCopy(f.name); err == nil {
			file.Close()
		} else {
			r.ps.add(r.copyProblem(f.name, err))
		}
		return nil
	})
}
