package sync_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	gosync "sync"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
)

// A front stands before a real server, notes the requests and may answer some
// of them itself.
type front struct {
	*httptest.Server
	proxy    http.Handler // to the real server
	mu       gosync.Mutex
	requests []string
	// fault answers a request and reports that it did. nil: none.
	fault func(w http.ResponseWriter, r *http.Request, op string) bool
}

// newFront starts one and returns a store that goes through it.
func newFront(t *testing.T, server *s3test.Server, bucket string, change func(*sync.S3Config)) (*front, *sync.S3) {
	t.Helper()
	target, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	f := new(front)
	f.proxy = &httputil.ReverseProxy{
		// The host is part of the signature.
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		op := operation(r)
		f.mu.Lock()
		f.requests = append(f.requests, op)
		fault := f.fault
		f.mu.Unlock()
		if fault == nil || !fault(w, r, op) {
			f.proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(f.Close)
	cfg := sync.S3Config{Bucket: bucket, Region: server.Region, Endpoint: f.URL, PartSize: 5 << 20, Multipart: 6 << 20}
	if change != nil {
		change(&cfg)
	}
	s, err := sync.NewS3(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	sync.SetPause(s, time.Millisecond)
	return f, s
}

// operation names a request as S3 does.
func operation(r *http.Request) string {
	q := r.URL.Query()
	switch upload := q.Has("uploadId"); {
	case r.Method == http.MethodPost && q.Has("uploads"):
		return "create"
	case r.Method == http.MethodGet && q.Has("uploads"):
		return "uploads"
	case r.Method == http.MethodPut && upload && r.Header.Get("X-Amz-Copy-Source") != "":
		return "partcopy"
	case r.Method == http.MethodPut && upload:
		return "part " + q.Get("partNumber")
	case r.Method == http.MethodGet && upload:
		return "parts"
	case r.Method == http.MethodPost && upload:
		return "complete"
	case r.Method == http.MethodDelete && upload:
		return "abort"
	case r.Method == http.MethodPost && q.Has("delete"):
		return "deletes"
	case r.Method == http.MethodGet && q.Has("list-type"):
		return "list"
	}
	return r.Method
}

// set changes the fault.
func (f *front) set(fault func(w http.ResponseWriter, r *http.Request, op string) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
}

// seen returns how many requests of a kind there were, and forgets all.
func (f *front) seen() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := map[string]int{}
	for _, op := range f.requests {
		n[op]++
	}
	f.requests = nil
	return n
}

// hangUp breaks the connection without an answer.
func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// uploads counts the multipart uploads that the server keeps.
func uploads(t *testing.T, server *s3test.Server, bucket string) int {
	t.Helper()
	out, err := server.Client().ListMultipartUploads(context.WithoutCancel(t.Context()), listUploads(bucket))
	if err != nil {
		t.Fatal(err)
	}
	return len(out.Uploads)
}
