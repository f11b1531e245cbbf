package mdmedia

import (
	"context"
	"os"
)

// print stands for all that the run wants the bucket to hold, and for the
// record of what it holds: with the same print as after a complete upload
// there is nothing to do, and nothing has to be compared file by file. It is
// empty if that cannot be told: a post has a problem, or the bucket is its own
// record.
func (r *run) print(store string) string {
	if r.site.ownBucket() || r.site.cfg.Store.Dir != "" || r.site.opts.Store != nil {
		return "" // a folder is looked at each time, which is cheap
	}
	lock, err := os.Stat(r.site.lockPath())
	if err != nil {
		return ""
	}
	var e encoder
	e.str(store)
	e.stamp(stampOf(lock))
	for _, p := range r.pages {
		if p.made == "" || p.failed {
			return ""
		}
		e.str(p.name)
		e.str(p.made)
	}
	return e.sum()
}

// settled reports whether the last run left the bucket with all that this one
// wants.
func (r *run) settled(ctx context.Context) bool {
	store, err := r.site.newStore(ctx) // for its name
	if err != nil {
		return false
	}
	c := r.site.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.settled == "" || c.settled != r.print(store.Name()) {
		return false
	}
	r.report.Unchanged = c.objects
	return true
}

// settle remembers that the bucket holds everything.
func (r *run) settle(store string) {
	now := r.print(store)
	c := r.site.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	if now != c.settled {
		c.settled, c.objects, c.dirty = now, len(r.files), true
	}
}
