package sync_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	gosync "sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

const silence = ": the endpoint does not answer (nothing for 300ms): check the endpoint and the network"

// Everything that a server does wrong once is made good by another attempt.
func TestS3SurvivesAFault(t *testing.T) {
	server := s3test.Start(t)
	for name, fault := range map[string]func(f *front, w http.ResponseWriter, r *http.Request){
		"reset": func(_ *front, w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.(*net.TCPConn).SetLinger(0)
				_ = conn.Close()
			}
		},
		"closed": func(_ *front, w http.ResponseWriter, _ *http.Request) { hangUp(w) },
		"cut":    cutAnswer,
		"500":    func(_ *front, w http.ResponseWriter, r *http.Request) { refuse(w, r, 500, "InternalError", "") },
		"502":    func(_ *front, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"503":    func(_ *front, w http.ResponseWriter, r *http.Request) { refuse(w, r, 503, "SlowDown", "") },
		"504":    func(_ *front, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGatewayTimeout) },
		"429":    func(_ *front, w http.ResponseWriter, r *http.Request) { refuse(w, r, 429, "TooManyRequests", "") },
	} {
		t.Run(name, func(t *testing.T) {
			bucket := server.Bucket(t, "b-"+name)
			f, s := newFront(t, server, bucket, nil)
			var mu gosync.Mutex
			met := map[string]bool{}
			f.set(func(w http.ResponseWriter, r *http.Request, op string) bool {
				mu.Lock()
				again := met[op]
				met[op] = true
				mu.Unlock()
				if !again {
					fault(f, w, r)
				}
				return !again
			})
			small, large := storetest.File("a/small", "x"), storetest.Pattern("a/large", 11*mib)
			plan := sync.Diff([]sync.File{small, large}, sync.State{}, sync.Policy{})
			if r, err := sync.Apply(t.Context(), s, plan, sync.ApplyOptions{}); err != nil || r.Uploaded+r.Recorded != 2 {
				t.Errorf("apply: %+v, %v", r, err)
			}
			if _, err := s.Copy(t.Context(), large.Key, storetest.Pattern("a/copy", 11*mib), sync.IfAbsent); err != nil {
				t.Errorf("copy: %v", err)
			}
			wantSum(t, s, large)
			wantSum(t, s, storetest.Pattern("a/copy", 11*mib))
			var keys []string
			for obj, err := range s.List(t.Context(), "a/") {
				if err != nil {
					t.Errorf("list: %v", err)
				}
				keys = append(keys, obj.Key)
			}
			if !slices.Equal(keys, []string{"a/copy", "a/large", "a/small"}) {
				t.Errorf("the list is %q", keys)
			}
			if err := s.Delete(t.Context(), keys...); err != nil {
				t.Errorf("delete: %v", err)
			}
			// Of an upload whose first answer is lost nobody knows the name.
			n, err := s.AbortAbandoned(t.Context(), "a/", -time.Minute)
			if left := uploads(t, server, bucket); err != nil || left != 0 || n > 1 || n == 1 && name != "cut" {
				t.Errorf("%d abandoned uploads, %v, %d left", n, err, left)
			}
		})
	}
}

// cutAnswer sends half of the real answer.
func cutAnswer(f *front, w http.ResponseWriter, r *http.Request) {
	real := httptest.NewRecorder()
	f.proxy.ServeHTTP(real, r)
	maps.Copy(w.Header(), real.Header())
	if r.Method == http.MethodHead { // there is nothing to cut
		w.WriteHeader(real.Code)
		return
	}
	w.Header().Set("Content-Length", fmt.Sprint(max(real.Body.Len(), 2)))
	w.WriteHeader(real.Code)
	_, _ = w.Write(real.Body.Bytes()[:real.Body.Len()/2])
	hangUp(w)
}

// A server that stands still in the middle is given up, and one that is slow
// is not.
func TestS3StandsStill(t *testing.T) {
	end := make(chan struct{})
	var slow atomic.Bool
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut { // it stops reading
			<-end
			return
		}
		w.Header().Set("Content-Length", "10")
		for range 9 {
			_, _ = io.WriteString(w, "x")
			_ = http.NewResponseController(w).Flush()
			if slow.Load() {
				select {
				case <-end:
				case <-time.After(50 * time.Millisecond): // it is the server that is slow
				}
			}
		}
		if !slow.Load() {
			<-end
		}
		_, _ = io.WriteString(w, "x")
	})
	t.Cleanup(func() { close(end) })
	sync.SetPatience(s, 300*time.Millisecond, 300*time.Millisecond)
	_, err := s.Put(t.Context(), storetest.Pattern("a.mp4", 40*mib), sync.Any)
	if err == nil || err.Error() != s.Name()+silence {
		t.Errorf("put says %v", err)
	}
	read := func() error {
		body, _, err := s.Get(t.Context(), "a.mp4")
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(io.Discard, body)
		return err
	}
	if err := read(); err == nil || err.Error() != s.Name()+silence {
		t.Errorf("get says %v", err)
	}
	slow.Store(true)
	if err := read(); err != nil {
		t.Errorf("get from a slow server says %v", err)
	}
}

