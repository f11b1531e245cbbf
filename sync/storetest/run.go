package storetest

import (
	"io"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

// A Suite says how to test a store.
type Suite struct {
	// New returns an empty store. It is called once a test.
	New func(t *testing.T) sync.Store
	// NoMetadata is for stores that keep neither content types nor hashes.
	NoMetadata bool
	// Large is the size in bytes of a file that is put. 0: 70 MB, which S3
	// gets in parts.
	Large int64
}

// Run tests the store.
func Run(t *testing.T, s Suite) {
	for name, test := range map[string]func(*testing.T, sync.Store, Suite){
		"round trip": roundTrip, "metadata": metadata, "overwrite": overwrite,
		"if absent": ifAbsent, "if match": ifMatch, "racing writers": race,
		"odd keys": oddKeys, "bad keys": badKeys, "absent": absent,
		"list": list, "list many": listMany, "delete": deleteObjects,
		"changed file": changed, "unreadable file": unreadable, "cancelled": cancelled, "large": large,
		"copy": copyObjects, "ranges": ranges,
	} {
		t.Run(name, func(t *testing.T) { test(t, s.New(t), s) })
	}
}

func put(t *testing.T, s sync.Store, f sync.File, c sync.Condition) sync.Object {
	t.Helper()
	obj, err := s.Put(t.Context(), f, c)
	if err != nil {
		t.Fatalf("put %q: %v", f.Key, err)
	}
	return obj
}

func head(t *testing.T, s sync.Store, key string) sync.Object {
	t.Helper()
	obj, err := s.Head(t.Context(), key)
	if err != nil {
		t.Fatalf("head %q: %v", key, err)
	}
	return obj
}

// wantBody checks an object's bytes.
func wantBody(t *testing.T, s sync.Store, key, want string) {
	t.Helper()
	r, _, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("get %q: %v", key, err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != want {
		t.Fatalf("%q holds %.40q, %v, want %.40q", key, got, err, want)
	}
}

// keys lists.
func keys(t *testing.T, s sync.Store, prefix string) []string {
	t.Helper()
	var keys []string
	for obj, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("list %q: %v", prefix, err)
		}
		keys = append(keys, obj.Key)
	}
	return keys
}

func roundTrip(t *testing.T, s sync.Store, _ Suite) {
	f := File("images/post/a.png", "the bytes")
	wrote := put(t, s, f, sync.Any)
	if wrote.Key != f.Key || wrote.Size != f.Size || wrote.ETag == "" {
		t.Errorf("put returns %+v", wrote)
	}
	got := head(t, s, f.Key)
	if got.Key != f.Key || got.Size != f.Size || got.ETag != wrote.ETag || got.Modified.IsZero() {
		t.Errorf("head returns %+v, put returned ETag %q", got, wrote.ETag)
	}
	wantBody(t, s, f.Key, "the bytes")
	empty := File("images/empty.png", "")
	put(t, s, empty, sync.IfAbsent)
	wantBody(t, s, empty.Key, "")
	if s.Name() == "" {
		t.Error("the store has no name")
	}
}

func metadata(t *testing.T, s sync.Store, suite Suite) {
	f := File("a.png", "x")
	put(t, s, f, sync.Any)
	want := sync.Object{ContentType: f.ContentType, CacheControl: f.CacheControl, SHA256: f.SHA256}
	if suite.NoMetadata {
		want = sync.Object{}
	}
	r, fromGet, err := s.Get(t.Context(), f.Key)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	for op, got := range map[string]sync.Object{"head": head(t, s, f.Key), "get": fromGet} {
		if got.ContentType != want.ContentType || got.CacheControl != want.CacheControl || got.SHA256 != want.SHA256 {
			t.Errorf("%s returns %+v, want the metadata of %+v", op, got, want)
		}
	}
}
