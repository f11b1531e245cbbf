// Package live keeps the pages of a preview up to date in the browser: a small
// script in each page listens to server-sent events (HTML standard, section 9.2)
// and swaps what has changed in place.
package live

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the script
	"encoding/hex"
	"html"
	"net/http"
)

// Prefix is the path below which a preview answers for itself.
const Prefix = "/_mdmedia/"

//go:embed live.js
var script []byte

// Script serves the script that Inject names.
func Script(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	tag := `"` + Version(script) + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(script) // who is gone needs no script
}

// Version names the bytes of a page.
func Version(page []byte) string {
	sum := sha256.Sum256(page)
	return hex.EncodeToString(sum[:8])
}

// Inject returns the page with the script at its end. version is what the
// script says that it shows.
func Inject(page []byte, version string) []byte {
	tag := []byte(`<script src="` + Prefix + `live.js" data-version="` + html.EscapeString(version) + `" defer></script>` + "\n")
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	return append(append(append(make([]byte, 0, len(page)+len(tag)), page[:at]...), tag...), page[at:]...)
}
