package live

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Guard lets only requests through that name this computer by an address, by
// localhost, or by the name that it was told to listen to. Any other name in
// the Host header is that of a page elsewhere whose owner has pointed it here
// (DNS rebinding), to read the preview with the reader's own browser.
func Guard(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !ours(r.Host, name):
			http.Error(w, "This preview is only for http://localhost and this computer's addresses.", http.StatusForbidden)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "A preview is only read.", http.StatusMethodNotAllowed)
		default:
			w.Header().Set("X-Content-Type-Options", "nosniff")
			next.ServeHTTP(w, r)
		}
	})
}

func ours(host, name string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || name != "" && host == strings.ToLower(name) {
		return true
	}
	_, err := netip.ParseAddr(host)
	return err == nil
}
