package sync_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

func TestS3TriesAgain(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
	}{{503, "SlowDown"}, {500, "InternalError"}, {429, "TooManyRequests"}, {409, "ConditionalRequestConflict"}} {
		var requests atomic.Int32
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if requests.Add(1) < 4 {
				refuse(w, r, c.status, c.code, "")
			}
		})
		if _, err := s.Put(t.Context(), storetest.File("a", "x"), sync.IfAbsent); err != nil || requests.Load() != 4 {
			t.Errorf("%s: %v after %d requests", c.code, err, requests.Load())
		}
	}
}

// A server that does not know conditional writes is asked before each write.
func TestS3WithoutConditions(t *testing.T) {
	var exists atomic.Bool
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodPut && !exists.Load():
			refuse(w, r, 404, "NoSuchKey", "")
		case r.Method == http.MethodHead:
			w.Header().Set("Etag", `"1"`)
		case r.Header.Get("If-None-Match")+r.Header.Get("If-Match") != "":
			refuse(w, r, 501, "NotImplemented", "A header you provided implies functionality that is not implemented.")
		default:
			exists.Store(true)
		}
	})
	for i, c := range []sync.Condition{sync.IfAbsent, sync.IfMatch(`"1"`), sync.Any} {
		if _, err := s.Put(t.Context(), storetest.File("a", "x"), c); err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	for i, c := range []sync.Condition{sync.IfAbsent, sync.IfMatch(`"2"`)} {
		if _, err := s.Put(t.Context(), storetest.File("a", "x"), c); !errors.Is(err, sync.ErrCondition) {
			t.Errorf("%d: %v, want ErrCondition", i, err)
		}
	}
}

// A server that cannot delete many objects in one request gets one for each.
func TestS3DeletesOneByOne(t *testing.T) {
	var deleted atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			deleted.Add(1)
			w.WriteHeader(http.StatusNoContent)
			return
		}
		refuse(w, r, 400, "MissingContentMD5", "")
	})
	if err := s.Delete(t.Context(), "a", "b"); err != nil || deleted.Load() != 2 {
		t.Errorf("%v, %d deleted", err, deleted.Load())
	}
}

// The answer to deleting many is 200 even if one was refused.
func TestS3DeleteReportsEachKey(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>`)
	})
	want := s.Name() + ": b: access denied: allow s3:PutObject, s3:GetObject and s3:ListBucket on this bucket for the credentials in use"
	if err := s.Delete(t.Context(), "a", "b"); err == nil || err.Error() != want {
		t.Errorf("delete says %v, want %s", err, want)
	}
}
