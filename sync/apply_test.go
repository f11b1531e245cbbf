package sync_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// syncOnce surveys, compares, applies and records, as a program does.
func syncOnce(t testing.TB, s sync.Store, files []sync.File, m *sync.Manifest, p sync.Policy) (sync.Result, error) {
	t.Helper()
	state, err := sync.Survey(t.Context(), s, files, m, sync.SurveyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := sync.Apply(t.Context(), s, sync.Diff(files, state, p), sync.ApplyOptions{})
	for _, e := range r.Entries {
		m.Set(e)
	}
	return r, err
}

func wantBody(t *testing.T, s *storetest.Memory, key, want string) {
	t.Helper()
	if got, ok := s.Body(key); !ok || got != want {
		t.Errorf("%s holds %q, want %q", key, got, want)
	}
}

func TestApplyUploadsAndThenKeeps(t *testing.T) {
	s := new(storetest.Memory)
	files := append(many(50), at("local/twin", many(1)[0]))
	m := sync.NewManifest(s.Name())
	r, err := syncOnce(t, s, files, m, sync.Policy{})
	if err != nil || r.Uploaded != 50 || len(r.Entries) != 51 || len(r.Failed) != 0 || r.Sent != 50*6+40 {
		t.Fatalf("first: %+v, %v", r, err)
	}
	if !slices.IsSortedFunc(r.Entries, func(a, b sync.Entry) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("the entries are not sorted")
	}
	s.Calls()
	r, err = syncOnce(t, s, files, m, sync.Policy{})
	if err != nil || r.Kept != 50 || !reflect.DeepEqual(r, sync.Result{Kept: 50, Failed: map[string]error{}}) || len(s.Calls()) != 0 {
		t.Errorf("second: %+v, %v", r, err)
	}
	// The manifest is lost: everything is found again and nothing is sent.
	lost := sync.NewManifest(s.Name())
	r, err = syncOnce(t, s, files, lost, sync.Policy{})
	if err != nil || r.Recorded != 50 || r.Sent != 0 || text(t, lost) != text(t, m) {
		t.Errorf("without manifest: %+v, %v", r, err)
	}
	// The same if the objects carry no hash.
	for _, f := range files {
		body, _ := s.Body(f.Key)
		s.Set(f.Key, body)
	}
	lost = sync.NewManifest(s.Name())
	r, err = syncOnce(t, s, files, lost, sync.Policy{})
	if err != nil || r.Recorded != 50 || r.Sent != 0 || text(t, lost) != text(t, m) {
		t.Errorf("without hashes: %+v, %v", r, err)
	}
}

func TestApplyReplacesOnlyOurs(t *testing.T) {
	old, changed := storetest.File("k", "old"), storetest.File("k", "new!")
	for _, c := range []struct {
		name, there string // what the bucket holds; "": nothing
		upload      bool
		want        string // the error
	}{
		{"as recorded", "old", true, ""},
		{"deleted by hand", "", true, ""},
		{"another machine was first", "new!", false, ""},
		{"someone else's of the same size", "his", false,
			"k: someone else changed the object since it was recorded: take over their manifest before uploading local/k, or remove the object"},
		{"someone else's", "others", false,
			"k: someone else changed the object since it was recorded: take over their manifest before uploading local/k, or remove the object"},
	} {
		for _, hashes := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, hashes), func(t *testing.T) {
				s := new(storetest.Memory)
				if c.there != "" && hashes {
					if _, err := s.Put(t.Context(), storetest.File("k", c.there), sync.Any); err != nil {
						t.Fatal(err)
					}
				} else if c.there != "" {
					s.Set("k", c.there)
				}
				m := manifest(s.Name(), old)
				r, err := syncOnce(t, s, []sync.File{changed}, m, sync.Policy{})
				if c.want != "" {
					var conflict *sync.ConflictError
					if err == nil || err.Error() != c.want || !errors.As(r.Failed["k"], &conflict) || conflict.Paths[0] != "local/k" {
						t.Errorf("%+v, %v, want %s", r, err, c.want)
					}
					wantBody(t, s, "k", c.there)
					return
				}
				if err != nil || (r.Uploaded == 1) != c.upload {
					t.Errorf("%+v, %v", r, err)
				}
				wantBody(t, s, "k", "new!")
				if e, _ := m.ByKey("k"); e.SHA256 != changed.SHA256 {
					t.Errorf("the manifest has %+v", e)
				}
			})
		}
	}
}

