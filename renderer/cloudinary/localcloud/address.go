package localcloud

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

// An address is what a delivery URL names.
type address struct {
	// keys are what may be meant, the likeliest first: a first folder of a key
	// can look like a transformation.
	keys []candidate
	// video is true for /video/, where pictures are frames.
	video bool
}

// A candidate is a reading of an address.
type candidate struct {
	key       string
	transform string
	format    string // the extension asked for, if it is not the key's own
}

var (
	signaturePart = regexp.MustCompile(`^s--[A-Za-z0-9_-]+--$`)
	versionPart   = regexp.MustCompile(`^v[0-9]+$`)
	// componentPart is the shape of a component of a transformation.
	componentPart = regexp.MustCompile(`^(?:[a-z]{1,3}_[^/]*|\$[^/]*|if_[^/]*|[^/,]+,[^/]*)$`)
)

// parse reads the path of a URL, still encoded, and its query.
func (h *Handler) parse(escaped string, query url.Values) (address, bool) {
	rest, ok := strings.CutPrefix(escaped, h.base)
	if !ok {
		return address{}, false
	}
	if h.cfg.Delivery.Product == cloudinary.MediaOptimizer {
		key, ok := h.key(rest)
		return address{keys: []candidate{{key: key, transform: query.Get("tx")}}}, ok
	}
	parts := strings.Split(rest, "/")
	if len(parts) < 3 || parts[1] != h.kind {
		return address{}, false
	}
	a := address{video: parts[0] == "video"}
	switch parts[0] {
	case "image", "video", "raw":
	default:
		return address{}, false
	}
	parts = parts[2:]
	if signaturePart.MatchString(parts[0]) {
		parts = parts[1:]
	}
	// The transformation may end before each part; the longest reading comes
	// first, as with Cloudinary.
	n := 0
	for n < len(parts)-1 && componentPart.MatchString(unescape(parts[n])) {
		n++
	}
	for ; n >= 0; n-- {
		id := parts[n:]
		if len(id) > 1 && versionPart.MatchString(id[0]) {
			id = id[1:]
		}
		if key, ok := h.key(strings.Join(id, "/")); ok {
			a.keys = append(a.keys, candidate{key: key, transform: unescape(strings.Join(parts[:n], "/"))})
		}
	}
	return a, len(a.keys) > 0
}

// key takes the prefix off what comes behind the transformation.
func (h *Handler) key(escaped string) (string, bool) {
	id := unescape(escaped)
	if h.cfg.Delivery.Product == cloudinary.Fetch {
		key, ok := strings.CutPrefix(id, h.prefix+"/")
		return unescape(key), ok && key != ""
	}
	if h.prefix != "" {
		rest, ok := strings.CutPrefix(id, h.prefix+"/")
		if !ok {
			return "", false
		}
		id = rest
	}
	return id, id != "" && !strings.HasSuffix(id, "/")
}

func unescape(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// others are the extensions that an original can have whose URL asks for
// another format, such as a frame of a film: clip.jpg for clip.mp4.
var others = []string{".mp4", ".webm", ".mov", ".m4v", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"}

// find opens the original that an address means.
func (h *Handler) find(a address) (*Original, candidate, error) {
	var first error
	for _, c := range a.keys {
		o, err := h.cfg.Open(c.key)
		if err == nil {
			return o, c, nil
		}
		if first == nil {
			first = err
		}
	}
	if h.cfg.Delivery.Product != cloudinary.MediaOptimizer {
		for _, c := range a.keys {
			ext := path.Ext(c.key)
			format := strings.ToLower(strings.TrimPrefix(ext, "."))
			if formats[format] == "" {
				continue
			}
			for _, other := range others {
				if o, err := h.cfg.Open(strings.TrimSuffix(c.key, ext) + other); err == nil {
					c.key, c.format = strings.TrimSuffix(c.key, ext)+other, format
					return o, c, nil
				}
			}
		}
	}
	return nil, candidate{}, first
}
