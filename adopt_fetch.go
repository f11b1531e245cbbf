package mdmedia

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode"

	"github.com/mdmedia/mdmedia/internal/atomicfile"
	"github.com/mdmedia/mdmedia/internal/media"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// fetchWorkers is how many originals are fetched at once.
const fetchWorkers = 8

// A fetcher brings objects of the bucket into files below a folder, and never
// takes the place of a file that is there. An object goes into a temporary
// file beside its target, so that a run that is killed leaves no half file.
type fetcher struct {
	store mediasync.Store
	root  *os.Root
	swept sync.Map // folder -> func() that looks for old temporary files, once
	// resumes says that what runs that were killed left is of use: it is swept
	// away at the end, by sweepAll.
	resumes bool
}

// fetched is an object in a temporary file.
type fetched struct {
	temp   string // slash path below the folder
	sha256 string
	size   int64
}

// get downloads the object into a temporary file beside the target.
func (f *fetcher) get(ctx context.Context, key, target string) (got fetched, err error) {
	body, _, err := f.store.Get(ctx, key)
	if err != nil {
		return fetched{}, err
	}
	defer body.Close()
	file, err := f.temp(target)
	if err != nil {
		return fetched{}, err
	}
	got.temp = path.Join(path.Dir(target), filepath.Base(file.Name()))
	return f.fill(ctx, got, file, sha256.New(), body)
}

// fill writes a body to the end of a temporary file, whose bytes so far are in
// the hash. With an error the file goes, unless it is for the next run.
func (f *fetcher) fill(ctx context.Context, got fetched, file *os.File, h hash.Hash, body io.Reader) (fetched, error) {
	n, err := io.Copy(io.MultiWriter(file, h), body)
	got.size += n
	got.sha256 = hex.EncodeToString(h.Sum(nil))
	if err = errors.Join(err, file.Close(), ctx.Err()); err != nil {
		if ctx.Err() == nil || !f.resumes || got.size < resumeAbove {
			f.drop(got)
		}
		return fetched{}, err
	}
	return got, nil
}

// inspect says what the object is, and what would be taken out of it before it
// was uploaded. It returns an error if that is not media.
func (f *fetcher) inspect(got fetched, key, name string) (media.Report, error) {
	file, err := f.root.Open(got.temp)
	if err != nil {
		return media.Report{}, err
	}
	defer file.Close()
	rep, err := media.Examine(file, path.Base(name), media.Options{StripLocation: true})
	if nm := (*media.NotMediaError)(nil); errors.As(err, &nm) {
		err = fmt.Errorf("%s is not an image or video in the bucket (it is %s)", key, cmp.Or(nm.Found, "empty"))
	}
	return rep, err
}

// temp makes the temporary file, and the folder if need be. What runs that were
// killed left in that folder goes.
func (f *fetcher) temp(target string) (*os.File, error) {
	dir := path.Dir(target)
	if err := f.root.MkdirAll(dir, 0o755); errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, errors.New(dir + " is a file and not a folder here: rename it")
	} else if err != nil {
		return nil, err
	}
	f.sweep(dir)
	return f.root.OpenFile(atomicfile.TempName(target), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
}

// sweep removes what runs that were killed left in a folder, once: now, or in
// the end if it may still be of use.
func (f *fetcher) sweep(dir string) {
	sweep, _ := f.swept.LoadOrStore(dir, sync.OnceFunc(func() { atomicfile.RemoveStale(f.root, dir) }))
	if !f.resumes {
		sweep.(func())()
	}
}

// sweepAll is for the end of a run in which nothing is to be resumed.
func (f *fetcher) sweepAll() {
	f.swept.Range(func(_, sweep any) bool { sweep.(func())(); return true })
}

// place gives the file its name. If there is one by now the error is
// fs.ErrExist, and that one stays.
func (f *fetcher) place(got fetched, target string) error {
	err := f.root.Link(got.temp, target) // unlike a rename it takes nobody's place
	switch {
	case err == nil:
		f.drop(got)
		return nil
	case errors.Is(err, fs.ErrExist):
		f.drop(got)
		return fs.ErrExist
	}
	// A file system without links.
	if _, err := f.root.Lstat(target); err == nil {
		f.drop(got)
		return fs.ErrExist
	}
	if err = f.root.Rename(got.temp, target); err != nil {
		f.drop(got)
	}
	return err
}

func (f *fetcher) drop(got fetched) { _ = f.root.Remove(got.temp) }

// through returns the first symbolic link on the way to a file below the
// folder, the file itself included; "" if there is none.
func (f *fetcher) through(target string) string {
	for i := range len(target) + 1 {
		if i < len(target) && target[i] != '/' {
			continue
		}
		fi, err := f.root.Lstat(target[:i])
		if err != nil {
			return ""
		}
		if fi.Mode()&fs.ModeSymlink != 0 {
			return target[:i]
		}
	}
	return ""
}

// badTarget says why no file of this name may be written: the name comes from
// a lock file or a URL, which anybody may have written.
func badTarget(name string) string {
	switch {
	case !fs.ValidPath(name) || !filepath.IsLocal(filepath.FromSlash(name)):
		return "leads out of the site"
	case strings.ContainsFunc(name, unicode.IsControl) || strings.Contains(name, `\`):
		return "has a character that no file name should have"
	case slices.ContainsFunc(strings.Split(name, "/"), isGitFolder):
		return "leads into git's own folder"
	case strings.HasPrefix(path.Base(name), ".") || !media.IsMediaName(name):
		return "is not the name of a media file"
	}
	return ""
}

// isGitFolder reports whether a part of a path is git's own folder, also by the
// other names that Windows has for it.
func isGitFolder(part string) bool {
	part = strings.TrimRight(part, ". ")
	return strings.EqualFold(part, ".git") || strings.EqualFold(part, "git~1")
}

// hasHash reports whether it is the hash of the file as it is, or of what is
// uploaded of it.
func hasHash(file media.File, name, sum string) (bool, error) {
	rep, err := media.Examine(file, path.Base(name), media.Options{StripLocation: true})
	if err != nil {
		return false, err
	}
	return rep.SHA256 == sum || rep.FileSHA256 == sum, nil
}

// writeError is what went wrong with a file, without the temporary names.
func writeError(name string, err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	if errors.As(err, &pe) {
		err = pe.Err
	} else if errors.As(err, &le) {
		err = le.Err
	} else {
		return err
	}
	return fmt.Errorf("%s cannot be written: %w", name, err)
}

// isFatal reports whether every other request would fail like this one.
func isFatal(err error) bool {
	var se *mediasync.StoreError
	return errors.As(err, &se) && se.Fatal
}
