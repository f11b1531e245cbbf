package faultproxy

import (
	"net/http"
	"strings"
	"sync/atomic"
)

// A Request is what the proxy remembers of one.
type Request struct {
	// Method is the HTTP method.
	Method string
	// Key is the object's key, unescaped; "" for one about the bucket.
	Key string
	// Sub is the sub-resource: partNumber, uploads and so on, or "".
	Sub string
	// Part is the number of the part that is uploaded, "" for other requests.
	Part string
	// Copy tells that the body is to be copied within the server.
	Copy bool
	// Sent is how many bytes of its body the client has sent.
	Sent int64
	// Status is the answer's, 0 if there was none.
	Status int
	// Faulted tells that a rule was applied.
	Faulted bool
}

// A record is a Request whose figures still change.
type record struct {
	Request
	sent   atomic.Int64
	status atomic.Int64
}

func (r *record) now() Request {
	q := r.Request
	q.Sent, q.Status = r.sent.Load(), int(r.status.Load())
	return q
}

// subResources are told apart, the more special ones first.
func subResources() []string {
	return []string{"partNumber", "uploads", "uploadId", "list-type", "delete", "location"}
}

func newRecord(r *http.Request) *record {
	_, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	rec := &record{Request: Request{Method: r.Method, Key: key, Copy: r.Header.Get("X-Amz-Copy-Source") != ""}}
	q := r.URL.Query()
	for _, sub := range subResources() {
		if q.Has(sub) {
			rec.Sub = sub
			break
		}
	}
	rec.Part = q.Get("partNumber")
	return rec
}
