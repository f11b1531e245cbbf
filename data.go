package mdmedia

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/atomicfile"
	"github.com/mdmedia/mdmedia/renderer"
	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// A dataFile is what templates of another generator read of the site; see
// docs/data.md. Only objects that the bucket holds are in it.
type dataFile struct {
	// Version is of this form.
	Version int `json:"version"`
	// Pages are by the post's slash path below the site's root, and in a page by
	// the destination as it is written.
	Pages map[string]map[string]dataMedia `json:"pages"`
	// Files are by their slash path below the site's root.
	Files map[string]dataMedia `json:"files"`
	// Diagrams are HTML, by dataKey.
	Diagrams map[string]string `json:"diagrams"`
}

// dataRecord is under which name the cache remembers what the file was made
// from. No result of a post is called so.
const dataRecord = ".mdmedia-data"

// A dataWriter collects the file from the posts of a run.
type dataWriter struct {
	*run
	known  func(*object) bool
	engine *dataEngine
	render *renderer.Renderer

	mu   sync.Mutex
	file dataFile
}

// writeData writes Config.Data, if it is set and would be another. What is wrong
// with diagrams is reported here, because nobody else draws them.
func (r *run) writeData(ctx context.Context) error {
	name := r.site.cfg.Data
	if name == "" {
		return nil
	}
	made := r.dataMade()
	full := filepath.Join(r.site.dir, filepath.FromSlash(name))
	if o, ok := r.site.cache.output(dataRecord); ok && made != "" && o.made == made && o.stamp == stampAt(full) {
		return nil
	}
	known, err := r.site.knownObjects(ctx)
	if err != nil {
		return err
	}
	w := &dataWriter{run: r, known: known, file: dataFile{1, map[string]map[string]dataMedia{}, map[string]dataMedia{}, map[string]string{}}}
	if err := w.collect(ctx); err != nil {
		return err
	}
	root, err := os.OpenRoot(r.site.dir)
	if err != nil {
		return fileError(r.site.display("."), err, "check the site's folder")
	}
	defer root.Close()
	if err := r.site.foreignData(root); err != nil {
		return err
	}
	if _, err := atomicfile.Write(root, filepath.FromSlash(name), 0, w.write); err != nil {
		return problem(r.site.display(name), "cannot be written: "+reason(err))
	}
	r.site.cache.setOutput(dataRecord, output{stamp: stampAt(full), made: made})
	return nil
}

// dataMade stands for all that the file is made from; "" if that is not known.
func (r *run) dataMade() string {
	var e encoder
	e.str(r.site.cache.epoch)
	e.str(r.site.forData().diagramVersion())
	for _, p := range r.pages {
		if p.made == "" || p.failed {
			return ""
		}
		e.str(p.name)
		e.str(p.made)
	}
	return e.sum()
}

// forData is the site as far as it draws diagrams, which stand in the data as
// what they are.
func (s *Site) forData() *Site {
	d := *s
	d.cfg.Format, d.cfg.Mermaid.Output = HTML, "inline"
	if d.cfg.Mermaid.Render == "client" {
		d.cfg.Mermaid.Render = "off" // the templates have the reader's browser draw
	}
	return &d
}

