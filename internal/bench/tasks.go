package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The names of the tasks, in the order of a round. An unchanged build follows
// the cold one of the same program, and that of a changed post an unchanged one.
const (
	mdmediaCold      = "mdmedia, cold"
	mdmediaUnchanged = "mdmedia, unchanged"
	mdmediaChanged   = "mdmedia, one post changed"
	hugoCold         = "Hugo, cold"
	hugoUnchanged    = "Hugo, unchanged"
	loopTask         = "bare loop"
	walkTask         = "stat walk"
	findTask         = "find"
)

func (b *bench) tasks() []task {
	var (
		mdmediaOut = filepath.Join(b.site(), "public")
		hugoOut    = filepath.Join(b.dir, "hugo-out")
		loopOut    = filepath.Join(b.dir, "loop-out")
		content    = filepath.Join(b.site(), "content")
		cache      = filepath.Join(b.dir, "cache")
		hugoCache  = filepath.Join(b.dir, "hugo-cache")
		before     tree
	)
	mdmedia := []string{b.mdmedia, "build", "--config", filepath.Join(b.site(), "mdmedia.yaml")}
	env := []string{"XDG_CACHE_HOME=" + cache}
	hugo := []string{b.hugo, "--quiet", "--source", b.site(), "--destination", hugoOut, "--cacheDir", hugoCache, "--noBuildLock"}
	remember := func() (err error) { before, err = look(mdmediaOut); return err }
	return []task{
		{mdmediaCold, remove(mdmediaOut, cache, filepath.Join(b.site(), "mdmedia.lock")), mdmedia, env, published(mdmediaOut, content)},
		{mdmediaUnchanged, remember, mdmedia, env, func() error { return untouched(mdmediaOut, before) }},
		{mdmediaChanged, func() error { return errors.Join(b.change(), remember()) }, mdmedia, env, func() error { return onePage(mdmediaOut, before) }},
		{hugoCold, remove(hugoOut, hugoCache, filepath.Join(b.site(), "resources")), hugo, nil, published(hugoOut, content)},
		{hugoUnchanged, nothing, hugo, nil, published(hugoOut, content)},
		{loopTask, remove(loopOut), []string{b.self, "loop", content, loopOut}, nil, nothing},
		{walkTask, nothing, []string{b.self, "walk", content}, nil, nothing},
		{findTask, nothing, []string{"sh", "-c", `exec find "$0" -type f -printf '%p %s %T@\n' >/dev/null`, content}, nil, nothing},
	}
}

func nothing() error { return nil }

func remove(paths ...string) func() error {
	return func() error {
		var errs []error
		for _, p := range paths {
			errs = append(errs, os.RemoveAll(p))
		}
		return errors.Join(errs...)
	}
}

// published checks that a build made a page of every post and published every
// picture: a program that does less would win.
func published(out, content string) func() error {
	return func() error {
		want, err := look(content)
		if err != nil {
			return err
		}
		got, err := look(out)
		if err != nil {
			return err
		}
		if got.pages < want.posts || got.pictures < want.pictures {
			return fmt.Errorf("%d posts with %d pictures became %d pages and %d pictures",
				want.posts, want.pictures, got.pages, got.pictures)
		}
		return nil
	}
}

// untouched checks that a second build wrote nothing.
func untouched(out string, before tree) error {
	after, err := look(out)
	if err != nil {
		return err
	}
	if after != before {
		return fmt.Errorf("an unchanged build changed the output from %+v to %+v", before, after)
	}
	return nil
}

// change adds a line to a post in the middle, and waits until the file is old
// enough to be trusted.
func (b *bench) change() error {
	post, _, err := b.somePost(false)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(post)
	if err != nil {
		return err
	}
	defer time.Sleep(100 * time.Millisecond)
	return os.WriteFile(post, append(text, "\nOne more line.\n"...), 0o600)
}

// onePage checks that a build wrote a page anew.
func onePage(out string, before tree) error {
	after, err := look(out)
	if err != nil {
		return err
	}
	if after.pages != before.pages || after.pictures != before.pictures || after.bytes == before.bytes {
		return fmt.Errorf("a changed post changed the output from %+v to %+v", before, after)
	}
	return nil
}

// A tree is what can be seen of a folder without opening its files.
type tree struct {
	posts, pages, pictures int
	bytes                  int64
	newest                 time.Time
}

func look(dir string) (t tree, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".md":
			t.posts++
		case ".html":
			t.pages++
		case ".png", ".jpg":
			t.pictures++
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		t.bytes += info.Size()
		if info.ModTime().After(t.newest) {
			t.newest = info.ModTime()
		}
		return nil
	})
	return t, err
}
