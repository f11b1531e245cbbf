package main

import (
	"bytes"
	"image/gif"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media"
)

func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	c := corpus{folders: 3, files: 32, large: 100_000}
	if err := c.generate(dir); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var smallest, largest int
	for n := range c.files {
		name := filepath.Join(dir, c.path(n))
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(bytes.NewReader(data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(data) < 4_000 || len(data) > 210_000 || seen[string(data)] {
			t.Errorf("%s has %d bytes, there before: %v", name, len(data), seen[string(data)])
		}
		seen[string(data)] = true
		if n == 0 || len(data) < smallest {
			smallest = len(data)
		}
		largest = max(largest, len(data))
		post, err := os.ReadFile(filepath.Join(filepath.Dir(name), "index.md"))
		if err != nil || !strings.Contains(string(post), "]("+filepath.Base(name)+")") {
			t.Errorf("no post refers to %s: %v", name, err)
		}
	}
	if largest < 4*smallest {
		t.Errorf("the sizes, %d to %d, are much the same", smallest, largest)
	}
	f, err := os.Open(filepath.Join(dir, "post-0000", film))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rep, err := media.Examine(f, film, media.Options{})
	if err != nil || rep.Type != "video/mp4" || rep.FileSize != c.large {
		t.Errorf("the film is %+v, %v", rep, err)
	}
}

func TestTinyPictures(t *testing.T) {
	a, b := tinyGIF(1), tinyGIF(99_999)
	for _, data := range [][]byte{a, b} {
		if _, err := gif.Decode(bytes.NewReader(data)); err != nil || len(data) > 100 {
			t.Errorf("%d bytes: %v", len(data), err)
		}
	}
	if bytes.Equal(a, b) {
		t.Error("two pictures are the same")
	}
}

func TestChangeAndTouch(t *testing.T) {
	dir := t.TempDir()
	c := corpus{folders: 4, files: 40, tiny: true}
	if err := c.generate(dir); err != nil {
		t.Fatal(err)
	}
	before := read(t, dir)
	paths, err := c.change(dir, 10, 3)
	if err != nil || len(paths) != 10 {
		t.Fatalf("%v, %v", paths, err)
	}
	after := read(t, dir)
	differ := 0
	for name, data := range after {
		if data != before[name] {
			differ++
			if len(data) != len(before[name]) {
				t.Errorf("the length of %s changed", name)
			}
		}
	}
	if differ != 10 || len(after) != len(before) {
		t.Errorf("%d files changed", differ)
	}
	old, err := os.Stat(filepath.Join(dir, paths[0]))
	if err != nil {
		t.Fatal(err)
	}
	if err := touch(dir); err != nil {
		t.Fatal(err)
	}
	now, err := os.Stat(filepath.Join(dir, paths[0]))
	if err != nil || !now.ModTime().After(old.ModTime()) {
		t.Errorf("the time was %v and is %v, %v", old.ModTime(), now.ModTime(), err)
	}
	if got := read(t, dir); got[paths[0]] != after[paths[0]] {
		t.Error("touch changed bytes")
	}
}

func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, p))
		all[p] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
