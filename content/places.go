package content

import (
	"path"
	"strings"
)

// Place is one way to find the file that a path means.
type Place int

// The places. A root-absolute path begins with "/".
const (
	_ Place = iota
	// Beside: a relative path, from the post's folder, and there first in the
	// post's language (Languages).
	Beside
	// StaticRoots: a root-absolute path, in each of the static roots.
	StaticRoots
	// SiteRoot: a root-absolute path, from the root of the file system.
	SiteRoot
	// PrettyURL: a path as the browser resolves it, from the URL of the post's
	// page. That is Pages' entry, else the post's path below Content without
	// extension (or without the index file), and always a folder: "../x.png"
	// in a/post.md is /a/x.png. That URL is looked up in the folder of the post
	// that has the longest URL on the way (Pages), which is the one called like
	// the post unless that is an index file, below Content, and in the static
	// roots. It is how Zola's "path" and Hugo's "url" make
	// "../other-post/x.png" right although no folder has that name.
	PrettyURL
	// Mounted: a path, relative or root-absolute, that leads below a Mount's
	// At, from the root or from the post's folder. It is looked up below the
	// Mount's Folder instead.
	Mounted
	// RelativeStatic: a relative path as if it was root-absolute, in each of
	// the static roots. Front-matter images of many themes are written so.
	RelativeStatic
	// RelativeRoot: a relative path, from the root of the file system.
	RelativeRoot
	// BySlug: a relative path, from the folder that is called like the post's
	// slug (Slugs): in the post's folder, for an index post in the one above,
	// and in the static roots.
	BySlug
	// DefaultLanguage: a relative path, from where the same post lies in the
	// default language (Translations).
	DefaultLanguage
	// ByName: a relative path that the path of one file below Content ends
	// with, in whatever folder, as in vaults of notes. Where several fit there
	// is no file, but an error that names two of them.
	ByName
)

// String returns the place in plain words, as for "found beside the post".
func (p Place) String() string {
	switch p {
	case Beside:
		return "beside the post"
	case StaticRoots:
		return "in a static folder"
	case SiteRoot:
		return "at the site's root"
	case PrettyURL:
		return "through the page's URL"
	case Mounted:
		return "through a mount"
	case RelativeStatic:
		return "in a static folder, by a relative path"
	case RelativeRoot:
		return "at the site's root, by a relative path"
	case BySlug:
		return "in the folder of the post's slug"
	case DefaultLanguage:
		return "beside the post in the default language"
	case ByName:
		return "by its name"
	default:
		return "nowhere"
	}
}

// Mount says that what is not found below the folder At is looked up below
// Folder: a generator's mount ({At: "assets", Folder: "themes/x/assets"}), or
// the folder of the default language ({At: "content/fr", Folder: "content/en"}).
// Both can also be files.
type Mount struct {
	At, Folder string
}

// candidate is a file to look for.
type candidate struct {
	name  string // cleaned; "../..." if it leads out of the file system
	root  string // as Found.Root
	place Place
}

// candidates appends what a path can mean, in the order of the places.
func (f *Finder) candidates(cs []candidate, post, p string) []candidate {
	for _, place := range f.o.Places {
		cs = f.at(place, cs, post, p)
	}
	return cs
}

// at appends what a path can mean in one place.
func (f *Finder) at(place Place, cs []candidate, post, p string) []candidate {
	absolute := strings.HasPrefix(p, "/")
	switch {
	case place == Beside && !absolute:
		cs = f.beside(cs, post, path.Join(path.Dir(post), p))
	case place == StaticRoots && absolute:
		cs = f.below(cs, f.o.Static, p, place)
	case place == SiteRoot && absolute:
		cs = f.below(cs, []string{"."}, p, place)
	case place == PrettyURL:
		cs = f.byURL(cs, post, p)
	case place == Mounted:
		cs = f.mounted(cs, post, p)
	case place == RelativeStatic && !absolute:
		cs = f.below(cs, f.o.Static, p, place)
	case place == RelativeRoot && !absolute:
		cs = f.below(cs, []string{"."}, p, place)
	case place == BySlug && !absolute:
		cs = f.bySlug(cs, post, p)
	case place == DefaultLanguage && !absolute:
		cs = through(cs, f.o.Translations, path.Join(path.Dir(post), p), "", place)
	case place == ByName && !absolute:
		cs = f.byName(cs, p)
	}
	return cs
}

