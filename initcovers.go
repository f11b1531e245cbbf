package mdmedia

import (
	"cmp"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/generator"
)

// maxSampled is how many posts are read to see how a site is written.
const maxSampled = 2000

// A usage is how often the posts of a site name local pictures where only the
// configuration says that they are some.
type usage struct {
	covers     map[string]int // by front-matter key
	shortcodes map[string]int // by name and argument
}

// usageOf reads the posts of a site.
func usageOf(fsys fs.FS, g *generator.Site) usage {
	u := usage{map[string]int{}, map[string]int{}}
	for _, folder := range g.Content {
		names, _ := content.Find(fsys, content.Options{Dir: folder.Folder, Extensions: []string{".md", ".markdown", ".mdx"}})
		for _, name := range names[:min(len(names), maxSampled)] {
			if post, _ := content.Read(fsys, name); post != nil {
				countCovers(u.covers, "", post.Meta)
				countShortcodes(u.shortcodes, post.Source[post.Body:])
			}
		}
	}
	return u
}

// coverKeys are the front-matter keys, the most used first.
func (u usage) coverKeys() []string {
	if len(u.covers) == 0 {
		return []string{"image"}
	}
	return slices.SortedFunc(maps.Keys(u.covers), func(a, b string) int {
		return cmp.Or(cmp.Compare(u.covers[b], u.covers[a]), strings.Compare(a, b))
	})
}

// noCovers are top-level keys whose values are addresses of pages, or name files
// of a bundle to Hugo.
var noCovers = []string{"resources", "url", "permalink", "path", "aliases", "redirect_from", "redirect_to"}

// countCovers counts the dotted keys below key that hold names of pictures.
func countCovers(uses map[string]int, key string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if !strings.Contains(k, ".") && (key != "" || !slices.Contains(noCovers, k)) {
				countCovers(uses, strings.TrimPrefix(key+"."+k, "."), x)
			}
		}
	case []any:
		for _, x := range v {
			countCovers(uses, key, x)
		}
	case string:
		if isLocalPicture(v) {
			uses[key]++
		}
	}
}

func isLocalPicture(s string) bool {
	if strings.Contains(s, "://") || strings.HasPrefix(s, "//") || strings.HasPrefix(s, "data:") || strings.ContainsAny(s, "\n{<*") {
		return false
	}
	s, _, _ = strings.Cut(s, "?")
	switch strings.ToLower(path.Ext(s)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg":
		return true
	}
	return false
}

func isDir(fsys fs.FS, name string) bool {
	fi, err := fs.Stat(fsys, name)
	return err == nil && fi.IsDir()
}

func isFile(fsys fs.FS, name string) bool {
	fi, err := fs.Stat(fsys, name)
	return err == nil && fi.Mode().IsRegular()
}
