package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	gosync "sync"
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

func overwrite(t *testing.T, s sync.Store, _ Suite) {
	first := put(t, s, File("a", "old"), sync.Any)
	second := put(t, s, File("a", "newer"), sync.Any)
	if first.ETag == second.ETag {
		t.Errorf("both have the ETag %q", first.ETag)
	}
	wantBody(t, s, "a", "newer")
	if got := keys(t, s, ""); !slices.Equal(got, []string{"a"}) {
		t.Errorf("the store holds %q", got)
	}
}

func ifAbsent(t *testing.T, s sync.Store, _ Suite) {
	put(t, s, File("d/a", "first"), sync.IfAbsent)
	if _, err := s.Put(t.Context(), File("d/a", "second"), sync.IfAbsent); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("the second put says %v, want ErrCondition", err)
	}
	wantBody(t, s, "d/a", "first")
	if got := keys(t, s, ""); !slices.Equal(got, []string{"d/a"}) {
		t.Errorf("the refused put left something: %q", got)
	}
}

func ifMatch(t *testing.T, s sync.Store, _ Suite) {
	ctx := t.Context()
	if _, err := s.Put(ctx, File("a", "x"), sync.IfMatch(`"0"`)); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over nothing: %v, want ErrCondition", err)
	}
	old := put(t, s, File("a", "one"), sync.Any)
	now := put(t, s, File("a", "three"), sync.IfMatch(old.ETag))
	if _, err := s.Put(ctx, File("a", "lost"), sync.IfMatch(old.ETag)); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over another version: %v, want ErrCondition", err)
	}
	wantBody(t, s, "a", "three")
	if got := head(t, s, "a"); got.ETag != now.ETag {
		t.Errorf("the ETag is %q, put returned %q", got.ETag, now.ETag)
	}
}

// race lets many writers at one key at once: one of them wins.
func race(t *testing.T, s sync.Store, _ Suite) {
	const writers = 24
	errs := make([]error, writers)
	var wg gosync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			_, errs[i] = s.Put(t.Context(), File("r/a", fmt.Sprint("writer ", i)), sync.IfAbsent)
		})
	}
	wg.Wait()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner >= 0:
			t.Errorf("writers %d and %d both won", winner, i)
		case err == nil:
			winner = i
		case !errors.Is(err, sync.ErrCondition):
			t.Errorf("writer %d: %v, want ErrCondition", i, err)
		}
	}
	if winner < 0 {
		t.Fatal("nobody won")
	}
	wantBody(t, s, "r/a", fmt.Sprint("writer ", winner))
}

func oddKeys(t *testing.T, s sync.Store, _ Suite) {
	odd := []string{
		"with space/a b.png", "plus+/a+b.png", "percent/100%.png", "percent/%2e%2e.png", "amp/a&b=c;d.png",
		"quote/it's \"so\".png", "hash/a#b?c.png", "umlaut/größe.png", "cjk/図.png", "emoji/🎉.png",
		"decomposed/e\u0301.png", "dots/...png", "tilde/~a,b(c)[d]{e}!$@^`<>|*.png", "-/-dash",
	}
	for _, key := range odd {
		put(t, s, File(key, "of "+key), sync.IfAbsent)
	}
	for _, key := range odd {
		wantBody(t, s, key, "of "+key)
		if got := keys(t, s, key); !slices.Equal(got, []string{key}) {
			t.Errorf("listing %q gives %q", key, got)
		}
	}
	slices.Sort(odd)
	if got := keys(t, s, ""); !slices.Equal(got, odd) {
		t.Errorf("listing gives\n%q, want\n%q", got, odd)
	}
	if err := s.Delete(t.Context(), odd...); err != nil {
		t.Error(err)
	}
	if got := keys(t, s, ""); len(got) > 0 {
		t.Errorf("not deleted: %q", got)
	}
}

func badKeys(t *testing.T, s sync.Store, _ Suite) {
	for _, key := range []string{"", "/a", "../a", "a/../b", "./a", "a\nb", "a\x00b", "\xff", strings.Repeat("a/", 512) + "a"} {
		ctx := t.Context()
		_, headErr := s.Head(ctx, key)
		_, _, getErr := s.Get(ctx, key)
		f := File("a", "x")
		f.Key = key
		_, putErr := s.Put(ctx, f, sync.Any)
		for op, err := range map[string]error{"head": headErr, "get": getErr, "put": putErr, "delete": s.Delete(ctx, key)} {
			if err == nil || errors.Is(err, sync.ErrNotFound) {
				t.Errorf("%s of %.20q: %v, want a refusal", op, key, err)
			}
		}
	}
	if got := keys(t, s, ""); len(got) > 0 {
		t.Errorf("the store holds %q", got)
	}
}

