package content

import (
	"io/fs"
	"maps"
	"path"
	"slices"
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
	// Slugs maps the names of posts to their slugs: for [BySlug]. It must not
	// change afterwards.
	Slugs map[string]string
	// Translations lead from the folder of each language to that of the default
	// language: for [DefaultLanguage].
	Translations []Mount
	// Languages returns the codes of the site's languages, the post's own first,
	// where files beside posts may be there in several, as in Hugo: x.fr.png is
	// x.png in French. For [Beside]. nil: names say nothing about languages.
	Languages func(post string) []string
	// Learn returns Pages and Slugs. It is called once, by the first look that
	// needs them: to know them of all posts takes longer than most looks. nil:
	// they are as given above.
	Learn func() (pages, slugs map[string]string)
	// Exclude lists folders that [ByName] does not look into.
	Exclude []string
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
	mu      sync.Mutex
	folders map[string]*folder // by slash path
	posts   func() *postPaths
	names   index // for ByName

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
	o.Static, o.Mounts, o.Translations, o.Content = static, cleanMounts(o.Mounts), cleanMounts(o.Translations), cleanDir(o.Content)
	o.Base = strings.Trim(o.Base, "/")
	return &Finder{fsys: fsys, o: o, folders: map[string]*folder{}, posts: sync.OnceValue(o.postPaths)}
}

// postPaths are the paths that posts have by what is in them.
type postPaths struct {
	pages, slugs map[string]string // by the names of posts
	bundles      map[string]string // URL path of a page -> folder of what belongs to it
}

func (o *FinderOptions) postPaths() *postPaths {
	ps := &postPaths{o.Pages, o.Slugs, map[string]string{}}
	if o.Learn != nil {
		ps.pages, ps.slugs = o.Learn()
	}
	for _, post := range slices.Sorted(maps.Keys(ps.pages)) { // an index post decides, else the first
		url := cleanDir(ps.pages[post])
		if isIndex(post) || ps.bundles[url] == "" {
			ps.bundles[url] = bundleOf(post)
		}
	}
	return ps
}

// bundleOf is the folder of what belongs to a post's page: that of an index
// post, or the one called like the post.
func bundleOf(post string) string {
	if isIndex(post) {
		return path.Dir(post)
	}
	return strings.TrimSuffix(post, path.Ext(post))
}

func cleanMounts(mounts []Mount) []Mount {
	clean := make([]Mount, len(mounts))
	for i, m := range mounts {
		clean[i] = Mount{At: cleanDir(m.At), Folder: cleanDir(m.Folder)}
	}
	return clean
}

// cleanDir returns a folder in the form that io/fs wants.
func cleanDir(dir string) string { return path.Clean(strings.Trim(dir, "/")) }

// Find returns the file that a path in a post means. The path is decoded and
// has no query and no fragment; post is the slash path of the post's file. It
// looks through the places in order. The error is a [*NotFoundError].
func (f *Finder) Find(post, p string) (Found, error) {
	var buf [8]candidate
	candidates := buf[:0]
	miss := &NotFoundError{Path: p}
	for _, place := range f.o.Places {
		n := len(candidates)
		candidates = f.at(place, candidates, post, p)
		for i, c := range candidates[n:] {
			found, reason := f.lookUp(c)
			if reason == noReason {
				if other := f.ambiguous(candidates[n+i:]); other != "" {
					miss.Reason, miss.Tried = Ambiguous, []string{c.name, other}
					return Found{}, miss
				}
				return found, nil
			}
			miss.Reason = max(miss.Reason, reason)
		}
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

// SameStem returns the files in the folder of one that was found whose names are
// its own without the extension and something behind a dot: hero.dark.png for
// hero.png. They are found as it was; those that cannot be used are left out.
func (f *Finder) SameStem(found Found) (list []Found) {
	dir, base := path.Split(found.Name)
	stem := strings.TrimSuffix(base, path.Ext(base)) + "."
	folder := f.folder(cleanDir(dir))
	i, _ := slices.BinarySearchFunc(folder.entries, stem, func(e fs.DirEntry, stem string) int {
		return strings.Compare(e.Name(), stem)
	})
	for ; i < len(folder.entries) && strings.HasPrefix(folder.entries[i].Name(), stem); i++ {
		name := folder.entries[i].Name()
		if name == base {
			continue
		}
		sibling, reason := f.lookUp(candidate{name: dir + name, root: found.Root, place: found.Place})
		if reason == noReason {
			list = append(list, sibling)
		}
	}
	return list
}