func (w *dataWriter) collect(ctx context.Context) error {
	engine, err := w.site.forData().newEngine(true)
	if err != nil {
		return err
	}
	if engine != nil {
		defer engine.Close()
		w.engine = &dataEngine{Engine: engine, drawn: map[string]string{}}
		w.render = w.site.newRenderer(w.engine)
	} else {
		w.render = w.site.newRenderer(nil)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range w.pages {
		if !p.skip && !p.broken {
			g.Go(func() error { return w.post(ctx, p) })
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if w.engine != nil {
		w.file.Diagrams = w.engine.drawn
	}
	return nil
}

// post adds what a post refers to. That it cannot be read was reported already.
func (w *dataWriter) post(ctx context.Context, p *article) error {
	post, err := w.site.read(p.name)
	if err != nil || post == nil {
		return ctx.Err()
	}
	in := w.input(post, nil, &memo{})
	doc, err := w.render.Prepare(ctx, in)
	for _, e := range flatten(err) {
		w.documentError(p, post, e)
	}
	if doc == nil {
		return ctx.Err()
	}
	media, files, err := w.media(ctx, p, post, doc)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(media) > 0 {
		w.file.Pages[p.name] = media
	}
	for name, m := range files {
		w.file.Files[name] = m
	}
	return ctx.Err()
}

// media resolves each destination of a document once more, as that of a plain
// image: whatever refers to it, the data say how an image would be shown.
func (w *dataWriter) media(ctx context.Context, p *article, post *content.Post, doc *renderer.Document) (media, files map[string]dataMedia, err error) {
	dests, raw := destinations(doc.Refs())
	if len(dests) == 0 {
		return nil, nil, nil
	}
	var src bytes.Buffer
	for _, d := range dests {
		src.WriteString("![" + altMark + "](" + quoteDest(d) + ")\n\n")
	}
	res := w.resolver(p)
	plain, _ := w.render.Prepare(ctx, renderer.Input{Name: post.Name, Source: src.Bytes(), Resolver: res})
	var html bytes.Buffer
	if err := plain.WriteHTML(&html); err != nil {
		return nil, nil, err
	}
	media, files = map[string]dataMedia{}, map[string]dataMedia{}
	elements := mediaElements(html.Bytes())
	for i, r := range plain.Resolved() {
		u := useAt(res.uses, r.Ref.Start)
		if i >= len(elements) || u == nil && !r.Rewritten || u != nil && !w.shown(res, u) {
			continue
		}
		m := elements[i]
		m.URL, m.Type, m.Raw = r.Media.URL, cmp.Or(r.Media.Type, "image/*"), raw[r.Ref.Dest]
		media[r.Ref.Dest] = m
		if u == nil {
			continue // fetched from another host
		}
		a := u.object.asset
		if url, err := w.unpublished.delivery(w.delivery, u.object.key, a).url(p.out, u.object.key, a.ctype, nil); err == nil {
			files[a.name] = dataMedia{URL: url, Type: a.ctype, Width: a.width, Height: a.height}
		}
	}
	return media, files, nil
}

// shown reports whether a file can be shown, with those that belong to it.
func (w *dataWriter) shown(res *resolver, u *use) bool {
	return w.published(u) && !slices.ContainsFunc(res.extras, func(x use) bool { return x.offset == u.offset && !w.published(&x) })
}

// published reports whether what is used can be shown.
func (w *dataWriter) published(u *use) bool {
	return u.object.err == nil && (w.unpublished != nil || w.known(u.object))
}

func useAt(uses []use, offset int) *use {
	for i := range uses {
		if uses[i].offset == offset {
			return &uses[i]
		}
	}
	return nil
}

// destinations are those of the references, each once and in their order: the
// first picture of a page, the cover if there is one, is loaded before the others.
// raw are those that stand in HTML tags.
func destinations(refs []renderer.Ref) (dests []string, raw map[string]bool) {
	seen := map[string]bool{}
	raw = map[string]bool{}
	for _, r := range refs {
		if !seen[r.Dest] {
			seen[r.Dest] = true
			dests = append(dests, r.Dest)
		}
		switch r.Kind {
		case renderer.HTMLImage, renderer.Srcset, renderer.Video, renderer.Audio, renderer.Source, renderer.Poster:
			raw[r.Dest] = true
		}
	}
	return dests, raw
}

func (w *dataWriter) write(out io.Writer) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(w.file)
}

// A dataEngine draws each diagram as one that is in no page: with ids that
// follow from its key.
type dataEngine struct {
	mermaid.Engine

	mu    sync.Mutex
	drawn map[string]string
}

// Draw implements mermaid.Engine.
func (e *dataEngine) Draw(ctx context.Context, d mermaid.Diagram) (mermaid.Drawing, error) {
	key := dataKey(d)
	d.Page, d.Index = key, 0
	out, err := e.Engine.Draw(ctx, d)
	if err == nil && len(out.Script) == 0 {
		e.mu.Lock()
		e.drawn[key] = string(out.HTML)
		e.mu.Unlock()
	}
	return out, err
}