func absent(t *testing.T, s sync.Store, _ Suite) {
	put(t, s, File("there/is/one", "x"), sync.Any)
	for _, key := range []string{"no", "no/such/key", "there/is", "there/is/one/more"} {
		if _, err := s.Head(t.Context(), key); !errors.Is(err, sync.ErrNotFound) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("head %q: %v, want ErrNotFound", key, err)
		}
		if r, _, err := s.Get(t.Context(), key); !errors.Is(err, sync.ErrNotFound) {
			t.Errorf("get %q: %v, want ErrNotFound", key, err)
			if err == nil {
				_ = r.Close()
			}
		}
	}
}

func list(t *testing.T, s sync.Store, _ Suite) {
	if got := keys(t, s, ""); len(got) > 0 {
		t.Fatalf("the empty store holds %q", got)
	}
	if got := keys(t, s, "no/such"); len(got) > 0 {
		t.Fatalf("the empty store holds %q", got)
	}
	// "-" and "." sort before "/", "0" after it.
	all := []string{"a-b", "a.png", "a/1.png", "a/2/3.png", "a/2/4.png", "a0", "b"}
	for _, key := range []string{"b", "a/2/4.png", "a.png", "a0", "a/1.png", "a-b", "a/2/3.png"} {
		put(t, s, File(key, "12345"), sync.Any)
	}
	for prefix, want := range map[string][]string{
		"": all, "a": all[:6], "a/": all[2:5], "a/2": all[3:5], "a/2/": all[3:5], "a/2/3": all[3:4], "a/2/3.png": all[3:4], "c": nil, "a/1.png/x": nil,
	} {
		if got := keys(t, s, prefix); !slices.Equal(got, want) {
			t.Errorf("listing %q gives %q, want %q", prefix, got, want)
		}
	}
	for obj, err := range s.List(t.Context(), "") { // and stopping early is fine
		if err != nil || obj.Size != 5 || obj.ETag != head(t, s, obj.Key).ETag || obj.Modified.IsZero() {
			t.Errorf("the listing has %+v, %v", obj, err)
		}
		break
	}
}

func listMany(t *testing.T, s sync.Store, _ Suite) {
	const n = 1100 // more than fit into one answer of S3
	var want []string
	var wg gosync.WaitGroup
	slots := make(chan struct{}, 16)
	for i := range n {
		key := fmt.Sprintf("many/%d/%04d", i%7, i)
		want = append(want, key)
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if _, err := s.Put(t.Context(), File(key, key), sync.IfAbsent); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	slices.Sort(want)
	if got := keys(t, s, ""); !slices.Equal(got, want) {
		t.Errorf("the listing has %d keys, want %d in order", len(got), n)
	}
	if err := s.Delete(t.Context(), want...); err != nil { // more than one request of S3
		t.Error(err)
	}
	if got := keys(t, s, ""); len(got) > 0 {
		t.Errorf("%d objects are left", len(got))
	}
}

func deleteObjects(t *testing.T, s sync.Store, _ Suite) {
	if err := s.Delete(t.Context(), "never/was"); err != nil {
		t.Errorf("in an empty store: %v", err)
	}
	put(t, s, File("d/a", "x"), sync.Any)
	put(t, s, File("d/b", "x"), sync.Any)
	for range 2 { // the second time nothing is there
		if err := s.Delete(t.Context(), "d/a", "d/never", "d"); err != nil {
			t.Error(err)
		}
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"d/b"}) {
		t.Errorf("the store holds %q", got)
	}
	if err := s.Delete(t.Context()); err != nil {
		t.Errorf("deleting nothing: %v", err)
	}
	put(t, s, File("d/a", "again"), sync.IfAbsent)
}

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

// inTheMiddle cancels while the body is being read.
func inTheMiddle(t *testing.T, s sync.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	f := File("x/cut", strings.Repeat("0123456789", 100_000))
	open := f.Open
	f.Open = func() (io.ReadSeekCloser, error) {
		r, err := open()
		return &cutter{r, cancel}, err
	}
	if _, err := s.Put(ctx, f, sync.Any); !errors.Is(err, context.Canceled) {
		t.Errorf("put, cancelled in the middle, says %v", err)
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"x/there"}) {
		t.Errorf("the store holds %q", got)
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
