package localcloud

import (
	"errors"
	"io/fs"
	"net/http"
	"strings"

	"golang.org/x/sync/semaphore"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

// A Handler answers delivery URLs. It is safe for concurrent use.
type Handler struct {
	cfg    Config
	base   string // what every path begins with
	kind   string // upload or fetch, for the classic products
	prefix string
	store  *store
	turns  chan struct{}       // holds one for each picture that is being made
	room   *semaphore.Weighted // pixels that may be in memory before they are resized
	making flight
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
		store: newStore(c.CacheDir, c.MemoryBytes, c.DiskBytes), turns: make(chan struct{}, c.Concurrency),
		room: semaphore.NewWeighted(int64(c.MaxPixels)),
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
	a, ok := h.parse(r.URL.EscapedPath(), r.URL.RawQuery)
	if !ok {
		h.refuse(w, r, http.StatusNotFound, "Resource not found - "+r.URL.Path)
		return
	}
	o, c, err := h.find(a)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			h.once(r, err.Error())
		}
		h.refuse(w, r, http.StatusNotFound, "Resource not found - "+a.keys[0].key)
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
	h.count(c.key, unescape(c.transform))
	h.mention(r, t)
	h.deliver(w, r, o, c, t)
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	const most = 300 // a path in it can be long
	if len(why) > most {
		why = strings.ToValidUTF8(why[:most], "") + "..."
	}
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
		h.cfg.Log(Event{URL: r.URL.RequestURI(), Message: message, Method: r.Method})
	}
}
