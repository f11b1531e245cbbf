package localcloud

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// original sends the file itself, or the part of it that is asked for.
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

// disposition has a browser save the file (fl_attachment), under the name that
// the flag gives, with the key's extension.
func disposition(key, name string) string {
	base := path.Base(key)
	if name != "" {
		base = name + path.Ext(base)
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": base})
}
