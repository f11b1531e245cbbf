package localcloud

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

// A Handler answers delivery URLs. It is safe for concurrent use.
type Handler struct {
	cfg    Config
	base   string // what every path begins with
	kind   string // upload or fetch, for the classic products
	prefix string
	store  *store
	turns  chan struct{} // holds one for each picture that is being made
	making singleflight.Group
	counts
}

// New checks the configuration and returns its handler. It reads and writes
// nothing yet.
func New(c Config) (*Handler, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	d := c.Delivery
	h := &Handler{
		cfg: c, base: "/", kind: d.Product.String(), prefix: strings.Trim(d.Prefix, "/"),
		store: newStore(c.CacheDir, c.MemoryBytes, c.DiskBytes), turns: make(chan struct{}, workers()),
	}
	if d.Product != cloudinary.MediaOptimizer && d.Domain == "" && !d.PrivateCDN {
		h.base = "/" + d.Cloud + "/"
	}
	return h, nil
}

// ServeHTTP answers GET and HEAD for a delivery URL. What is wrong is said in
// the header X-Cld-Error, as Cloudinary does: 404 for an original that is not
// there, 400 for a transformation that cannot be.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "a picture is only read", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	a, ok := h.parse(r.URL.EscapedPath(), r.URL.Query())
	if !ok {
		h.refuse(w, r, http.StatusNotFound, "Resource not found - "+r.URL.Path)
		return
	}
	o, c, err := h.find(a)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			h.cfg.Log(Event{r.URL.RequestURI(), err.Error()})
		}
		h.refuse(w, r, http.StatusNotFound, "Resource not found - "+a.keys[len(a.keys)-1].key)
		return
	}
	defer o.Close()
	t, err := parseTransform(c.transform)
	if err != nil {
		h.refuse(w, r, http.StatusBadRequest, err.Error())
		return
	}
	if t.format == "" {
		t.format = c.format
	}
	h.count(c.key, c.transform)
	h.mention(r, t)
	h.deliver(w, r, o, c, t)
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	why = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return ' '
		}
		return c
	}, why)
	w.Header().Set("X-Cld-Error", why)
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, why, status)
	h.once(r, why)
}

// mention logs what is left out.
func (h *Handler) mention(r *http.Request, t *transformation) {
	if len(t.ignored) > 0 {
		h.once(r, "not shown in the preview: "+strings.Join(t.ignored, ", "))
	}
	if t.format == "avif" {
		h.once(r, "f_avif is shown as WebP in the preview")
	}
}

func (h *Handler) once(r *http.Request, message string) {
	if h.first(r.URL.RequestURI() + "\x00" + message) {
		h.cfg.Log(Event{r.URL.RequestURI(), message})
	}
}

// deliver sends the original as it is, or what it is made into.
func (h *Handler) deliver(w http.ResponseWriter, r *http.Request, o *Original, c candidate, t *transformation) {
	kind, _, _ := strings.Cut(o.Type, "/")
	film := kind == "video" && strings.HasPrefix(formats[t.format], "image/") || kind == "video" && t.format == "auto" && t.offset != ""
	if !film && (kind != "image" || !decodable[o.Type] || !t.changes()) {
		original(w, r, o, c.key)
		return
	}
	accept := ""
	if t.format == "auto" {
		w.Header().Add("Vary", "Accept")
		if strings.Contains(r.Header.Get("Accept"), "image/webp") {
			accept = "image/webp"
		}
	}
	id := strings.Join([]string{version, o.Version, c.key, c.transform, t.format, accept}, "\x00")
	d, err := h.make(r.Context(), id, func() (derived, error) { return h.derive(o, c, t, film, accept) })
	var no refusal
	switch {
	case errors.As(err, &no):
		h.refuse(w, r, http.StatusBadRequest, string(no))
		return
	case r.Context().Err() != nil:
		return
	case err != nil || d.data == nil:
		original(w, r, o, c.key) // a picture of a kind that is not read here
		return
	}
	header(w, d.ctype, id)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.data))
}

