package content

import (
	"io/fs"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// FinderOptions says where a Finder looks. The zero value: a relative path
// beside the post, a root-absolute one (/img/x.png) at the root of the file
// system. All folders are slash paths in the file system, "." or "" is its root.
type FinderOptions struct {
	// Static lists the folders that a root-absolute path is looked up in
	// ([StaticRoots]), in order.
	Static []string
	// Base is the path that the site is published under, such as "/blog". A
	// root-absolute path that begins with it is looked up without it first.
	Base string
	// Places is where to look, in order. nil: Beside, StaticRoots, SiteRoot.
	Places []Place
	// Content is the folder that the URLs of pages mirror: for [PrettyURL].
	Content string
	// Pages maps the names of posts to the URL paths of their pages, without
	// Base ("paging" for https://example.com/blog/paging/), for [PrettyURL].
	// Only posts need to be in it whose page is elsewhere than Content says.
	// It must not change afterwards.
	Pages map[string]string
	// Mounts are tried in order: for [Mounted].
	Mounts []Mount
}

// Found is the local file that a path means.
type Found struct {
	// Name is the file's slash path in the file system, as it was referenced:
	// symbolic links on the way are still in it.
	Name string
	// Root is the static root that the file is below, whichever place it was
	// found through, or "." if a root-absolute path was found from the site's
	// root. It is "" for a file that belongs to the post.
	Root string
	// Place is where it was found.
	Place Place
	// Size is the length in bytes, never 0.
	Size int64
	// ModTime is the time of the last change.
	ModTime time.Time
	// Info is the file's, not a symbolic link's.
	Info fs.FileInfo
}

// Finder finds the local files that the references in posts mean. It is safe
// for concurrent use.
//
// It reads each folder once and keeps the names: a reference then costs no more
// than a search in them and one lstat for size and time. Changes made after
// that stay unseen, so make a new Finder for each run.
type Finder struct {
	fsys    fs.FS
	o       FinderOptions
	folders sync.Map          // slash path -> *folder
	bundles map[string]string // URL path of a page -> folder of its post, if that is an index file

	compared atomic.Int64 // names compared for "did you mean"
}

// NewFinder returns a Finder for the files in fsys.
func NewFinder(fsys fs.FS, o FinderOptions) *Finder {
	if o.Places == nil {
		o.Places = []Place{Beside, StaticRoots, SiteRoot}
	}
	static := make([]string, len(o.Static))
	for i, dir := range o.Static {
		static[i] = cleanDir(dir)
	}
	mounts := make([]Mount, len(o.Mounts))
	for i, m := range o.Mounts {
		mounts[i] = Mount{At: cleanDir(m.At), Folder: cleanDir(m.Folder)}
	}
	o.Static, o.Mounts, o.Content = static, mounts, cleanDir(o.Content)
	o.Base = strings.Trim(o.Base, "/")
	f := &Finder{fsys: fsys, o: o, bundles: map[string]string{}}
	for post, url := range o.Pages {
		if isIndex(post) {
			f.bundles[cleanDir(url)] = path.Dir(post)
		}
	}
	return f
}

// cleanDir returns a folder in the form that io/fs wants.
func cleanDir(dir string) string { return path.Clean(strings.Trim(dir, "/")) }

// Find returns the file that a path in a post means. The path is decoded and
// has no query and no fragment; post is the slash path of the post's file. It
// looks through the places in order. The error is a [*NotFoundError].
func (f *Finder) Find(post, p string) (Found, error) {
	var buf [8]candidate
	candidates := f.candidates(buf[:0], post, p)
	miss := &NotFoundError{Path: p}
	for _, c := range candidates {
		found, reason := f.lookUp(c)
		if reason == noReason {
			return found, nil
		}
		miss.Reason = max(miss.Reason, reason)
	}
	f.explain(miss, post, candidates)
	return Found{}, miss
}

// lookUp looks for one candidate, with names compared exactly.
func (f *Finder) lookUp(c candidate) (Found, Reason) {
	if leadsOut(c.name) {
		return Found{}, Outside
	}
	if c.name == "." {
		return Found{}, Folder
	}
	dir := f.folder(path.Dir(c.name))
	if dir.err != nil {
		return Found{}, dir.reason()
	}
	e, ok := dir.entry(path.Base(c.name))
	if !ok {
		return Found{}, Missing
	}
	var info fs.FileInfo
	var err error
	if e.Type()&fs.ModeSymlink != 0 {
		info, err = fs.Stat(f.fsys, c.name)
	} else if e.Type().IsRegular() {
		info, err = e.Info()
	}
	switch {
	case err != nil && escapes(err):
		return Found{}, LinkOut
	case err != nil && e.Type()&fs.ModeSymlink != 0:
		return Found{}, LinkBroken
	case err != nil:
		return Found{}, Missing // deleted a moment ago
	case e.IsDir() || info != nil && info.IsDir():
		return Found{}, Folder
	case info == nil || !info.Mode().IsRegular():
		return Found{}, NoFile
	case info.Size() == 0:
		return Found{}, Empty
	}
	return Found{Name: c.name, Root: f.rootOf(c), Place: c.place, Size: info.Size(), ModTime: info.ModTime(), Info: info}, noReason
}

// rootOf returns the root that a key of the file is made below.
func (f *Finder) rootOf(c candidate) string {
	for _, root := range f.o.Static {
		if root != "." && strings.HasPrefix(c.name, root+"/") || root == c.root && root != "" {
			return root
		}
	}
	return c.root
}
