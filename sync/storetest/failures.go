package storetest

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

func changed(t *testing.T, s sync.Store, _ Suite) {
	same, other := File("c/a", "the bytes"), File("c/a", "new bytes")
	short, long := File("c/a", "short"), File("c/a", "much longer bytes")
	for name, open := range map[string]sync.File{"other bytes": other, "shorter": short, "longer": long} {
		f := same
		f.Open = open.Open
		if _, err := s.Put(t.Context(), f, sync.Any); !errors.Is(err, sync.ErrChanged) ||
			err.Error() != "local/c/a: the file changed while it was being uploaded: run again" {
			t.Errorf("%s: %v, want ErrChanged", name, err)
		}
	}
	if got := keys(t, s, ""); len(got) > 0 {
		t.Errorf("the store holds %q", got)
	}
}

func unreadable(t *testing.T, s sync.Store, _ Suite) {
	f := File("u/a", "x")
	f.Open = func() (io.ReadSeekCloser, error) {
		return nil, &fs.PathError{Op: "open", Path: "/secret/place", Err: fs.ErrPermission}
	}
	if _, err := s.Put(t.Context(), f, sync.Any); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("put says %v, want the error of Open", err)
	}
	if got := keys(t, s, ""); len(got) > 0 {
		t.Errorf("the store holds %q", got)
	}
}

func cancelled(t *testing.T, s sync.Store, _ Suite) {
	put(t, s, File("x/there", "x"), sync.Any)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, headErr := s.Head(ctx, "x/there")
	_, _, getErr := s.Get(ctx, "x/there")
	_, putErr := s.Put(ctx, File("x/new", "x"), sync.Any)
	var listErr error
	for _, err := range s.List(ctx, "") {
		listErr = err
	}
	for op, err := range map[string]error{
		"head": headErr, "get": getErr, "put": putErr, "list": listErr, "delete": s.Delete(ctx, "x/there"),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s says %v, want context.Canceled", op, err)
		}
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"x/there"}) {
		t.Errorf("the store holds %q", got)
	}
	inTheMiddle(t, s)
}

// inTheMiddle cancels while the body is being read. What was read may be on its
// way already, so the object may still get there, but then it is complete.
func inTheMiddle(t *testing.T, s sync.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	body := strings.Repeat("0123456789", 100_000)
	f := File("x/cut", body)
	open := f.Open
	f.Open = func() (io.ReadSeekCloser, error) {
		r, err := open()
		return &cutter{r, cancel}, err
	}
	if _, err := s.Put(ctx, f, sync.Any); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("put, cancelled in the middle, says %v", err)
	}
	switch _, err := s.Head(t.Context(), "x/cut"); {
	case err == nil:
		wantBody(t, s, "x/cut", body)
	case !errors.Is(err, sync.ErrNotFound):
		t.Error(err)
	}
	if extra := keys(t, s, "x/"); len(extra) > 2 {
		t.Errorf("the store holds %q", extra)
	}
}

// A cutter cancels at the first read.
type cutter struct {
	io.ReadSeekCloser
	cancel context.CancelFunc
}

func (c *cutter) Read(p []byte) (int, error) {
	c.cancel()
	return c.ReadSeekCloser.Read(p[:min(len(p), 1000)])
}
