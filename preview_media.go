package mdmedia

import (
	"io/fs"
	"net/http"
	"path"
	"path/filepath"
	"strings"

	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
)

// newMedia returns what serves the media, under the paths of their delivery
// URLs.
func (p *Preview) newMedia(s *Site) (http.Handler, error) {
	if s.cfg.Delivery.Cloudinary == nil {
		return p.localMedia(s), nil
	}
	cfg, err := s.cloudinaryConfig()
	if err != nil {
		return nil, err
	}
	c := localcloud.Config{Delivery: cfg, Open: p.openOriginal, Log: func(e localcloud.Event) { p.notice(e.URL + ": " + e.Message) }}
	if s.cache.path != "" {
		c.CacheDir = filepath.Join(filepath.Dir(s.cache.path), "derived")
	}
	h, err := localcloud.New(c)
	if err != nil {
		return nil, problem("", oneLine(err))
	}
	return h, nil
}

func (p *Preview) notice(line string) {
	if p.opts.Notice != nil {
		p.opts.Notice(line)
	}
}

// openOriginal opens the file that would be uploaded under a key.
func (p *Preview) openOriginal(key string) (*localcloud.Original, error) {
	p.mu.Lock()
	a, site := p.model.files[key], p.site
	p.mu.Unlock()
	if a == nil {
		return nil, fs.ErrNotExist
	}
	f, err := site.openAsset(a)
	if err != nil {
		return nil, err
	}
	return &localcloud.Original{ReadSeekCloser: f, Type: a.ctype, Version: a.sha256}, nil
}

// localMedia serves the files as they are uploaded, at their keys.
func (p *Preview) localMedia(s *Site) http.Handler {
	u, err := originless{s.delivery}.url("index.html", "k", "", nil)
	prefix := strings.TrimSuffix("/"+strings.TrimPrefix(u, "/"), "k")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, ok := strings.CutPrefix(r.URL.Path, prefix)
		if err != nil || !ok {
			p.serveMissing(w, r)
			return
		}
		p.mu.Lock()
		a, site := p.model.files[key], p.site
		p.mu.Unlock()
		if a == nil {
			p.serveMissing(w, r)
			return
		}
		f, err := site.openAsset(a)
		if err != nil {
			http.Error(w, "The file cannot be read.", http.StatusNotFound)
			return
		}
		defer f.Close()
		h := w.Header()
		h.Set("Content-Type", a.ctype)
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", `"`+a.sha256+`"`)
		if a.ctype == "image/svg+xml" {
			h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:")
		}
		http.ServeContent(w, r, path.Base(key), mediaTime(a), f)
	})
}