// below appends a path below each of the roots, without the base path and with
// it. "/../x" must not leave a root, not even into another folder of the site.
func (f *Finder) below(cs []candidate, roots []string, p string, place Place) []candidate {
	paths := f.withoutBase(p)
	for _, root := range roots {
		for _, p := range paths {
			name := path.Clean(strings.TrimLeft(p, "/"))
			if !leadsOut(name) {
				name = path.Join(root, name)
			}
			cs = append(cs, candidate{name, root, place})
		}
	}
	return cs
}

// withoutBase returns what a path can be below a root.
func (f *Finder) withoutBase(p string) []string {
	if rest, ok := strings.CutPrefix(p, "/"+f.o.Base+"/"); ok && f.o.Base != "" {
		return []string{"/" + rest, p}
	}
	return []string{p}
}

func (f *Finder) byURL(cs []candidate, post, p string) []candidate {
	url := strings.TrimPrefix(f.withoutBase(p)[0], "/")
	if !strings.HasPrefix(p, "/") {
		url = path.Join(f.pageURL(post), p)
	}
	url = strings.TrimPrefix(path.Clean("/"+url), "/") // a browser stops at the root
	for dir := url; dir != "."; {
		dir = path.Dir(dir)
		if folder, ok := f.posts().bundles[dir]; ok {
			rest := strings.TrimPrefix(strings.TrimPrefix(url, dir), "/")
			cs = append(cs, candidate{path.Join(folder, rest), "", PrettyURL})
			break
		}
	}
	cs = append(cs, candidate{path.Join(f.o.Content, url), "", PrettyURL})
	for _, root := range f.o.Static {
		cs = append(cs, candidate{path.Join(root, url), root, PrettyURL})
	}
	return cs
}

// pageURL returns the URL path of a post's page, which is a folder.
func (f *Finder) pageURL(post string) string {
	if url, ok := f.posts().pages[post]; ok {
		return cleanDir(url)
	}
	url := post
	if f.o.Content != "." {
		url = strings.TrimPrefix(post, f.o.Content+"/")
	}
	if isIndex(post) {
		return path.Dir(url)
	}
	return strings.TrimSuffix(url, path.Ext(url))
}

// isIndex reports whether a post is the page of its folder.
func isIndex(post string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(path.Base(post)), ".")
	return stem == "index" || stem == "_index" || stem == "readme"
}

func (f *Finder) mounted(cs []candidate, post, p string) []candidate {
	if strings.HasPrefix(p, "/") {
		return through(cs, f.o.Mounts, path.Clean(strings.TrimLeft(f.withoutBase(p)[0], "/")), ".", Mounted)
	}
	cs = through(cs, f.o.Mounts, path.Clean(p), ".", Mounted) // "~/x.png", and what a theme takes for root-absolute
	cs = through(cs, f.o.Mounts, path.Join(path.Dir(post), p), "", Mounted)
	for _, m := range f.o.Mounts { // where a post is that lies below a mount's folder itself
		if rest, ok := strings.CutPrefix(post, m.Folder+"/"); ok && m.At != m.Folder {
			cs = through(cs, f.o.Mounts, path.Join(m.At, path.Dir(rest), p), "", Mounted)
		}
	}
	return cs
}

// through appends what a path is behind each of the mounts.
func through(cs []candidate, mounts []Mount, name, root string, place Place) []candidate {
	for _, m := range mounts {
		rest, ok := strings.CutPrefix(name, m.At+"/")
		switch {
		case ok:
			cs = append(cs, candidate{path.Join(m.Folder, rest), root, place})
		case name == m.At:
			cs = append(cs, candidate{m.Folder, root, place})
		case m.At == "." && !leadsOut(name):
			cs = append(cs, candidate{path.Join(m.Folder, name), root, place})
		}
	}
	return cs
}

func (f *Finder) bySlug(cs []candidate, post, p string) []candidate {
	slug := f.posts().slugs[post]
	if slug == "" {
		return cs
	}
	dir := path.Dir(post)
	if isIndex(post) {
		dir = path.Dir(dir)
	}
	cs = append(cs, candidate{path.Join(dir, slug, p), "", BySlug})
	return f.below(cs, f.o.Static, path.Join(slug, p), BySlug)
}

// leadsOut reports whether a cleaned relative path leaves where it begins.
func leadsOut(name string) bool { return name == ".." || strings.HasPrefix(name, "../") }
