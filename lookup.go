package mdmedia

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/mdmedia/mdmedia/content"
)

// places are the words for Config.Lookup.
var places = map[string]content.Place{
	"beside": content.Beside, "static": content.StaticRoots, "root": content.SiteRoot, "pretty-url": content.PrettyURL,
	"relative-static": content.RelativeStatic, "relative-root": content.RelativeRoot, "mounts": content.Mounted,
	"by-slug": content.BySlug, "by-name": content.ByName, "default-language": content.DefaultLanguage,
}

func placeNames() []string { return slices.Sorted(maps.Keys(places)) }

// newFinder is made for each run, because it remembers the folders it read.
func (r *run) newFinder(ctx context.Context, names []string) *content.Finder {
	s := r.site
	o := content.FinderOptions{
		Static: s.cfg.Static, Base: s.cfg.Base, Content: path.Clean(s.cfg.Content), Exclude: s.excluded(),
		Mounts: s.mounts(), Translations: s.translations(), Languages: s.fileLanguages(),
	}
	for _, l := range s.cfg.Lookup {
		o.Places = append(o.Places, places[l])
	}
	if slices.Contains(o.Places, content.PrettyURL) || slices.Contains(o.Places, content.BySlug) {
		o.Learn = func() (pages, slugs map[string]string) { return r.pagesAndSlugs(ctx, names) }
	}
	return content.NewFinder(r.fsys, o)
}

// pagesAndSlugs finds out the path of every post's page, and its slug, from its
// front matter. A post that cannot be read has none here and is reported where
// it is built.
func (r *run) pagesAndSlugs(ctx context.Context, names []string) (urls, slugs map[string]string) {
	urls, slugs = make(map[string]string, len(names)), make(map[string]string, len(names))
	var mu sync.Mutex
	_ = each(ctx, len(names), func(_ context.Context, i int) error {
		if page, slug, ok := r.pageOfPost(names[i]); ok {
			mu.Lock()
			urls[names[i]], slugs[names[i]] = page, slug
			mu.Unlock()
		}
		return nil
	})
	return urls, slugs
}

// pageOfPost is the URL path of a post's page, and its slug.
func (r *run) pageOfPost(name string) (page, slug string, ok bool) {
	if m := r.known(name); m != nil {
		return m.page, m.slug, true
	}
	post, err := r.site.read(name)
	if err != nil {
		return "", "", false
	}
	return r.site.pageURL(post), post.Slug, true
}

// read reads a post and gives it its slug.
func (s *Site) read(name string) (*content.Post, error) {
	post, err := content.Read(s.fsys, name)
	s.setSlug(post)
	return post, err
}

// setSlug applies Config.Slugs, and gives section pages (_index.md) and the
// front page the slugs that they have in Hugo and Zola: their folder's path.
func (s *Site) setSlug(post *content.Post) {
	if post == nil {
		return
	}
	stem, _, _ := strings.Cut(path.Base(post.Name), ".")
	if post.Meta["slug"] == nil {
		post.Slug = s.unlanguaged(post.Name, post.Slug)
	}
	if dir := s.sectionDir(post.Name); post.Meta["slug"] == nil && (stem == "_index" || stem == "index" && dir == "") {
		folder := path.Base(path.Dir(path.Clean("/" + post.Name)))
		if post.Slug = path.Join(path.Dir(dir), post.Slug); dir == "" {
			post.Slug = strings.TrimPrefix(strings.TrimPrefix(post.Slug, folder), "-")
		}
	}
	for _, key := range s.cfg.Slugs {
		if v := post.Values(key); len(v) > 0 && inside(v[0].Text) {
			post.Slug = strings.Trim(path.Clean(v[0].Text), "/")
			return
		}
	}
}
