package mdmedia

import (
	"path"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/media"
	"github.com/mdmedia/mdmedia/renderer"
)

// A companion is a file beside another one that belongs to it by its name:
// hero.dark.png to hero.png, clip.jpg to clip.mp4.
type companion struct {
	content.Found
	media string // the media query of a picture's variant
	kind  companionKind
}

type companionKind int

const (
	variantFile companionKind = iota // of a picture
	posterFile                       // of a video
	formatFile                       // the same video or sound in another format
)

// variantQueries are the words between a picture's name and extension, and when
// that variant is shown; the first that fits counts.
var variantQueries = []struct{ word, media string }{
	{"narrow.dark", "(max-width: 40rem) and (prefers-color-scheme: dark)"},
	{"dark.narrow", "(max-width: 40rem) and (prefers-color-scheme: dark)"},
	{"narrow", "(max-width: 40rem)"},
	{"dark", "(prefers-color-scheme: dark)"},
}

var (
	posterExtensions = []string{".jpg", ".jpeg", ".png", ".webp", ".avif"}
	// formatExtensions are those of the formats that browsers play, the one that
	// takes the fewest bytes first.
	formatExtensions = map[media.Kind][]string{
		media.Video: {".webm", ".mp4"},
		media.Audio: {".opus", ".m4a", ".mp3"},
	}
)

// companionNames are the names that the companions of a file can have.
func companionNames(name string) (names []string) {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(path.Base(name), ext)
	switch kind := media.KindByName(name); kind {
	case media.Image, media.SVG:
		for _, q := range variantQueries {
			names = append(names, stem+"."+q.word+ext)
		}
	case media.Video, media.Audio:
		if kind == media.Video {
			for _, e := range posterExtensions {
				names = append(names, stem+e)
			}
		}
		for _, e := range formatExtensions[kind] {
			if e != ext {
				names = append(names, stem+e)
			}
		}
	}
	return names
}

// companions returns the files that belong to one, in the order in which they
// are shown. Other formats of a film do not count where Cloudinary makes the
// best one for each browser (f_auto): they would only be uploaded.
func (r *resolver) companions(found content.Found) (list []companion) {
	siblings := r.finder.SameStem(found)
	if len(siblings) == 0 {
		return nil
	}
	poster := false
	for i, name := range companionNames(found.Name) {
		at := slices.IndexFunc(siblings, func(s content.Found) bool { return path.Base(s.Name) == name })
		if at < 0 {
			continue
		}
		c := companion{Found: siblings[at], kind: formatFile}
		switch media.KindByName(found.Name) {
		case media.Image, media.SVG:
			c.kind, c.media = variantFile, variantQueries[i].media
		case media.Video:
			if i < len(posterExtensions) {
				c.kind = posterFile
			}
		}
		if c.kind == formatFile && r.site.autoFormat() {
			continue
		}
		if c.kind != posterFile || !poster {
			list = append(list, c)
		}
		poster = poster || c.kind == posterFile
	}
	return list
}

// accompany adds to m what the companions of a file bring, and notes that the
// post needs them.
func (r *resolver) accompany(m *renderer.Media, ref renderer.Ref, found content.Found, p *picture) error {
	for _, c := range r.companions(found) {
		a, key, err := r.place(c.Found)
		if err != nil {
			return err
		}
		if !r.broken {
			r.extras = append(r.extras, use{object: r.assets.claim(key, a), path: ref.Path, tx: joinTransformations(p.tx), offset: ref.Start})
		}
		q := *p
		q.asset, q.key, q.delivery = a, key, r.unpublished.delivery(r.delivery, key, a)
		u, err := q.delivery.url(r.from, key, a.ctype, q.tx)
		if err != nil {
			return err
		}
		switch c.kind {
		case posterFile:
			m.Poster = q.finish(u)
		case formatFile:
			m.Variants = append(m.Variants, renderer.Variant{URL: q.finish(u), Type: a.ctype})
		case variantFile:
			var v renderer.Media
			q.fill(&v)
			m.Variants = append(m.Variants, renderer.Variant{
				URL: q.finish(u), Media: c.media, Srcset: v.Srcset, Sizes: v.Sizes, Width: v.Width, Height: v.Height,
			})
		}
	}
	return nil
}