func TestApplyContentTypeChange(t *testing.T) {
	s := new(storetest.Memory)
	f := storetest.File("k", "x")
	m := sync.NewManifest(s.Name())
	if _, err := syncOnce(t, s, []sync.File{f}, m, sync.Policy{}); err != nil {
		t.Fatal(err)
	}
	f.ContentType = "image/webp"
	r, err := syncOnce(t, s, []sync.File{f}, m, sync.Policy{})
	if obj, _ := s.Head(t.Context(), "k"); err != nil || r.Uploaded != 1 || obj.ContentType != "image/webp" {
		t.Errorf("%+v, %v, %+v", r, err, obj)
	}
}

func TestApplyOverwrites(t *testing.T) {
	s := new(storetest.Memory)
	s.Set("k", "someone else's")
	f := storetest.File("k", "ours")
	m := sync.NewManifest(s.Name())
	want := "k: the bucket holds other bytes under this key, which the manifest does not call ours: rename local/k or remove the object"
	if _, err := syncOnce(t, s, []sync.File{f}, m, sync.Policy{}); err == nil || err.Error() != want || m.Len() != 0 {
		t.Errorf("%v, want %s", err, want)
	}
	if r, err := syncOnce(t, s, []sync.File{f}, m, sync.Policy{Overwrite: true}); err != nil || r.Uploaded != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	wantBody(t, s, "k", "ours")
}

// Between Survey and Apply someone else writes the key.
func TestApplyLosesTheRace(t *testing.T) {
	for body, want := range map[string]string{
		"same":  "",
		"other": "k: the bucket holds other bytes under this key, which the manifest does not call ours: rename local/k or remove the object",
		"size":  "k: the bucket holds other bytes under this key, which the manifest does not call ours: rename local/k or remove the object",
	} {
		s := new(storetest.Memory)
		f := storetest.File("k", "same")
		plan := sync.Diff([]sync.File{f}, survey(t, s, []sync.File{f}, nil, sync.SurveyOptions{}), sync.Policy{})
		s.Set("k", body)
		r, err := sync.Apply(t.Context(), s, plan, sync.ApplyOptions{})
		if want == "" && (err != nil || r.Recorded != 1 || r.Sent != 0) || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("%s: %+v, %v, want %q", body, r, err, want)
		}
		wantBody(t, s, "k", body)
	}
}

func TestApplyGoesOnAfterAFailure(t *testing.T) {
	files := many(40)
	s := &storetest.Memory{Fail: func(op, key string) error {
		if op == "put" && (key == files[3].Key || key == files[7].Key) {
			return &sync.StoreError{Store: "memory:", Op: op, Key: key, Msg: "no luck"}
		}
		return nil
	}}
	files[5].Open = func() (io.ReadSeekCloser, error) { return nil, errors.New("gone") }
	m := sync.NewManifest(s.Name())
	r, err := syncOnce(t, s, files, m, sync.Policy{})
	if r.Uploaded != 37 || len(r.Entries) != 37 || len(r.Failed) != 3 {
		t.Errorf("%+v", r)
	}
	want := "memory:: images/00/3.png: no luck\nlocal/images/00/5.png: gone\nmemory:: images/00/7.png: no luck"
	if err == nil || err.Error() != want {
		t.Errorf("the error is\n%v, want\n%s", err, want)
	}
}

