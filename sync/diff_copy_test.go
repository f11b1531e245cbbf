package sync_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// big returns a file that is large enough to be copied.
func big(key, body string) sync.File { return storetest.File(key, strings.Repeat(body, 1<<20)) }

func showPlan(p sync.Plan) string {
	var b strings.Builder
	for _, a := range p.Actions {
		fmt.Fprintf(&b, "%s %s: %s\n", a.Kind, a.File.Key, a.Reason)
	}
	return b.String()
}

func TestDiffCopies(t *testing.T) {
	x := func(key string) sync.File { return big(key, "x") }
	y := func(key string) sync.File { return big(key, "y") }
	for _, c := range []struct {
		name   string
		ours   []sync.File // in the manifest
		files  []sync.File
		absent []string // what the bucket was asked about and does not have
		want   string
	}{
		{"three new", nil, []sync.File{x("c"), x("a"), y("d"), x("b")}, nil,
			"upload a: new\ncopy b: new, the bucket has these bytes as a\ncopy c: new, the bucket has these bytes as a\nupload d: new\n"},
		{"small", nil, []sync.File{storetest.File("a", "x"), storetest.File("b", "x")}, nil, "upload a: new\nupload b: new\n"},
		{"renamed", []sync.File{x("old")}, []sync.File{x("new")}, nil, "copy new: new, the bucket has these bytes as old\n"},
		{"changed to what another has", []sync.File{x("a"), y("b")}, []sync.File{y("a"), y("b")}, nil,
			"copy a: changed, the bucket has these bytes as b\nkeep b: unchanged\n"},
		{"exchanged", []sync.File{x("a"), y("b")}, []sync.File{y("a"), x("b")}, nil, "upload a: changed\nupload b: changed\n"},
		{"deleted by hand", []sync.File{x("old")}, []sync.File{x("old"), x("new")}, []string{"old", "new"},
			"upload new: new\ncopy old: missing in the bucket, the bucket has these bytes as new\n"},
	} {
		state := sync.State{Manifest: manifest("memory:", c.ours...), Copies: true, Objects: map[string]sync.Object{}}
		for _, key := range c.absent {
			state.Objects[key] = sync.Object{}
		}
		if got := showPlan(sync.Diff(c.files, state, sync.Policy{})); got != c.want {
			t.Errorf("%s:\n%swant\n%s", c.name, got, c.want)
		}
		state.Copies = false
		plan := sync.Diff(c.files, state, sync.Policy{})
		if n := plan.Count(sync.Copy); n != 0 {
			t.Errorf("%s: %d copies in a store that cannot", c.name, n)
		}
	}
}

func TestApplyCopies(t *testing.T) {
	s := new(storetest.Memory)
	m := sync.NewManifest(s.Name())
	r, err := syncOnce(t, s, []sync.File{big("a", "x"), big("b", "x"), big("c", "x")}, m, sync.Policy{})
	if err != nil || r.Uploaded != 1 || r.Copied != 2 || r.Sent != 1<<20 || len(r.Entries) != 3 {
		t.Fatalf("%d uploaded, %d copied, %v", r.Uploaded, r.Copied, err)
	}
	// b changes to what it was not, and a copy of c is needed: c is replaced by
	// someone, so the file is sent.
	s.Set("a", "someone's")
	s.Set("c", "someone's")
	r, err = syncOnce(t, s, []sync.File{big("d", "x")}, m, sync.Policy{})
	if err != nil || r.Uploaded != 1 || r.Copied != 0 {
		t.Errorf("from an object that is not ours: %+v, %v", r, err)
	}
	wantBody(t, s, "d", strings.Repeat("x", 1<<20))
	// Over an object of ours that was replaced nothing is copied.
	m.Set(entryOf(big("c", "x")))
	changed := []sync.File{big("c", "y"), big("e", "y")}
	r, err = syncOnce(t, s, changed, m, sync.Policy{})
	if err == nil || len(r.Failed) != 1 || r.Failed["c"] == nil {
		t.Errorf("%+v, %v", r, err)
	}
	wantBody(t, s, "c", "someone's")
	calls := s.Calls()
	if n := len(slices.DeleteFunc(calls, func(c string) bool { return !strings.HasPrefix(c, "copy ") })); n != 4 {
		t.Errorf("%d copies were tried: %q", n, calls)
	}
}

// An object that gets other attributes becomes a copy of itself, if it is large
// enough for that to save something; the file is not opened.
func TestAttributesByCopy(t *testing.T) {
	s := new(storetest.Memory)
	m := sync.NewManifest(s.Name())
	files := []sync.File{big("large", "x"), storetest.File("small", "y")}
	if _, err := syncOnce(t, s, files, m, sync.Policy{}); err != nil {
		t.Fatal(err)
	}
	opened := 0
	for i := range files {
		open := files[i].Open
		files[i].CacheControl, files[i].Attributes = "no-cache", "12ab"
		files[i].Open = func() (io.ReadSeekCloser, error) { opened++; return open() }
	}
	r, err := syncOnce(t, s, files, m, sync.Policy{})
	if err != nil || r.Uploaded != 1 || r.Copied != 1 || opened != 1 {
		t.Errorf("%d uploaded, %d copied, %d opened, %v", r.Uploaded, r.Copied, opened, err)
	}
	for _, f := range files {
		if obj, err := s.Head(t.Context(), f.Key); err != nil || obj.CacheControl != "no-cache" || obj.SHA256 != f.SHA256 {
			t.Errorf("%s is %+v, %v", f.Key, obj, err)
		}
	}
	if r, err := syncOnce(t, s, files, m, sync.Policy{}); err != nil || r.Kept != 2 {
		t.Errorf("once more: %+v, %v", r, err)
	}
	// What someone else put there keeps theirs.
	s.Set("large", "someone's")
	files[0].Attributes = "34cd"
	if r, err := syncOnce(t, s, files, m, sync.Policy{}); err == nil || r.Failed["large"] == nil {
		t.Errorf("over someone's: %+v, %v", r, err)
	}
	wantBody(t, s, "large", "someone's")
}

func entryOf(f sync.File) sync.Entry { return f.Entry() }

// Drain finishes what has begun.
func TestApplyDrains(t *testing.T) {
	s := new(storetest.Memory)
	files := many(100)
	drain := make(chan struct{})
	done := 0
	o := sync.ApplyOptions{Workers: 4, Drain: drain, Progress: func(e sync.Event) {
		if done++; done == 20 {
			close(drain)
		}
		if e.Err != nil {
			t.Errorf("%s: %v", e.Action.File.Key, e.Err)
		}
	}}
	r, err := sync.Apply(t.Context(), s, sync.Diff(files, sync.State{}, sync.Policy{}), o)
	if err == nil || err.Error() != sync.ErrStopped.Error() || r.Uploaded < 20 || r.Uploaded > 23 || len(r.Failed) != 100-r.Uploaded || done != r.Uploaded {
		t.Errorf("%v, %d uploaded, %d failed, %d events", err, r.Uploaded, len(r.Failed), done)
	}
	for key, err := range r.Failed {
		if _, stored := s.Body(key); stored || err != sync.ErrStopped {
			t.Errorf("%s: stored: %v, %v", key, stored, err)
		}
	}
	// Closed when everything has begun it changes nothing.
	r, err = sync.Apply(t.Context(), s, sync.Diff(files[:1], sync.State{}, sync.Policy{Overwrite: true}), sync.ApplyOptions{Drain: make(chan struct{})})
	if err != nil || r.Recorded+r.Uploaded != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}
