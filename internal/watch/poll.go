package watch

import (
	"context"
	"io/fs"
	"path/filepath"
	"time"
)

// A poller compares the files with what they were.
type poller struct {
	seen map[string]state
	took time.Duration
}

// A state of a file. A folder has none but that it is one.
type state struct {
	dir         bool
	size, mtime int64
	mode        fs.FileMode
}

func newPoller(w *Watcher) *poller {
	p := &poller{}
	p.seen = p.look(w)
	return p
}

func (p *poller) close() {}

// wait compares until something differs. Within a change it compares once
// more, since a file that was seen may not be whole.
func (p *poller) wait(ctx context.Context, w *Watcher, limit <-chan time.Time) bool {
	for {
		next := time.NewTimer(max(w.o.Poll, 20*p.took))
		select {
		case <-ctx.Done():
			next.Stop()
			return false
		case <-limit:
			next.Stop()
			return p.compare(w)
		case <-next.C:
		}
		if p.compare(w) {
			return true
		}
	}
}

func (p *poller) compare(w *Watcher) bool {
	now := p.look(w)
	before := len(w.pending)
	changed := false
	note := func(name string, dir bool) {
		changed = true
		w.pending[name] = true
		w.all = w.all || dir
	}
	for name, st := range now {
		if old, ok := p.seen[name]; !ok || old != st {
			note(name, st.dir)
		}
	}
	for name, st := range p.seen {
		if _, ok := now[name]; !ok {
			note(name, st.dir)
		}
	}
	p.seen = now
	return changed || len(w.pending) > before
}

func (p *poller) look(w *Watcher) map[string]state {
	start := time.Now()
	seen := make(map[string]state, len(p.seen))
	_ = filepath.WalkDir(w.o.Dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // it is not there any more
		}
		rel, ok := w.rel(name)
		if d.IsDir() {
			if !ok || w.skips(rel) {
				return fs.SkipDir
			}
			seen[rel] = state{dir: true}
			return nil
		}
		if fi, err := d.Info(); err == nil {
			seen[rel] = state{false, fi.Size(), fi.ModTime().UnixNano(), fi.Mode()}
		}
		return nil
	})
	p.took = time.Since(start)
	return seen
}
