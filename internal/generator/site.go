package generator

import "io/fs"

// A Site is what another generator's configuration, or its custom, says about
// the files of a site. Paths are slash paths below the site's folder.
type Site struct {
	Kind Kind
	// Files are the files of the configuration.
	Files []string
	// Content are the folders of posts. Where there are several, each has its
	// own place below the content of the site.
	Content []Folder
	// Static are the folders of files with root-absolute addresses.
	Static []string
	// Mounts lead from a place in the site's content, or below its root, to
	// where the files are.
	Mounts []Folder
	// Base is the path that the site is published under, such as /blog; "" for
	// none.
	Base string
	// Languages are the site's, the default one first. Nil: there is only one.
	Languages []Language
	// Lookup are the places in which files are found, by their names in
	// mdmedia.yaml. Nil: the usual ones.
	Lookup []string
	// Slugs are the front-matter keys that hold a post's slug. Nil: slug.
	Slugs []string
	// WikiEmbeds says that posts have embeds such as ![[x.png]].
	WikiEmbeds bool
	// AttributeLists says that the generator knows attributes directly behind an
	// image, ![](a.png){ width="300" }.
	AttributeLists bool
	// NoCovers says that covers in front matter must stay local files.
	NoCovers bool
	// Facts are what a check of a Hugo site wants to know beside that.
	Facts HugoFacts
	// Permalinks are Hugo's patterns by section; Ugly sections have no folder
	// for each page, with the key "" all have none.
	Permalinks map[string]string
	Ugly       map[string]bool
}

// HugoFacts are settings of Hugo that pictures depend on.
type HugoFacts struct {
	// Sources are the folders that are content or are mounted, ours too.
	Sources []string
	// ReadsOurs says that the content is our own output.
	ReadsOurs bool
	// Unpublished says that a cascade keeps the files of bundles unpublished.
	Unpublished bool
	// Imports are the modules that are imported by name.
	Imports []string
	// Wrapped says that a picture that stands alone is put into a paragraph.
	Wrapped bool
}

// A Folder is one that appears at another place.
type Folder struct{ At, Folder string }

// A Language is one that posts are written in.
type Language struct {
	// Code is such as "en" or "pt-br".
	Code string
	// Dir is the folder of its posts; "": they lie among the others, and their
	// names say the language (post.fr.md).
	Dir string
}

// A Kind is a generator.
type Kind string

// The generators whose configurations say where files are.
const (
	Hugo       Kind = "Hugo"
	Zola       Kind = "Zola"
	Astro      Kind = "Astro"
	Docusaurus Kind = "Docusaurus"
	Eleventy   Kind = "Eleventy"
	MkDocs     Kind = "MkDocs"
	Jekyll     Kind = "Jekyll"
	Pelican    Kind = "Pelican"
)

// Read recognises a site by its files and reads its configuration; nil: it is
// nobody's. skip are folders that are not content, whatever the configuration
// says: our own output. The error is an [*Error] about Hugo's configuration; what
// is wrong with the others is for their generators to say.
func Read(fsys fs.FS, skip ...string) (*Site, error) {
	for _, read := range []func(fs.FS, []string) (*Site, error){
		readHugo, readZola, readAstro, readDocusaurus, readEleventy, readMkDocs, readJekyll, readPelican,
	} {
		if s, err := read(fsys, skip); s != nil || err != nil {
			return s, err
		}
	}
	return nil, nil
}

// firstFile returns the first of the files that is there, or "".
func firstFile(fsys fs.FS, names ...string) string {
	for _, name := range names {
		if isFile(fsys, name) {
			return name
		}
	}
	return ""
}

// withExtensions are the files of JavaScript's kinds.
func withExtensions(stem string) []string {
	var names []string
	for _, ext := range []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"} {
		names = append(names, stem+ext)
	}
	return names
}

// existing are the folders that are there, each once.
func existing(fsys fs.FS, dirs ...string) []string {
	var list []string
	seen := map[string]bool{}
	for _, dir := range dirs {
		if dir, ok := inside(dir); ok && !seen[dir] && isDir(fsys, dir) {
			seen[dir] = true
			list = append(list, dir)
		}
	}
	return list
}

// contentFolders are content folders that appear where they are; a single one
// is the content itself.
func contentFolders(dirs []string) []Folder {
	if len(dirs) == 1 {
		return []Folder{{"", dirs[0]}}
	}
	var list []Folder
	for _, dir := range dirs {
		list = append(list, Folder{dir, dir})
	}
	return list
}
