package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	errNoSpace      = syscall.ENOSPC // inotify's word for its limit of watches
	errTooManyFiles = syscall.EMFILE
)

// goneWait is how often a folder that has vanished is looked for.
const goneWait = 200 * time.Millisecond

// A notifier has the operating system tell.
type notifier struct {
	fs      *fsnotify.Watcher
	folders map[string]bool  // those watched, as absolute paths
	lost    chan struct{}    // holds one after events were lost
	back    <-chan time.Time // when to look again for what could not be watched; nil: all is
}

func newNotifier(w *Watcher) (*notifier, error) {
	f, err := fsnotify.NewBufferedWatcher(4096)
	if err != nil {
		return nil, err
	}
	n := &notifier{fs: f, folders: map[string]bool{}, lost: make(chan struct{}, 1)}
	go n.errors()
	if err := n.add(w, w.o.Dir); err != nil {
		n.close()
		return nil, err
	}
	return n, nil
}

// errors takes the watcher's errors at once. It reports some of them while it
// holds the lock that adding and removing folders needs.
func (n *notifier) errors() {
	for range n.fs.Errors {
		select {
		case n.lost <- struct{}{}:
		default:
		}
	}
}

func (n *notifier) close() { _ = n.fs.Close() }

// add watches a folder and those below it. A folder is watched before it is
// listed, so that nothing made in it meanwhile is missed.
func (n *notifier) add(w *Watcher, dir string) error {
	rel, ok := w.rel(dir)
	if !ok || w.skips(rel) {
		return nil
	}
	if err := n.fs.Add(dir); err != nil {
		if errors.Is(err, fs.ErrNotExist) && rel != "." {
			return nil // gone again
		}
		return err
	}
	n.folders[dir] = true
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.IsDir() {
			if err := n.add(w, filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *notifier) wait(ctx context.Context, w *Watcher, limit <-chan time.Time) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-limit:
			return false
		case <-n.back:
			if n.returned(w) {
				return true
			}
		case e, ok := <-n.fs.Events:
			if !ok {
				return false
			}
			if n.mark(w, e) {
				return true
			}
		case <-n.lost:
			w.all = true
			return true
		}
	}
}

// mark notes what an event may be about.
func (n *notifier) mark(w *Watcher, e fsnotify.Event) bool {
	rel, ok := w.rel(e.Name)
	if !ok {
		return false
	}
	if n.folders[e.Name] && e.Has(fsnotify.Remove|fsnotify.Rename) {
		n.forget(e.Name)
		if rel == "." {
			n.back = time.After(goneWait)
		}
		w.all = true
		return true
	}
	if rel == "." || w.skips(rel) {
		return false
	}
	if e.Has(fsnotify.Create) {
		if fi, err := os.Lstat(e.Name); err == nil && fi.IsDir() {
			if n.add(w, e.Name) != nil {
				n.back = time.After(goneWait) // no room for more
			}
			w.all = true
			return true
		}
	}
	w.pending[rel] = true
	return true
}

// forget stops watching a folder and those below it: one that was moved goes on
// telling under its old name.
func (n *notifier) forget(dir string) {
	for f := range n.folders {
		if f == dir || len(f) > len(dir) && f[:len(dir)] == dir && f[len(dir)] == filepath.Separator {
			_ = n.fs.Remove(f)
			delete(n.folders, f)
		}
	}
}

// returned looks whether the folder is back.
func (n *notifier) returned(w *Watcher) bool {
	if fi, err := os.Stat(w.o.Dir); err != nil || !fi.IsDir() || n.add(w, w.o.Dir) != nil {
		n.back = time.After(goneWait)
		return false
	}
	n.back = nil
	w.all = true
	return true
}
