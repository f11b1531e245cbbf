package localcloud

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"time"
)

// deliver sends the original as it is, or what it is made into.
func (h *Handler) deliver(w http.ResponseWriter, r *http.Request, o *Original, c candidate, t *transformation) {
	if t.attachment {
		w.Header().Set("Content-Disposition", disposition(c.key, t.fileName))
	}
	film := isFrame(o.Type, t)
	if !film && (!decodable[o.Type] || !t.changes()) {
		if strings.HasPrefix(o.Type, "image/") && o.Type != "image/svg+xml" && t.changes() {
			h.once(r, o.Type+" is shown as it is in the preview")
		}
		original(w, r, o, c.key)
		return
	}
	accept := ""
	if t.format == "auto" {
		w.Header().Add("Vary", "Accept")
		if acceptsWebP(r.Header.Get("Accept")) {
			accept = "image/webp"
		}
	}
	id := strings.Join([]string{version, o.Version, c.key, c.transform, t.format, accept}, "\x00")
	d, err := h.make(r.Context(), id, func() (derived, error) { return h.derive(r.Context(), o, c, t, accept) })
	var no refusal
	switch {
	case errors.As(err, &no):
		h.refuse(w, r, http.StatusBadRequest, string(no))
		return
	case r.Context().Err() != nil:
		return
	case err != nil:
		h.once(r, "the original is shown: "+err.Error())
		original(w, r, o, c.key)
		return
	case len(d.data) == 0:
		original(w, r, o, c.key)
		return
	}
	header(w, d.ctype, id)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(d.data))
}

// version begins the name of everything that is kept, and changes with what
// this package makes.
const version = "2"

// decodable are the types that can be made into others. One that moves stays as
// it is.
var decodable = map[string]bool{"image/png": true, "image/jpeg": true, "image/webp": true, "image/gif": true, "image/bmp": true, "image/tiff": true}

// isFrame reports whether a picture of a video is asked for.
func isFrame(mediaType string, t *transformation) bool {
	return strings.HasPrefix(mediaType, "video/") &&
		(strings.HasPrefix(formats[t.format], "image/") || t.format == "auto" && t.offset != "")
}

// changes reports whether the result can differ from the original.
func (t *transformation) changes() bool { return len(t.steps) > 0 || t.format != "" || t.quality > 0 }

// acceptsWebP reports whether an Accept header lists WebP, and not in order to
// decline it.
func acceptsWebP(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, param, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "image/webp") {
			q := strings.ReplaceAll(param, " ", "")
			return strings.Trim(strings.TrimPrefix(q, "q="), "0.") != "" || !strings.HasPrefix(q, "q=")
		}
	}
	return false
}
