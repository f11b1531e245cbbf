package storetest

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	gosync "sync"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
)

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
