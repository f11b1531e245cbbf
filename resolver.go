package mdmedia

import (
	"cmp"
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
	// embellished is set where files that belong to the one by their names
	// count as well.
	embellished bool
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
	extras      []use // of the files that belong to those of uses, in their order
	broken      bool  // the slug is a guess: nothing is uploaded for this post
	rich        bool  // more than URLs are wanted
	mirror      *mirror
	left        int                // references to other hosts that stay there
	uncopied    bool               // one of them should have a copy
	warnings    []renderer.Warning // about those
	absolute    bool               // relative URLs are made absolute
	feed        bool               // pictures are for readers that know no more than src, width and height
}

// find returns the local file that a path in the post means, and its key.
func (r *resolver) find(path string) (found content.Found, a *asset, key string, err error) {
	if name, ok := strings.CutPrefix(path, drawnMark); ok {
		return r.findDrawn(name)
	}
	if r.site.mirrors(path) {
		found, err = r.mirror.find(path)
	} else {
		found, err = r.finder.Find(r.post, path)
	}
	if err == nil {
		a, key, err = r.place(found)
	}
	return found, a, key, err
}

// place returns the asset of a file and the key that it gets.
func (r *resolver) place(found content.Found) (a *asset, key string, err error) {
	if a, err = r.assets.get(found); err != nil {
		return nil, "", err
	}
	key, err = r.key(found, a)
	return a, key, err
}

// key returns the key of an asset that is named like found.
func (r *resolver) key(found content.Found, a *asset) (string, error) {
	key := r.site.key(r.slug, found, a)
	if a.adoptedKey == "" && !strings.HasPrefix(key, r.site.keyPattern[0].text) {
		return "", fmt.Errorf("%q would be uploaded as %s, which key does not allow: correct the slug or the file's name", found.Name, key)
	}
	return key, mediasync.CheckKey(key)
}

// Resolve finds the local file that ref means. The error says what is wrong
// with it, in one line; the caller knows the position.
func (r *resolver) Resolve(_ context.Context, ref renderer.Ref) (renderer.Media, error) {
	path := ref.Path
	if ref.Remote() {
		if path = ref.Dest; !isPicture(ref.Kind) || !r.site.mirrors(path) {
			return r.resolveRemote(ref)
		}
	}
	found, a, key, err := r.find(path)
	switch {
	case err != nil && ref.Remote():
		return r.leaveUncopied(ref, err)
	case err != nil:
		return renderer.Media{}, err
	}
	o := r.site.imageOptions(a.name)
	p := &picture{
		resolver: r, delivery: r.unpublished.delivery(r.delivery, key, a), asset: a, key: key,
		tx: append(o.tx, transformations(ref)...), class: o.class + " " + ref.Attrs.Get("class"), sizes: cmp.Or(ref.Attrs.Get("sizes"), o.sizes),
		shown: styledWidth(ref.Attrs.Get("style")),
	}
	if ref.Kind == renderer.HTMLImage && p.shown == 0 {
		p.shown, _ = strconv.Atoi(strings.TrimSuffix(ref.Attrs.Get("width"), "px"))
	}
	m, err := p.media(ref, found, &o)
	if err != nil {
		return renderer.Media{}, err
	}
	if refusal := p.refused(); refusal != "" {
		r.warnings = append(r.warnings, renderer.Warning{Offset: ref.Start, Msg: refusal})
	}
	if ref.Fragment != "" {
		m.URL += "#" + ref.Fragment
	}
	if !r.broken {
		r.uses = append(r.uses, use{
			object: r.assets.claim(key, a), path: path, tx: joinTransformations(p.tx), offset: ref.Start, cover: ref.Kind == renderer.Cover,
			embellished: r.rich && inText(ref.Kind) && !ref.Remote(),
		})
	}
	return m, nil
}

// media is all that the reference resolves to.
func (p *picture) media(ref renderer.Ref, found content.Found, o *imageOptions) (m renderer.Media, err error) {
	u, err := p.delivery.url(p.from, p.key, p.asset.ctype, p.tx)
	if err != nil {
		return m, err
	}
	m = renderer.Media{URL: p.finish(u), Type: p.asset.ctype}
	if !p.rich {
		return m, nil
	}
	switch ref.Kind {
	case renderer.Image, renderer.HTMLImage, renderer.WikiEmbed, renderer.Cover, renderer.Video:
	default:
		return m, nil
	}
	m.Attrs = o.attrs()
	p.fill(&m)
	if inText(ref.Kind) && !ref.Remote() {
		p.embellish(&m)
		err = p.accompany(&m, ref, found, p)
	}
	if p.feed {
		plain(&m)
	}
	return m, err
}

// plain leaves of a picture what a feed reader shows, at the width of a column
// on a fine screen.
func plain(m *renderer.Media) {
	if n := len(m.Srcset); n > 0 {
		m.URL = m.Srcset[n-1].URL
	}
	m.Srcset, m.Sizes, m.Placeholder, m.Plain = nil, "", "", true
	if strings.HasPrefix(m.Type, "image/") {
		m.Variants = nil
	}
}

// inText reports whether a reference is Markdown's, whose element we write.
func inText(k renderer.Kind) bool { return k == renderer.Image || k == renderer.WikiEmbed }

// finish is a URL as the result needs it.
func (r *resolver) finish(u string) string {
	if r.absolute {
		return r.site.absoluteURL(r.from, u)
	}
	return u
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
		if ref.Remote() {
			break // it is the other host's
		}
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
	if ref.Kind == renderer.HTMLImage || ref.Kind == renderer.Video {
		return tx // the width of a tag is about showing
	}
	for _, a := range []struct{ attr, param string }{{"width", "w_"}, {"height", "h_"}} {
		if n, err := strconv.Atoi(strings.TrimSuffix(ref.Attrs.Get(a.attr), "px")); err == nil && n > 0 {
			tx = append(tx, a.param+strconv.Itoa(n))
		}
	}
	return tx
}
