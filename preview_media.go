package mdmedia

import (
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
)

// A lookup finds the file that would be uploaded under a key; nil: there is
// none.
type lookup func(key string) (*Site, *asset)

// mediaHandler serves files under the paths of their delivery URLs, as readers
// will get them. notice is told of what cannot be shown, or refused.
func (s *Site) mediaHandler(find lookup, notice func(string)) (http.Handler, error) {
	if s.cfg.Delivery.Cloudinary == nil {
		return s.localMedia(find), nil
	}
	cfg, err := s.cloudinaryConfig()
	if err != nil {
		return nil, err
	}
	c := localcloud.Config{Delivery: cfg, Open: find.original, Log: func(e localcloud.Event) {
		if notice != nil {
			notice(e.URL + ": " + e.Message)
		}
	}}
	if s.cache.path != "" {
		c.CacheDir = filepath.Join(filepath.Dir(s.cache.path), "derived")
	}
	h, err := localcloud.New(c)
	if err != nil {
		return nil, problem("", oneLine(err))
	}
	return h, nil
}

func (find lookup) original(key string) (*localcloud.Original, error) {
	site, a := find(key)
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
func (s *Site) localMedia(find lookup) http.Handler {
	u, err := originless{s.delivery}.url("index.html", "k", "", nil)
	prefix := strings.TrimSuffix("/"+strings.TrimPrefix(u, "/"), "k")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, ok := strings.CutPrefix(r.URL.Path, prefix)
		if err != nil || !ok {
			http.NotFound(w, r)
			return
		}
		o, err := find.original(key)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer o.Close()
		h := w.Header()
		h.Set("Content-Type", o.Type)
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", `"`+o.Version+`"`)
		if o.Type == "image/svg+xml" { // by itself it would run its scripts here
			h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:")
		}
		http.ServeContent(w, r, "", time.Time{}, o)
	})
}
