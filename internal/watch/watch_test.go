package watch_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/watch"
)

type site struct {
	t   *testing.T
	dir string
	w   *watch.Watcher
}

func watched(t *testing.T, poll time.Duration) site {
	t.Helper()
	parent, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := site{t: t, dir: filepath.Join(parent, "site")}
	s.write("posts/a.md", "one")
	s.write("skipped/x.md", "one")
	s.w, err = watch.New(watch.Options{Dir: s.dir, Poll: poll, Skip: func(dir string) bool { return dir == "skipped" }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.w.Close() })
	return s
}

func (s site) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

func (s site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s site) write(name, text string) {
	s.t.Helper()
	s.must(os.MkdirAll(filepath.Dir(s.path(name)), 0o755))
	s.must(os.WriteFile(s.path(name), []byte(text), 0o600))
}

// expect waits until all the paths were in changes, or, for "*", until one said
// that anything may have changed.
func (s site) expect(paths ...string) {
	s.t.Helper()
	late := time.After(20 * time.Second)
	for len(paths) > 0 {
		select {
		case c, ok := <-s.w.Changes():
			if !ok {
				s.t.Fatal("closed")
			}
			for _, p := range c.Paths {
				if strings.HasPrefix(p, "skipped/") {
					s.t.Errorf("%s is told of", p)
				}
			}
			paths = slices.DeleteFunc(paths, func(p string) bool { return slices.Contains(c.Paths, p) || p == "*" && c.All })
		case <-late:
			s.t.Fatalf("nothing came of %q", paths)
		}
	}
}

func TestSaves(t *testing.T) {
	for name, poll := range map[string]time.Duration{"told": 0, "polled": 5 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := watched(t, poll)
			if s.w.Polls() != (poll > 0) {
				t.Error("Polls")
			}
			s.write("skipped/x.md", "two")
			s.write("posts/a.md", "in place")
			s.expect("posts/a.md")
			s.write("posts/.a.md.tmp", "renamed over")
			s.must(os.Rename(s.path("posts/.a.md.tmp"), s.path("posts/a.md")))
			s.expect("posts/a.md")
			s.must(os.Remove(s.path("posts/a.md")))
			s.expect("posts/a.md")
			s.write("posts/b/c/d.md", "in new folders")
			s.expect("*")
			s.write("posts/b/c/d.md", "again, longer")
			s.expect("posts/b/c/d.md")
			s.must(os.Rename(s.path("posts/b"), s.path("posts/moved")))
			s.expect("*")
			s.write("posts/moved/c/d.md", "in the folder that was moved")
			s.expect("posts/moved/c/d.md")
			s.must(os.RemoveAll(s.path("posts")))
			s.expect("*")
			s.write("posts/a.md", "back again")
			s.expect("*")
			s.write("posts/a.md", "and watched")
			s.expect("posts/a.md")
		})
	}
}

func TestTheFolderItselfVanishes(t *testing.T) {
	for name, poll := range map[string]time.Duration{"told": 0, "polled": 5 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := watched(t, poll)
			s.must(os.Rename(s.dir, s.dir+"-away"))
			s.expect("*")
			s.write("posts/new.md", "another folder of that name")
			s.expect("*")
			s.write("posts/new.md", "which is watched")
			s.expect("posts/new.md")
		})
	}
}

// One save in several writes is one change.
func TestOneSaveIsOneChange(t *testing.T) {
	s := watched(t, 0)
	f, err := os.OpenFile(s.path("posts/a.md"), os.O_WRONLY|os.O_TRUNC, 0)
	s.must(err)
	for range 50 {
		_, err = f.WriteString("some text\n")
		s.must(err)
	}
	s.must(f.Close())
	s.expect("posts/a.md")
	s.write("posts/end.md", "end")
	c := <-s.w.Changes()
	if !slices.Equal(c.Paths, []string{"posts/end.md"}) {
		t.Errorf("then %v", c)
	}
}

func TestClose(t *testing.T) {
	s := watched(t, 0)
	s.write("posts/a.md", "nobody receives")
	s.must(s.w.Close())
	for range s.w.Changes() { // until it is closed
	}
	if _, err := watch.New(watch.Options{Dir: s.path("nothing")}); err == nil {
		t.Error("watches a folder that is not there")
	}
}
