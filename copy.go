package mdmedia

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/atomicfile"
	"github.com/mdmedia/mdmedia/internal/media"
	"github.com/mdmedia/mdmedia/renderer"
)

// copyFiles puts the other files of the content folder beside the Markdown
// output, so that shortcodes and page resources still find theirs.
func (b *build) copyFiles(ctx context.Context, kept map[string]bool) error {
	if b.site.cfg.Copy == "none" {
		return nil
	}
	names, err := b.site.otherFiles(b.fsys, b.names)
	if err != nil {
		return problem(b.site.display(b.site.cfg.Content), reason(err))
	}
	rewritten := map[string]bool{}
	if b.site.copiesUnreferenced() {
		for _, p := range b.pages {
			for _, u := range p.uses {
				rewritten[u.object.asset.name] = true
			}
		}
		for _, p := range b.pages {
			for _, name := range p.named {
				delete(rewritten, name)
			}
		}
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if rewritten[name] {
			continue
		}
		to := path.Join(b.site.contentDir(name), path.Base(name))
		kept[to] = true
		if err := b.copyFile(name, to); err != nil {
			return err
		}
	}
	return nil
}

// copiesUnreferenced reports whether files are copied that posts do not refer to.
func (s *Site) copiesUnreferenced() bool {
	return s.cfg.Format == Markdown && s.cfg.Copy == "unreferenced"
}

// namedElsewhere reports whether the name of a file stands in a post outside of
// the references that are rewritten: a shortcode may show the file, too.
func namedElsewhere(source []byte, refs []renderer.Resolution, name string) bool {
	base, seen := []byte(path.Base(name)), map[int]bool{} // a definition serves several
	n := bytes.Count(source, base)
	for _, r := range refs {
		if r.Rewritten && !seen[r.Ref.Start] {
			seen[r.Ref.Start] = true
			n -= bytes.Count(source[r.Ref.Start:r.Ref.End], base)
		}
	}
	return n > 0
}

// copied reports whether the file was copied before. A copy of the same size
// and time is taken to be the same, as rsync does.
func (b *build) copied(name, to string) bool {
	if _, ours := b.site.cache.output(to); !ours {
		return false
	}
	src, err := fs.Stat(b.fsys, name)
	if err != nil || !src.Mode().IsRegular() {
		return false
	}
	old, ok := b.stage.stamp(to)
	return ok && old.size == src.Size() && old.mtime == src.ModTime().UnixNano()
}

// copyFile copies one file, streaming: it may be a large video.
func (b *build) copyFile(name, to string) error {
	if b.copied(name, to) {
		b.report.Kept++
		return nil
	}
	src, err := b.openCopy(name)
	if err != nil {
		b.ps.add(b.copyProblem(name, err))
		return nil
	}
	defer src.Close()
	fi, err := fs.Stat(b.fsys, name)
	if err != nil || !fi.Mode().IsRegular() {
		return nil
	}
	if b.foreignCopy(name, to) {
		b.sayForeign(to, b.site.display(name))
		return nil
	}
	if b.opts.DryRun {
		b.report.Written++
		b.report.Actions = append(b.report.Actions, Action{Do: "copy", What: b.site.displayOut(to), From: name})
		return nil
	}
	h := sha256.New()
	changed, err := atomicfile.Write(b.stage.root, to, 0o644, func(w io.Writer) error {
		_, err := io.Copy(io.MultiWriter(w, h), src)
		return err
	})
	if err != nil {
		return b.site.outError(to, err)
	}
	if changed {
		b.report.Written++
	} else {
		b.report.Kept++
	}
	_ = b.stage.root.Chtimes(to, fi.ModTime(), fi.ModTime()) // only saves work next time
	b.site.cache.setOutput(to, output{sha256: hex.EncodeToString(h.Sum(nil))})
	return nil
}

// copyProblem says why openCopy failed.
func (r *run) copyProblem(name string, err error) Problem {
	p := Problem{File: r.site.display(name), Severity: Error, Message: "cannot be copied: " + reason(err)}
	fi, lerr := os.Lstat(filepath.Join(r.site.dir, filepath.FromSlash(name)))
	switch {
	case errors.Is(err, errCutOff):
		p.Message = oneLine(err)
		if r.site.cfg.Missing == "warn" {
			p.Severity = Warning
		}
	case lerr == nil && fi.Mode()&fs.ModeSymlink != 0:
		p.Message = "is a symbolic link that leads out of the site or to nothing: put the file itself there, or remove the link"
	}
	return p
}

// openCopy opens a file as it is published. In HTML output a picture that is
// linked to loses what is taken out of those that are shown.
func (r *run) openCopy(name string) (io.ReadCloser, error) {
	if r.site.cfg.Format != HTML {
		return r.site.root.Open(name)
	}
	fi, err := fs.Stat(r.fsys, name)
	if err != nil {
		return nil, err
	}
	f, err := r.site.inspect(content.Found{Name: name, Size: fi.Size(), Info: fi}, r.assets.known)
	if nm := (*media.NotMediaError)(nil); errors.As(err, &nm) {
		return r.site.root.Open(name)
	}
	if err != nil {
		return nil, err
	}
	return r.site.openAsset(&asset{name: name, facts: f})
}

// otherFiles lists the files of the content folder that are not posts. Files
// in folders that hold no content, such as .git, are not looked at.
func (s *Site) otherFiles(fsys fs.FS, posts map[string]bool) (names []string, err error) {
	excluded := s.excluded()
	for _, root := range s.roots {
		if err := s.otherFilesBelow(fsys, root.Folder, posts, excluded, &names); err != nil {
			return nil, err
		}
	}
	return names, nil
}

func (s *Site) otherFilesBelow(fsys fs.FS, dir string, posts map[string]bool, excluded []string, names *[]string) error {
	return fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		switch {
		case d.IsDir():
			if name != dir && (strings.HasPrefix(base, ".") || base == "node_modules" || slices.Contains(excluded, name)) {
				return fs.SkipDir
			}
		case posts[name], isLitter(base), holdsSecrets(base), d.Type()&^fs.ModeSymlink != 0:
		case s.cfg.Content == "." && (name == ConfigFile || name == s.opts.ConfigFile || isLockFile(name)):
		default:
			*names = append(*names, name)
		}
		return nil
	})
}

// isLitter reports whether systems, editors and git leave files of that name
// beside those that people make.
func isLitter(base string) bool {
	switch strings.ToLower(base) {
	case ".ds_store", "thumbs.db", "desktop.ini", ".gitattributes", ".gitignore", ".gitkeep", ".gitmodules", ".editorconfig":
		return true
	}
	for _, pattern := range []string{
		"._*",                            // macOS, on disks of others
		"*~", ".*.sw[a-p]", ".#*", "#*#", // backups and locks of editors
		"*.bak", "*.orig", "*.rej", "*.tmp", "~$*", ".~lock.*#",
	} {
		if ok, _ := path.Match(pattern, base); ok {
			return true
		}
	}
	return false
}

// holdsSecrets reports whether programs keep passwords and tokens in a file of
// that name: where the content is the whole project, it stands among the posts.
func holdsSecrets(base string) bool {
	return base == ".env" || strings.HasPrefix(base, ".env.") || base == ".npmrc" || base == ".netrc"
}
