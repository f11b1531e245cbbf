package rootfs

import (
	"io/fs"
	"sync"
	"time"
)

// Listings are the folder's listings as several snapshots, one after another,
// share them: a listing is read again once its folder has another time. That
// costs one look at each folder that is asked for, instead of one at each file.
// What is in the files may have changed all the same: see [Root.Stat].
type Listings struct {
	root *Root
	mu   sync.Mutex
	kept map[string]keptListing
}

type keptListing struct {
	entries []fs.DirEntry
	mtime   time.Time // of the folder, before it was read
}

// settled is how old a folder's time must be when it is read for a later change
// to give it another one: clocks of file systems tick.
const settled = 50 * time.Millisecond

// Listings returns new ones, in which nothing was looked at yet.
func (r *Root) Listings() *Listings { return &Listings{root: r, kept: map[string]keptListing{}} }

// Snapshot returns a snapshot that begins with what is kept.
func (l *Listings) Snapshot() *Snapshot {
	s := l.root.Snapshot()
	s.shared = l
	return s
}

// Forget drops what is kept.
func (l *Listings) Forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.kept)
}

func (l *Listings) readDir(name string) ([]fs.DirEntry, error) {
	fi, err := l.root.Stat(name)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	k, ok := l.kept[name]
	l.mu.Unlock()
	if ok && k.mtime.Equal(fi.ModTime()) {
		return k.entries, nil
	}
	now := time.Now()
	entries, err := l.root.Snapshot().readDir(name)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil && now.Sub(fi.ModTime()) >= settled {
		l.kept[name] = keptListing{entries, fi.ModTime()}
	} else {
		delete(l.kept, name)
	}
	return entries, err
}