// version begins the name of everything that is kept, and changes with what
// this package makes.
const version = "1"

// decodable are the types that can be made into others. A GIF can move, and then
// stays as it is.
var decodable = map[string]bool{"image/png": true, "image/jpeg": true, "image/webp": true, "image/gif": true, "image/bmp": true, "image/tiff": true}

// changes reports whether the result can differ from the original.
func (t *transformation) changes() bool { return len(t.steps) > 0 || t.format != "" || t.quality > 0 }

// make has a derived asset made once, however many ask for it, and few at a
// time.
func (h *Handler) make(ctx context.Context, id string, derive func() (derived, error)) (derived, error) {
	if d, ok := h.store.get(id); ok {
		return d, nil
	}
	v, err, _ := h.making.Do(id, func() (any, error) {
		select {
		case h.turns <- struct{}{}:
			defer func() { <-h.turns }()
		case <-ctx.Done():
			return derived{}, ctx.Err()
		}
		d, err := derive()
		if err == nil {
			h.store.put(id, d)
		}
		return d, err
	})
	if err != nil && errors.Is(err, context.Canceled) && ctx.Err() == nil {
		return h.make(ctx, id, derive) // another one gave up, and this one did not
	}
	d, _ := v.(derived)
	return d, err
}

// derive makes a derived asset. Without data it is the original.
func (h *Handler) derive(o *Original, c candidate, t *transformation, film bool, accept string) (derived, error) {
	var img image.Image
	var size int64
	ctype := o.Type
	if film {
		img = frame(path.Base(c.key), t.offset)
		ctype = "image/jpeg"
	} else {
		data, err := h.read(o)
		if err != nil {
			return derived{}, err
		}
		size = int64(len(data))
		if animated(o.Type, data) {
			return derived{}, nil
		}
		if img, err = decode(data); err != nil {
			return derived{}, fmt.Errorf("localcloud: %w", err)
		}
	}
	back := ""
	for _, s := range t.steps {
		var err error
		if img, err = s.apply(img, h.cfg.MaxOutput); err != nil {
			return derived{}, err
		}
		back = s.background
	}
	out := t.outputType(ctype, accept, opaque(img))
	data, err := encode(img, out, t.quality, back)
	if err == nil && !film && len(t.steps) == 0 && int64(len(data)) >= size && (t.format == "auto" || formats[t.format] == o.Type || t.format == "") {
		return derived{}, nil // quality and format are to make it smaller
	}
	return derived{out, data}, err
}

// read reads an original that is not too large to be decoded.
func (h *Handler) read(o *Original) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(o, maxOriginal+1))
	if err != nil {
		return nil, fmt.Errorf("localcloud: %w", err)
	}
	if len(data) > maxOriginal {
		return nil, refusal("File size too large")
	}
	cfg, err := config(data)
	if err != nil {
		return nil, fmt.Errorf("localcloud: %w", err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > h.cfg.MaxPixels/cfg.Height {
		return nil, refusal(fmt.Sprintf("Image is too large to be shown in the preview: %d x %d pixels", cfg.Width, cfg.Height))
	}
	return data, nil
}

// maxOriginal is the size of a file that is decoded, in bytes.
const maxOriginal = 128 << 20

// original sends the file itself.
func original(w http.ResponseWriter, r *http.Request, o *Original, key string) {
	if _, err := o.Seek(0, io.SeekStart); err != nil {
		http.Error(w, "the file cannot be read", http.StatusInternalServerError)
		return
	}
	header(w, o.Type, strings.Join([]string{version, o.Version, key, o.Type}, "\x00"))
	http.ServeContent(w, r, "", time.Time{}, o)
}

// header sets what a browser needs to ask again cheaply. An SVG gets no rights:
// opened by itself it would run its scripts on the preview's origin.
func header(w http.ResponseWriter, ctype, id string) {
	sum := sha256.Sum256([]byte(id))
	h := w.Header()
	h.Set("Content-Type", ctype)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	if strings.HasPrefix(ctype, "image/svg") {
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:")
	}
}
