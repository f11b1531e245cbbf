package mdmedia

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/internal/live"
	"github.com/mdmedia/mdmedia/internal/media"
)

func (p *Preview) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(live.Prefix+"live.js", live.Script)
	mux.Handle(live.Prefix+"events", p.hub)
	mux.HandleFunc(live.Prefix+"{$}", p.serveOverview)
	mux.HandleFunc(live.Prefix, http.NotFound)
	mux.HandleFunc("/", p.serveSite)
	return mux
}

// serveSite answers for a page, then for a file of a static folder, then for a
// medium, whichever there is.
func (p *Preview) serveSite(w http.ResponseWriter, r *http.Request) {
	name := p.below(r.URL.Path)
	if pg := p.page(name); pg != nil {
		servePage(w, pg)
		return
	}
	if pg := p.page(name + "/index.html"); pg != nil && name != "" && !strings.HasSuffix(r.URL.Path, "/") {
		http.Redirect(w, r, (&url.URL{Path: r.URL.Path + "/", RawQuery: r.URL.RawQuery}).String(), http.StatusFound)
		return
	}
	if p.serveStatic(w, r, name) {
		return
	}
	if !media.IsMediaName(r.URL.Path) || name == "favicon.ico" {
		p.serveMissing(w, r)
		return
	}
	p.mu.Lock()
	handler := p.media
	p.mu.Unlock()
	handler.ServeHTTP(w, r)
}

// below is the path of a URL below the site's base, as that of a file.
func (p *Preview) below(urlPath string) string {
	p.mu.Lock()
	base := strings.Trim(p.site.cfg.Base, "/")
	p.mu.Unlock()
	name := strings.TrimPrefix(path.Clean("/"+urlPath), "/")
	if base != "" {
		if rest, ok := strings.CutPrefix(name+"/", base+"/"); ok {
			name = strings.TrimSuffix(rest, "/")
		}
	}
	if name == "" || strings.HasSuffix(urlPath, "/") {
		name = path.Join(name, "index.html")
	}
	return name
}

// A page that can be shown.
type previewPage struct {
	html  []byte
	ctype string
	good  bool // it is what a build would write
}

// page makes what a build would write at a path, or returns its last good
// version. Nil: there is nothing.
func (p *Preview) page(name string) *previewPage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pageLocked(name)
}

func (p *Preview) pageLocked(name string) *previewPage {
	m := p.model
	switch post, ok := m.outs[name]; {
	case p.closed:
		return nil
	case ok:
		return p.post(post)
	case name == "index.html":
		return p.listPage("text/html; charset=utf-8", func(b *bytes.Buffer) error {
			return m.newRun(p.ctx).indexPage(b, m.listed())
		})
	case name == "feed.xml" && p.site.cfg.Site.URL != "":
		return p.listPage("application/atom+xml; charset=utf-8", func(b *bytes.Buffer) error {
			return m.newRun(p.ctx).feed(p.ctx, b, newest(m.listed()))
		})
	case name == localScript && p.site.usesScript():
		return &previewPage{html: p.site.diagramScript, ctype: "text/javascript; charset=utf-8", good: true}
	}
	return nil
}

func (p *Preview) listPage(ctype string, write func(*bytes.Buffer) error) *previewPage {
	var b bytes.Buffer
	if write(&b) != nil {
		return nil
	}
	return &previewPage{html: b.Bytes(), ctype: ctype, good: true}
}

// post returns the page of a post.
func (p *Preview) post(name string) *previewPage {
	m := p.model
	shown := m.pages.get(name)
	if shown == nil || shown.stale && !m.posts[name].failed {
		if m.some(p.ctx, []string{name}) != nil {
			return nil
		}
		shown = m.pages.get(name)
	}
	if shown == nil {
		return &previewPage{html: []byte(neverGood), ctype: "text/html; charset=utf-8"}
	}
	return &previewPage{html: shown.html, ctype: "text/html; charset=utf-8", good: !shown.stale}
}

