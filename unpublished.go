package mdmedia

import (
	"context"
	"fmt"
	"net/http"
	"sync"
)

// unpublished are the files that pages show and the bucket does not hold yet,
// while someone writes. Their URLs are those of a server on this computer: the
// published ones would lead nowhere, and a CDN remembers for up to a day that
// there was nothing. Nil: there are none, everything is uploaded.
type unpublished struct {
	base string // of the server, such as http://127.0.0.1:4001

	known func(*object) bool // whether the bucket holds it

	mu    sync.Mutex
	site  *Site
	files map[string]*asset // by key, of the last run
}

// begin looks up what the bucket holds, in the record.
func (u *unpublished) begin(ctx context.Context, s *Site) (err error) {
	u.known, err = s.knownObjects(ctx)
	return err
}

// has reports whether a file is shown by the server.
func (u *unpublished) has(key string, a *asset) bool {
	return u != nil && !u.known(&object{key: key, asset: a})
}

// delivery is where a file is found: with the server, under the path that it
// will have, or where d says.
func (u *unpublished) delivery(d delivery, key string, a *asset) delivery {
	if !u.has(key, a) {
		return d
	}
	return elsewhere{u.base, originless{d}}
}

// elsewhere is a delivery on another host.
type elsewhere struct {
	base string
	d    delivery
}

func (e elsewhere) url(_, key, mediaType string, tx []string) (string, error) {
	return e.moved(e.d.url("index.html", key, mediaType, tx))
}

func (e elsewhere) srcsetURL(_, key, mediaType string, tx []string) (string, error) {
	return e.moved(e.d.srcsetURL("index.html", key, mediaType, tx))
}

func (e elsewhere) moved(u string, err error) (string, error) {
	if err == nil && u[0] != '/' {
		u = "/" + u
	}
	return e.base + u, err
}

// take keeps what a run has found for the server, and says so in its report.
func (u *unpublished) take(r *run) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.site, u.files = r.site, map[string]*asset{}
	for key := range r.assets.objects {
		a := r.assets.owner(key).asset
		u.files[key] = a
		if u.has(key, a) {
			r.report.Unpublished++
		} else {
			r.report.Unchanged++
		}
	}
	if n := r.report.Unpublished; n > 0 {
		r.report.Notes = append(r.report.Notes, fmt.Sprintf("%s not in the bucket yet, and shown from this computer until mdmedia build", areFiles(n)))
	}
}

// add keeps what a run of one post has found, beside what others have.
func (u *unpublished) add(r *run) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.site = r.site
	for key := range r.assets.objects {
		u.files[key] = r.assets.owner(key).asset
	}
}

func areFiles(n int) string {
	if n == 1 {
		return "1 file is"
	}
	return fmt.Sprintf("%d files are", n)
}

func (u *unpublished) file(key string) (*Site, *asset) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.site, u.files[key]
}

// handler serves the files.
func (u *unpublished) handler(s *Site, notice func(string)) (http.Handler, error) {
	return s.mediaHandler(u.file, notice)
}
