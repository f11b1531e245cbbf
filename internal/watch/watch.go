// Package watch tells which files below a folder change, however an editor
// saves them: in place, by renaming a new file over the old one, in several
// writes, or by moving a whole folder.
//
// What arrives is a hint where to look. Events of the operating system come
// late, twice and out of order, and get lost; so a change says which paths are
// worth a look, or that all are, and never what happened to them.
package watch

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options say what is watched, and how.
type Options struct {
	// Dir is the folder, as an absolute path without symbolic links. Nothing
	// outside of it is watched: symbolic links are not followed.
	Dir string
	// Skip reports that a folder, a slash path below Dir, is not watched. Nil:
	// all are.
	Skip func(dir string) bool
	// Poll is how often the files are compared with what they were, for network
	// drives, whose changes elsewhere the operating system does not tell. If
	// comparing takes more than a twentieth of that, it is done less often. 0:
	// the operating system is asked to tell.
	Poll time.Duration
	// Quiet is how long nothing must happen for a change to be over. 0: 8 ms,
	// which is more than an editor pauses within one save.
	Quiet time.Duration
}

// A Change is what happened between two quiet moments.
type Change struct {
	// Paths are slash paths below the folder that were written, made, moved or
	// removed, sorted.
	Paths []string
	// All says that anything may have changed: a folder came or went, or events
	// were lost. Paths is then incomplete.
	All bool
}

// A Watcher watches a folder until it is closed. The folder may vanish and
// return.
type Watcher struct {
	o       Options
	changes chan Change
	cancel  context.CancelFunc
	done    chan struct{}
	polls   bool
	pending map[string]bool
	all     bool
}

// patience bounds how long a change may go on without a pause, in quiet times.
const patience = 12

// New begins to watch. Where the operating system cannot watch so many folders
// the watcher compares files once a second instead.
func New(o Options) (*Watcher, error) {
	o.Quiet = cmp.Or(o.Quiet, 8*time.Millisecond)
	ctx, cancel := context.WithCancel(context.Background())
	w := &Watcher{o: o, changes: make(chan Change), cancel: cancel, done: make(chan struct{}), pending: map[string]bool{}}
	src, err := w.source()
	if err != nil {
		cancel()
		return nil, err
	}
	go func() {
		defer close(w.done)
		defer close(w.changes)
		defer src.close()
		w.collect(ctx, src)
	}()
	return w, nil
}

// A source of events. It marks what may have changed.
type source interface {
	// wait blocks until something happened or the context ended, marks it, and
	// reports whether there was anything.
	wait(ctx context.Context, w *Watcher, limit <-chan time.Time) bool
	close()
}

func (w *Watcher) source() (source, error) {
	if w.o.Poll == 0 {
		src, err := newNotifier(w)
		if err == nil {
			return src, nil
		}
		if !tooMany(err) {
			return nil, err
		}
		w.o.Poll = time.Second
	}
	w.polls = true
	return newPoller(w), nil
}

// Polls reports whether files are compared, because that was asked for or
// because there are more folders than the operating system watches.
func (w *Watcher) Polls() bool { return w.polls }

// Changes delivers what changed. It is closed by Close. Changes that come
// while nobody receives are put together.
func (w *Watcher) Changes() <-chan Change { return w.changes }

// Close ends the watcher and waits for it.
func (w *Watcher) Close() error {
	w.cancel()
	<-w.done
	return nil
}

// collect puts events together into changes.
func (w *Watcher) collect(ctx context.Context, src source) {
	for {
		if !src.wait(ctx, w, nil) {
			return
		}
		if !w.settle(ctx, src) {
			return
		}
		for sent := false; !sent; {
			select {
			case w.changes <- w.take():
				sent = true
			case <-ctx.Done():
				return
			}
		}
	}
}

// settle waits for a quiet moment. A file that is empty or not there is often
// one that is just being saved: it gets more time, once.
func (w *Watcher) settle(ctx context.Context, src source) bool {
	end := time.Now().Add(patience * w.o.Quiet)
	quiet, waited := w.o.Quiet, false
	for {
		timer := time.NewTimer(min(quiet, max(0, time.Until(end))))
		more := src.wait(ctx, w, timer.C)
		timer.Stop()
		switch {
		case ctx.Err() != nil:
			return false
		case more && time.Now().Before(end):
			quiet = w.o.Quiet
		case !waited && !w.all && w.unfinished():
			waited, quiet = true, 5*w.o.Quiet
			end = time.Now().Add(quiet)
		default:
			return true
		}
	}
}

func (w *Watcher) unfinished() bool {
	for p := range w.pending {
		fi, err := os.Lstat(filepath.Join(w.o.Dir, filepath.FromSlash(p)))
		if err != nil || fi.Size() == 0 {
			return true
		}
	}
	return false
}

func (w *Watcher) take() Change {
	c := Change{Paths: slices.Sorted(maps.Keys(w.pending)), All: w.all}
	clear(w.pending)
	w.all = false
	return c
}

// rel is an absolute path as a slash path below the folder; "." is the folder.
func (w *Watcher) rel(name string) (string, bool) {
	r, err := filepath.Rel(w.o.Dir, name)
	return filepath.ToSlash(r), err == nil && filepath.IsLocal(r)
}

func (w *Watcher) skips(dir string) bool { return dir != "." && w.o.Skip != nil && w.o.Skip(dir) }

func tooMany(err error) bool {
	return errors.Is(err, errNoSpace) || errors.Is(err, errTooManyFiles) || errors.Is(err, fsnotify.ErrEventOverflow)
}
