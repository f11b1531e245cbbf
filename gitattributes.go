package mdmedia

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// MergeAttribute is the line of .gitattributes by which git keeps the lines of
// both sides when two branches have added to the lock file. Reading it sorts
// them out.
const MergeAttribute = "mdmedia*.lock merge=union"

const attributesFile = ".gitattributes"

// AddMergeAttribute writes [MergeAttribute] into the .gitattributes of a site's
// folder, at its end and without touching what is there, if the folder is in a
// git work tree and no .gitattributes up to the work tree's own says already
// how the lock file is merged. It returns whether it did. It does not run git.
func AddMergeAttribute(dir string) (added bool, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return false, err
	}
	folders := workTree(dir)
	for _, folder := range folders {
		src, err := os.ReadFile(filepath.Join(folder, attributesFile))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, attributesError(err)
		}
		rel, err := filepath.Rel(folder, filepath.Join(dir, LockFile))
		if err != nil {
			return false, err
		}
		if saysMerge(string(src), filepath.ToSlash(rel)) {
			return false, nil
		}
	}
	if folders == nil {
		return false, nil
	}
	return true, appendLine(filepath.Join(dir, attributesFile), MergeAttribute)
}

// workTree returns the folders from dir up to the one that git calls the work
// tree: it holds .git, a folder or, in a worktree or a submodule, a file. Nil
// if there is none.
func workTree(dir string) []string {
	var folders []string
	for {
		folders = append(folders, dir)
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return folders
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		dir = parent
	}
}

// saysMerge reports whether the text of a .gitattributes has a line for the
// file, a slash path below its folder, that decides how it is merged.
func saysMerge(text, file string) bool {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 || strings.HasPrefix(words[0], "#") || !attributesMatch(words[0], file) {
			continue
		}
		if slices.ContainsFunc(words[1:], func(w string) bool {
			name, _, _ := strings.Cut(strings.TrimLeft(w, "-!"), "=")
			return name == "merge" || name == "binary" // binary stands for -diff -merge -text
		}) {
			return true
		}
	}
	return false
}

// attributesMatch matches as git does: a pattern without a slash is for the
// file's name in any folder.
func attributesMatch(pattern, file string) bool {
	if !strings.Contains(pattern, "/") {
		pattern = "**/" + pattern
	}
	ok, _ := doublestar.Match(strings.TrimPrefix(pattern, "/"), file) // a bad pattern matches nothing
	return ok
}

// appendLine adds a line at a file's end, in the file's own line ends, and all
// of it or nothing.
func appendLine(name, line string) error {
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return attributesError(errors.New("is not a regular file"))
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return attributesError(err)
	}
	src, err := os.ReadFile(name)
	if err == nil {
		if _, err = file.WriteString(newLine(string(src), line)); err != nil {
			_ = file.Truncate(int64(len(src)))
		}
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return attributesError(err)
	}
	return nil
}

// newLine is what to write behind text for it to have one more line.
func newLine(text, line string) string {
	end, before := "\n", ""
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		before = end
	}
	return before + line + end
}

func attributesError(err error) error {
	return fileError(attributesFile, err, `add the line "`+MergeAttribute+`" to it yourself`)
}
