package content

import (
	"errors"
	"go/token"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Options says which files are posts. The zero value: all Markdown files.
type Options struct {
	// Dir is the folder to look in, a slash path in the file system. "" or "."
	// is its root.
	Dir string
	// Extensions of posts; case does not matter. nil: .md and .markdown.
	Extensions []string
	// Exclude lists folders that are not entered, as slash paths in the file
	// system: the output folder, for example.
	Exclude []string
}

// Find returns the names of all posts below o.Dir, sorted by the whole path. It
// reads each folder once and opens no file. Left out are files and folders
// whose name begins with a dot, folders named node_modules, symbolic links to
// folders (they can lead in circles) and whatever is neither a file nor a link
// to one.
//
// The error joins an [*Error] for each folder that cannot be read and for each
// link that leads to no file in the file system. The other names are returned
// all the same.
func Find(fsys fs.FS, o Options) ([]string, error) {
	f := finding{fsys: fsys, extensions: o.Extensions, excluded: map[string]bool{}, free: make(chan struct{}, runtime.GOMAXPROCS(0)-1)}
	if f.extensions == nil {
		f.extensions = []string{".md", ".markdown"}
	}
	for _, dir := range o.Exclude {
		f.excluded[path.Clean(dir)] = true
	}
	if dir := path.Clean(o.Dir); fs.ValidPath(dir) { // path.Clean("") is "."
		f.folder(dir)
		f.others.Wait()
	} else {
		f.errs = append(f.errs, unreadable(dir, "folder", fs.ErrInvalid))
	}
	slices.Sort(f.names)
	slices.SortFunc(f.errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return f.names, errors.Join(f.errs...)
}

// A finding is a Find at work, in several goroutines.
type finding struct {
	fsys       fs.FS
	extensions []string
	excluded   map[string]bool
	free       chan struct{} // holds a place for each other goroutine
	others     sync.WaitGroup

	mu    sync.Mutex
	names []string
	errs  []error
}

// enter looks through a folder, in a goroutine of its own if one is free.
func (f *finding) enter(dir string) {
	select {
	case f.free <- struct{}{}:
		f.others.Go(func() {
			defer func() { <-f.free }()
			f.folder(dir)
		})
	default:
		f.folder(dir)
	}
}

func (f *finding) found(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.names = append(f.names, name)
}

func (f *finding) failed(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errs = append(f.errs, err)
}

func (f *finding) folder(dir string) {
	entries, err := fs.ReadDir(f.fsys, dir)
	if err != nil { // the entries read before it are good
		f.failed(unreadable(dir, "folder", err))
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			if e.Name() != "node_modules" && !f.excluded[name] {
				f.enter(name)
			}
		case !f.isPost(e.Name()):
		case e.Type().IsRegular():
			f.found(name)
		case e.Type()&fs.ModeSymlink != 0:
			f.link(name)
		}
	}
}

func (f *finding) link(name string) {
	switch info, err := fs.Stat(f.fsys, name); {
	case errors.Is(err, fs.ErrNotExist):
		f.failed(&Error{Pos: token.Position{Filename: name}, Msg: "file is a symbolic link to nothing: correct the link or remove it"})
	case err != nil:
		f.failed(unreadable(name, "file", err))
	case info.Mode().IsRegular():
		f.found(name)
	}
}

func (f *finding) isPost(base string) bool {
	ext := strings.TrimPrefix(path.Ext(base), ".")
	return ext != "" && slices.ContainsFunc(f.extensions, func(e string) bool {
		return strings.EqualFold(strings.TrimPrefix(e, "."), ext)
	})
}

// Load finds and reads all posts, in parallel, and returns them sorted by the
// whole path. Posts with a problem are left out; the error joins what is wrong
// with all of them, and what [Find] reports.
func Load(fsys fs.FS, o Options) ([]*Post, error) {
	names, err := Find(fsys, o)
	posts := make([]*Post, len(names))
	errs := make([]error, 1+len(names))
	errs[0] = err
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				post, err := Read(fsys, names[i])
				if err == nil {
					posts[i] = post
				}
				errs[1+i] = err
			}
		})
	}
	wg.Wait()
	posts = slices.DeleteFunc(posts, func(p *Post) bool { return p == nil })
	return posts, errors.Join(errs...)
}
