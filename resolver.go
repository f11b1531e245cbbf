package mdmedia

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/renderer"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// A use is one place in a post that needs an object.
type use struct {
	object *object
	path   string // as the post has it
	tx     string // its transformations, each ended by a line break
	offset int
	cover  bool
}

// A resolver turns the references of one post into delivery URLs and notes
// which objects the post needs. The renderer calls it one reference at a time.
type resolver struct {
	site        *Site
	delivery    delivery
	unpublished *unpublished
	assets      *assets
	finder      *content.Finder
	post        string // slash path below the site's root
	slug        string
	from        string // the result's slash path below the output folder
	uses        []use
	broken      bool // the slug is a guess: nothing is uploaded for this post
	// absolute makes relative URLs absolute, for feeds.
	absolute bool
}

// find returns the local file that a path in the post means, and its key.
func (r *resolver) find(path string) (a *asset, key string, err error) {
	found, err := r.finder.Find(r.post, path)
	if err != nil {
		return nil, "", err
	}
	if a, err = r.assets.get(found); err != nil {
		return nil, "", err
	}
	key = r.site.key(r.slug, found, a)
	if a.adoptedKey == "" && !strings.HasPrefix(key, r.site.keyPattern[0].text) {
		return nil, "", fmt.Errorf("%q would be uploaded as %s, which key does not allow: correct the slug or the file's name", found.Name, key)
	}
	return a, key, mediasync.CheckKey(key)
}

// Resolve finds the local file that ref means. The error says what is wrong
// with it, in one line; the caller knows the position.
func (r *resolver) Resolve(_ context.Context, ref renderer.Ref) (renderer.Media, error) {
	a, key, err := r.find(ref.Path)
	if err != nil {
		return renderer.Media{}, err
	}
	tx := transformations(ref)
	u, err := r.unpublished.delivery(r.delivery, key, a).url(r.from, key, a.ctype, tx)
	if err != nil {
		return renderer.Media{}, err
	}
	if r.absolute {
		u = r.site.absoluteURL(r.from, u)
	}
	if ref.Fragment != "" {
		u += "#" + ref.Fragment
	}
	if r.broken {
		return renderer.Media{URL: u, Type: a.ctype}, nil
	}
	r.uses = append(r.uses, use{
		object: r.assets.claim(key, a), path: ref.Path, tx: joinTransformations(tx), offset: ref.Start, cover: ref.Kind == renderer.Cover,
	})
	return renderer.Media{URL: u, Type: a.ctype}, nil
}

// joinTransformations and splitTransformations keep a list in one text.
func joinTransformations(tx []string) string {
	if len(tx) == 0 {
		return ""
	}
	return strings.Join(tx, "\n") + "\n"
}

func splitTransformations(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// transformations are the author's own, in the order written: those of the
// query (?tx=w_550), then those of the attribute block ({width=550}).
func transformations(ref renderer.Ref) []string {
	var tx []string
	for _, param := range strings.Split(ref.Query, "&") {
		if v, ok := strings.CutPrefix(param, "tx="); ok && v != "" {
			if un, err := url.PathUnescape(v); err == nil {
				v = un
			}
			tx = append(tx, v)
		}
	}
	if v := ref.Attrs.Get("tx"); v != "" {
		tx = append(tx, v)
	}
	for _, a := range []struct{ attr, param string }{{"width", "w_"}, {"height", "h_"}} {
		if n, err := strconv.Atoi(strings.TrimSuffix(ref.Attrs.Get(a.attr), "px")); err == nil && n > 0 {
			tx = append(tx, a.param+strconv.Itoa(n))
		}
	}
	return tx
}
