package mdmedia

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// A spyStore counts what is read, and runs a hook before each read.
type spyStore struct {
	mediasync.Store
	gets   atomic.Int32
	before func(key string) error
}

func (s *spyStore) Get(ctx context.Context, key string) (io.ReadCloser, mediasync.Object, error) {
	s.gets.Add(1)
	if s.before != nil {
		if err := s.before(key); err != nil {
			return nil, mediasync.Object{}, err
		}
	}
	return s.Store.Get(ctx, key)
}

// pullSite is a built site with the pictures a.png to e.png.
func pullSite(t *testing.T) (*Site, *spyStore, string) {
	t.Helper()
	dir := t.TempDir()
	folder, err := mediasync.NewFolder(filepath.Join(dir, "bucket"))
	if err != nil {
		t.Fatal(err)
	}
	spy, post := &spyStore{Store: folder}, ""
	for i, name := range []string{"a.png", "b.png", "c.png", "d.png", "e.png"} {
		writeFile(t, filepath.Join(dir, "posts", name), picturePNG(t, 64+i, 64))
		post += "![](" + name + ")\n"
	}
	writeFile(t, filepath.Join(dir, "posts", "p.md"), post)
	cfg := Config{Content: "posts", Delivery: DeliveryConfig{Cloudinary: &CloudinaryConfig{Cloud: "demo"}}}
	s, err := Open(cfg, Options{Dir: dir, CacheDir: "-", Store: spy, Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if rep, err := s.Sync(t.Context(), SyncOptions{}); err != nil || rep.Failed() || rep.Uploaded != 5 {
		t.Fatalf("%+v, %v", rep, err)
	}
	return s, spy, filepath.Join(dir, "posts")
}

// picturePNG is a black picture.
func picturePNG(t *testing.T, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func removePictures(t *testing.T, posts string) {
	t.Helper()
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		if err := os.Remove(filepath.Join(posts, name+".png")); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

func TestPullProgress(t *testing.T) {
	s, spy, posts := pullSite(t)
	removePictures(t, posts)
	var last Progress
	rep, err := s.Pull(t.Context(), PullOptions{Progress: func(p Progress) {
		if p.Done != last.Done+1 {
			t.Errorf("%+v after %+v", p, last)
		}
		last = p
	}})
	if err != nil || rep.Failed() || rep.Fetched != 5 || rep.Kept != 0 || rep.Bytes == 0 {
		t.Errorf("%+v, %v", rep, err)
	}
	if last != (Progress{Stage: "downloads", Done: 5, Total: 5}) || spy.gets.Load() != 5 {
		t.Errorf("%+v, %d reads", last, spy.gets.Load())
	}
}

// An error that would meet all files is said once, and stops the others.
func TestPullFatal(t *testing.T) {
	s, spy, posts := pullSite(t)
	removePictures(t, posts)
	spy.before = func(string) error {
		return &mediasync.StoreError{Store: "s3://b", Op: "get", Msg: "nobody is there", Fatal: true}
	}
	rep, err := s.Pull(t.Context(), PullOptions{})
	if err != nil || len(rep.Problems) != 1 || rep.Problems[0].Error() != "s3://b: nobody is there" {
		t.Errorf("%+v, %v", rep, err)
	}
}

func TestPullCancelled(t *testing.T) {
	s, spy, posts := pullSite(t)
	removePictures(t, posts)
	ctx, cancel := context.WithCancel(t.Context())
	spy.before = func(string) error { cancel(); return ctx.Err() }
	if _, err := s.Pull(ctx, PullOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	list, err := os.ReadDir(posts)
	if err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}

// A file that the author makes while its object is on its way stays.
func TestPullRace(t *testing.T) {
	s, spy, posts := pullSite(t)
	removePictures(t, posts)
	spy.before = func(key string) error {
		writeFile(t, filepath.Join(posts, filepath.Base(key)), "mine")
		return nil
	}
	rep, err := s.Pull(t.Context(), PullOptions{})
	if err != nil || rep.Failed() || rep.Fetched != 0 || rep.Kept != 5 || len(rep.Notes) != 5 {
		t.Fatalf("%+v, %v", rep, err)
	}
	if note := rep.Notes[0]; !strings.HasSuffix(note, "a.png is not what was uploaded as images/p/a.png: kept as it is") {
		t.Error(note)
	}
	list, err := os.ReadDir(posts)
	if err != nil || len(list) != 6 {
		t.Errorf("%v, %v", list, err)
	}
}

// A path with two contents is not guessed.
func TestPullTwoContents(t *testing.T) {
	s, _, posts := pullSite(t)
	lock, err := s.parseLock()
	if err != nil {
		t.Fatal(err)
	}
	e, _ := lock.ByKey("images/p/b.png")
	e.Path = "posts/a.png"
	lock.Set(e)
	if err := s.writeLock(lock); err != nil {
		t.Fatal(err)
	}
	removePictures(t, posts)
	rep, err := s.Pull(t.Context(), PullOptions{})
	if err != nil || rep.Fetched != 4 || len(rep.Problems) != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	want := "a.png was uploaded with other bytes too, as images/p/b.png: delete the line that is out of date, or run mdmedia sync --prune where the file is"
	if p := rep.Problems[0]; p.Line != 2 || !strings.HasSuffix(p.Message, want) {
		t.Errorf("%+v", p)
	}
}

// FuzzBadTarget: what is let through is below the site, and a media file's name.
func FuzzBadTarget(f *testing.F) {
	for _, name := range []string{"a.png", "../a.png", "/a.png", "a/../../b.png", `a\b.png`, "a\n.png", ".png", "C:x.png", "a//b.png", ""} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if badTarget(name) != "" {
			return
		}
		rel, err := filepath.Rel("/site", filepath.Join("/site", name))
		if err != nil || rel != filepath.FromSlash(name) || strings.HasPrefix(rel, "..") || !strings.Contains(rel, ".") {
			t.Errorf("%q is let through: %q, %v", name, rel, err)
		}
	})
}
