package sync_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	gosync "sync"
	"testing"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// A part that is refused ends the upload. The others that are on their way
// arrive before it is aborted, since they would bring it to life again.
func TestS3PartsArriveBeforeTheAbort(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, nil)
	second, refused := make(chan struct{}), make(chan struct{})
	begun, ended := gosync.OnceFunc(func() { close(second) }), gosync.OnceFunc(func() { close(refused) })
	var mu gosync.Mutex
	var order []string
	f.set(func(w http.ResponseWriter, r *http.Request, op string) bool {
		switch op {
		case "part 1":
			<-second
			_, _ = io.Copy(io.Discard, r.Body)
			refuse(w, r, 403, "AccessDenied", "")
			ended()
			return true
		case "part 2":
			begun()
			<-refused
		case "abort":
		default:
			return false
		}
		got := &statusWriter{ResponseWriter: w}
		f.proxy.ServeHTTP(got, r)
		mu.Lock()
		defer mu.Unlock()
		order = append(order, fmt.Sprint(op, ": ", got.status))
		return true
	})
	_, err := s.Put(t.Context(), storetest.Pattern("video.mp4", 10*mib), sync.IfAbsent)
	want := s.Name() + ": video.mp4: access denied: allow s3:PutObject, s3:GetObject and s3:ListBucket on this bucket for the credentials in use"
	if err == nil || err.Error() != want {
		t.Errorf("put says %v, want %s", err, want)
	}
	mu.Lock()
	defer mu.Unlock()
	if want := []string{"part 2: 200", "abort: 204"}; !slices.Equal(order, want) {
		t.Errorf("the requests ended as %q, want %q", order, want)
	}
	if n := uploads(t, server, bucket); n != 0 {
		t.Errorf("%d uploads are left", n)
	}
}

// A statusWriter notes the last status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// An upload that is there after it was aborted is aborted again, but not for
// ever.
func TestS3AbortsAgain(t *testing.T) {
	server := s3test.Start(t)
	for _, c := range []struct {
		name                string
		ignored, want, left int
	}{{"gone", 0, 1, 0}, {"once", 1, 2, 0}, {"always", 100, 3, 1}} {
		bucket := server.Bucket(t, "b-"+c.name)
		f, s := newFront(t, server, bucket, nil)
		var mu gosync.Mutex
		ignored := c.ignored
		f.set(func(w http.ResponseWriter, r *http.Request, op string) bool {
			if op == "part 1" {
				_, _ = io.Copy(io.Discard, r.Body)
				refuse(w, r, 403, "AccessDenied", "")
				return true
			}
			mu.Lock()
			defer mu.Unlock()
			if op != "abort" || ignored == 0 {
				return false
			}
			ignored--
			w.WriteHeader(http.StatusNoContent)
			return true
		})
		if _, err := s.Put(t.Context(), storetest.Pattern("video.mp4", 10*mib), sync.IfAbsent); err == nil {
			t.Errorf("%s: no error", c.name)
		}
		if n, left := f.seen()["abort"], uploads(t, server, bucket); n != c.want || left != c.left {
			t.Errorf("%s: aborted %d times, %d left, want %d and %d", c.name, n, left, c.want, c.left)
		}
	}
}