// neverGood is shown for a post that cannot be read at all since the preview
// began.
const neverGood = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not built yet</title></head>
<body><p style="font:16px/1.5 system-ui,sans-serif;margin:4rem auto;max-width:36rem">This post cannot be read. Its page appears as soon as that is solved.</p></body></html>
`

// listed are the posts that have a page, in path order.
func (m *model) listed() []*article {
	var list []*article
	for _, name := range m.names {
		p := m.posts[name]
		if p != nil && p.out != "" && (!p.failed || m.pages.get(name) != nil) {
			list = append(list, p.article)
		}
	}
	return list
}

func servePage(w http.ResponseWriter, pg *previewPage) {
	h := w.Header()
	h.Set("Content-Type", pg.ctype)
	h.Set("Cache-Control", "no-store")
	body := pg.html
	if strings.HasPrefix(pg.ctype, "text/html") {
		version := live.Version(pg.html)
		h.Set("X-Mdmedia-Version", version)
		body = live.Inject(pg.html, version)
	}
	_, _ = w.Write(body) //nolint:gosec // the author's own page; who is gone needs none
}

// serveMissing answers for a page that is not there, with the script: it
// appears when it is written.
func (p *Preview) serveMissing(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(live.Inject([]byte(missingPage), missingVersion))
}

const (
	missingVersion = "missing"
	missingPage    = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>No page here</title></head>
<body><p style="font:16px/1.5 system-ui,sans-serif;margin:4rem auto;max-width:36rem">No post has its page here. <a href="` + live.Prefix + `">All posts</a></p></body></html>
`
)

// view is what a browser should show at a path.
func (p *Preview) view(urlPath string) live.View {
	if urlPath == live.Prefix {
		return p.overviewView()
	}
	name := p.below(urlPath)
	p.mu.Lock()
	defer p.mu.Unlock()
	v := live.View{Version: missingVersion}
	if pg := p.pageLocked(name); pg != nil {
		v.Version = live.Version(pg.html)
	}
	list := slices.Concat(p.broken, p.model.general)
	if post, ok := p.model.outs[name]; ok {
		list = append(list, p.model.posts[post].problems()...)
	}
	v.Problems = p.described(list)
	return v
}

// renewed returns the keys of media with new bytes that the page at a path uses.
func (p *Preview) renewed(urlPath string, files []string) (keys []string) {
	if len(files) == 0 {
		return nil
	}
	name := p.below(urlPath)
	p.mu.Lock()
	defer p.mu.Unlock()
	post, ok := p.model.outs[name]
	if !ok {
		return nil
	}
	for _, u := range p.model.posts[post].uses {
		if slices.Contains(files, u.object.asset.name) && !slices.Contains(keys, u.object.key) {
			keys = append(keys, u.object.key)
		}
	}
	return keys
}

// staticFiles are the files that may be at a path of the site: what a post links
// to, which a build copies there, and those of static folders.
func (p *Preview) staticFiles(site *Site, name string) (files []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, post := range p.model.posts {
		for _, f := range post.linked {
			if f.out == name && !post.failed && !slices.Contains(files, f.name) {
				files = append(files, f.name)
			}
		}
	}
	slices.Sort(files)
	for _, dir := range site.cfg.Static {
		files = append(files, path.Join(path.Clean(dir), name))
	}
	return files
}

// serveStatic answers with a file of a static folder, as the web server of the
// published site would.
func (p *Preview) serveStatic(w http.ResponseWriter, r *http.Request, name string) bool {
	p.mu.Lock()
	site := p.site
	p.mu.Unlock()
	if !fs.ValidPath(name) || strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
		return false
	}
	for _, file := range p.staticFiles(site, name) {
		f, err := site.root.Open(file)
		if err != nil {
			continue
		}
		defer f.Close()
		fi, err := f.Stat()
		if err != nil || !fi.Mode().IsRegular() {
			return false
		}
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeContent(w, r, path.Base(name), fi.ModTime(), f)
		return true
	}
	return false
}
