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

// maxPath bounds a path, in bytes: a key of 1,024 bytes, as buckets take them,
// with each byte encoded twice, and the longest transformation.
const maxPath = 5*1024 + maxTransform

// Key returns the object key that the path of a URL names, still encoded as
// [net/url.URL.EscapedPath] gives it. ok is false if it is not the path of a
// delivery URL, by its form. Whether there is such an object is not asked; where
// a first folder looks like a transformation, it is taken for one.
func (h *Handler) Key(escapedPath string) (key string, ok bool) {
	a, ok := h.parse(escapedPath, "")
	if !ok {
		return "", false
	}
	return a.keys[0].key, true
}

// parse reads the path and the query of a URL, both still encoded.
func (h *Handler) parse(escaped, query string) (address, bool) {
	rest, ok := strings.CutPrefix(escaped, h.base)
	if !ok || len(escaped) > maxPath {
		return address{}, false
	}
	if h.cfg.Delivery.Product == cloudinary.MediaOptimizer {
		key, ok := h.key(rest)
		return address{keys: []candidate{{key: key, transform: queryTransform(query)}}}, ok
	}
	return h.parseClassic(strings.Split(rest, "/"))
}

// queryTransform returns the value of tx. It is not decoded, and a plus is one.
func queryTransform(query string) string {
	for pair := range strings.SplitSeq(query, "&") {
		if tx, ok := strings.CutPrefix(pair, "tx="); ok {
			return tx
		}
	}
	return ""
}

// parseClassic reads what follows the cloud in a URL of Upload and Fetch.
func (h *Handler) parseClassic(parts []string) (address, bool) {
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
	if len(parts) > 1 && signaturePart.MatchString(parts[0]) {
		parts = parts[1:]
	}
	// The transformation may end before each part; the longest reading comes
	// first, as with Cloudinary.
	n := 0
	for n < min(len(parts)-1, maxComponents+1) && componentPart.MatchString(unescape(parts[n])) {
		n++
	}
	for ; n >= 0; n-- {
		id := parts[n:]
		if len(id) > 1 && versionPart.MatchString(id[0]) {
			id = id[1:]
		}
		if key, ok := h.key(strings.Join(id, "/")); ok {
			a.keys = append(a.keys, candidate{key: key, transform: strings.Join(parts[:n], "/")})
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