func TestApplyStopsAtFatalErrors(t *testing.T) {
	fatal := &sync.StoreError{Store: "memory:", Code: "ExpiredToken", Msg: "the credentials have expired", Fatal: true}
	var puts atomic.Int32
	s := &storetest.Memory{Fail: func(op, _ string) error {
		if op == "put" && puts.Add(1) > 10 {
			return fatal
		}
		return nil
	}}
	files := many(200)
	m := sync.NewManifest(s.Name())
	r, err := syncOnce(t, s, files, m, sync.Policy{})
	if err == nil || err.Error() != "memory:: the credentials have expired" {
		t.Errorf("the error is %v", err)
	}
	// Those that were on their way when it stopped may have been cut off.
	if r.Uploaded == 0 || r.Uploaded > 10 || len(r.Entries) != r.Uploaded || len(r.Failed) != 200-r.Uploaded || puts.Load() > 10+16 {
		t.Errorf("%d uploaded, %d failed, after %d tries", r.Uploaded, len(r.Failed), puts.Load())
	}
	for _, f := range files {
		_, stored := s.Body(f.Key)
		if _, recorded := m.ByKey(f.Key); stored != recorded {
			t.Errorf("%s: in the bucket: %v, in the manifest: %v", f.Key, stored, recorded)
		}
	}
	for key, err := range r.Failed {
		if !errors.Is(err, sync.ErrStopped) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestApplyAccessDenied(t *testing.T) {
	denied := func(only func(key string) bool) *storetest.Memory {
		return &storetest.Memory{Fail: func(op, key string) error {
			if op == "put" && only(key) {
				return &sync.StoreError{Store: "memory:", Op: op, Key: key, Code: "AccessDenied", Msg: "access denied"}
			}
			return nil
		}}
	}
	for _, n := range []int{1, 3, 100} {
		s := denied(func(string) bool { return true })
		r, err := syncOnce(t, s, many(n), sync.NewManifest(s.Name()), sync.Policy{})
		if err == nil || err.Error() != "memory:: access denied" || len(r.Failed) != n {
			t.Errorf("all of %d denied: %v, %d failed", n, err, len(r.Failed))
		}
	}
	s := denied(func(key string) bool { return strings.HasPrefix(key, "images/09/") })
	r, err := syncOnce(t, s, many(100), sync.NewManifest(s.Name()), sync.Policy{})
	if r.Uploaded != 90 || len(r.Failed) != 10 || strings.Count(err.Error(), "\n") != 9 || !strings.HasPrefix(err.Error(), "memory:: images/09/90.png: access denied\n") {
		t.Errorf("some denied: %d uploaded, %v", r.Uploaded, err)
	}
}

// Failures that are alike have one cause, unless they are about the objects or
// something succeeds.
func TestApplyFailsAlike(t *testing.T) {
	for _, c := range []struct {
		name  string
		files int
		code  func(n int32) string // of the n-th put; "-": it succeeds
		one   bool
	}{
		{"all broken", 100, func(int32) string { return "ConnectionReset" }, true},
		{"few broken", 3, func(int32) string { return "ConnectionReset" }, true},
		{"all faults", 100, func(int32) string { return "InternalError" }, true},
		{"two kinds", 8, func(n int32) string { return []string{"ConnectionReset", "InternalError"}[n%2] }, false},
		{"one success", 20, func(n int32) string { return []string{"-", "InternalError"}[min(n-1, 1)] }, false},
		{"about the objects", 20, func(int32) string { return "KeyTooLongError" }, false},
		{"unknown", 20, func(int32) string { return "" }, false},
	} {
		var puts atomic.Int32
		s := &storetest.Memory{Fail: func(op, key string) error {
			if op != "put" {
				return nil
			}
			code := c.code(puts.Add(1))
			if code == "-" {
				return nil
			}
			return &sync.StoreError{Store: "memory:", Op: op, Key: key, Code: code, Msg: "it failed"}
		}}
		r, err := sync.Apply(t.Context(), s, sync.Diff(many(c.files), sync.State{}, sync.Policy{}), sync.ApplyOptions{Workers: 1})
		if err == nil || len(r.Failed)+r.Uploaded != c.files {
			t.Errorf("%s: %v, %d failed", c.name, err, len(r.Failed))
			continue
		}
		if one := err.Error() == "memory:: it failed"; one != c.one {
			t.Errorf("%s: Apply says %v", c.name, err)
		}
		if n := int(puts.Load()); c.one && n != min(8, c.files) || !c.one && n != c.files {
			t.Errorf("%s: %d requests", c.name, n)
		}
	}
}

func TestApplyCancelled(t *testing.T) {
	s := new(storetest.Memory)
	files := many(100)
	ctx, cancel := context.WithCancel(t.Context())
	var events []sync.Event
	r, err := sync.Apply(ctx, s, sync.Diff(files, sync.State{}, sync.Policy{}), sync.ApplyOptions{Workers: 4, Progress: func(e sync.Event) {
		if events = append(events, e); len(events) == 20 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || len(r.Failed) != 100-r.Uploaded || r.Uploaded < 20 || r.Uploaded > 23 {
		t.Errorf("%v, %d uploaded, %d failed", err, r.Uploaded, len(r.Failed))
	}
	if len(r.Entries) != r.Uploaded {
		t.Errorf("%d entries of %d uploads", len(r.Entries), r.Uploaded)
	}
	for i, e := range events {
		if e.Err != nil || e.Total != 100 || e.Done < i+1 || e.Sent != e.Action.File.Size {
			t.Errorf("event %d is %+v", i, e)
		}
	}
	if syncOnce(t, s, files, sync.NewManifest(s.Name()), sync.Policy{}); len(s.Calls()) == 0 {
		t.Error("nothing was asked")
	}
	for _, f := range files {
		if _, ok := s.Body(f.Key); !ok {
			t.Errorf("%s is missing after the next run", f.Key)
		}
	}
}