// A slow reader is no silent one, and neither is a connection that waits to be
// used.
func TestS3SlowServer(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b := make([]byte, 256<<10)
		for {
			if _, err := io.ReadFull(r.Body, b); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond) // it is the server that is slow
		}
	})
	sync.SetPatience(s, 300*time.Millisecond, 300*time.Millisecond)
	if _, err := s.Put(t.Context(), storetest.Pattern("a.mp4", 40*mib), sync.Any); err != nil {
		t.Errorf("put says %v", err)
	}
}

// The answer is 200, and its body is an error.
func TestS3ErrorsIn200(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, nil)
	source := storetest.Pattern("source", 7*mib)
	if _, err := s.Put(t.Context(), source, sync.Any); err != nil {
		t.Fatal(err)
	}
	for _, op := range []string{"complete", "partcopy"} {
		for code, want := range map[string]string{
			"InternalError": "the server answered InternalError: try later: run again; what is done is kept",
			"ExpiredToken":  "the credentials have expired: get new ones (aws sso login for single sign-on) and run again",
		} {
			f.seen()
			f.set(func(w http.ResponseWriter, _ *http.Request, is string) bool {
				if is == op {
					fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<Error><Code>%s</Code><Message>try later</Message></Error>`, code)
				}
				return is == op
			})
			_, err := s.Copy(t.Context(), source.Key, storetest.Pattern("copy", 7*mib), sync.IfAbsent)
			if err == nil || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%s, %s: %v, want %s", op, code, err, want)
			}
			if n := f.seen()[op]; code == "InternalError" && n != 6 {
				t.Errorf("%s: %d attempts", op, n)
			}
		}
		f.set(nil)
		if _, err := s.Head(t.Context(), "copy"); !errors.Is(err, sync.ErrNotFound) {
			t.Errorf("%s: the object is there: %v", op, err)
		}
	}
}

// Whoever is told to slow down sends fewer requests at once, and all of them
// in the end.
func TestS3Throttles(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, nil)
	var inside, refused, total atomic.Int32
	f.set(func(w http.ResponseWriter, r *http.Request, _ string) bool {
		defer inside.Add(-1)
		total.Add(1)
		if inside.Add(1) > 3 {
			refused.Add(1)
			refuse(w, r, 503, "SlowDown", "Reduce your request rate")
			return true
		}
		f.proxy.ServeHTTP(w, r)
		return true
	})
	files := many(400)
	r, err := sync.Apply(t.Context(), s, sync.Diff(files, sync.State{}, sync.Policy{}), sync.ApplyOptions{})
	if err != nil || r.Uploaded != 400 {
		t.Errorf("%d uploaded, %v", r.Uploaded, err)
	}
	if got := s.Pace().Throttled; got != uint64(refused.Load()) || got == 0 {
		t.Errorf("the pace counts %d of %d refusals", got, refused.Load())
	}
}

// Credentials expire in the middle: everything stops, with one line.
func TestS3ExpiresInTheMiddle(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, nil)
	var puts atomic.Int32
	f.set(func(w http.ResponseWriter, r *http.Request, op string) bool {
		if op != "PUT" || puts.Add(1) <= 50 {
			return false
		}
		refuse(w, r, 400, "ExpiredToken", "The provided token has expired.")
		return true
	})
	r, err := sync.Apply(t.Context(), s, sync.Diff(many(300), sync.State{}, sync.Policy{}), sync.ApplyOptions{})
	want := s.Name() + ": the credentials have expired: get new ones (aws sso login for single sign-on) and run again"
	if err == nil || err.Error() != want || r.Uploaded > 50 || r.Uploaded+len(r.Failed) != 300 || len(r.Entries) != r.Uploaded {
		t.Errorf("%d uploaded, %d failed, %v", r.Uploaded, len(r.Failed), err)
	}
	if n := puts.Load(); n > 50+64 {
		t.Errorf("%d requests were made", n)
	}
	for key, err := range r.Failed {
		if !errors.Is(err, sync.ErrStopped) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// A wrong clock is one line, soon.
func TestS3ClockSkew(t *testing.T) {
	var requests atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		refuse(w, r, 403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.")
	})
	r, err := sync.Apply(t.Context(), s, sync.Diff(many(100), sync.State{}, sync.Policy{}), sync.ApplyOptions{})
	want := s.Name() + ": this machine's clock is wrong by more than 15 minutes: set it and run again"
	if err == nil || err.Error() != want || len(r.Failed) != 100 || requests.Load() > 64 {
		t.Errorf("%v after %d requests", err, requests.Load())
	}
}
