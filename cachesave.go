package mdmedia

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// changes are what the cache knows and its file does not, by name.
type changes struct {
	files, posts, outputs []string
	rest                  bool // something else
	all                   bool // too much to name it, or something was forgotten
}

func (ch *changes) any() bool {
	return ch.all || ch.rest || len(ch.files) > 0 || len(ch.posts) > 0 || len(ch.outputs) > 0
}

// A cacheFile is the file as this process left it.
type cacheFile struct {
	stamp
	whole int64 // its size when it was last written as a whole; 0: it must be
}

// load reads the file. The caller holds the lock.
func (c *cache) load() {
	f, err := os.Open(c.path)
	if err != nil {
		return
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return
	}
	data := make([]byte, fi.Size())
	if _, err := io.ReadFull(f, data); err != nil {
		return
	}
	whole, ok := c.decode(data)
	if !ok {
		c.clear()
	}
	c.disk = cacheFile{stamp: stampOf(fi), whole: int64(whole)}
}

// save writes what has changed; a failure costs only time at the next run.
func (c *cache) save() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.path == "" || !c.changed.any() {
		return
	}
	if !c.extend() {
		c.replace()
	}
	c.changed = changes{}
}

// extend adds a batch to the file: a site with one changed post must not pay for
// all others. Not ok: there is more to say, or the file is not as it was left.
func (c *cache) extend() (ok bool) {
	if c.changed.all || c.disk.whole == 0 {
		return false
	}
	batch := c.batch("", &c.changed, nil)
	if c.disk.size+int64(len(batch)) > 2*c.disk.whole {
		return false // mostly things of the past
	}
	f, err := os.OpenFile(c.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	if fi, err := f.Stat(); err != nil || stampOf(fi) != c.disk.stamp {
		return false // of another process
	}
	if _, err := f.Write(batch); err != nil {
		return false
	}
	fi, err := f.Stat()
	if err == nil {
		c.disk.stamp = stampOf(fi)
	}
	return err == nil
}

// replace writes the file as a whole.
func (c *cache) replace() {
	c.disk = cacheFile{}
	if os.MkdirAll(filepath.Dir(c.path), 0o700) != nil {
		return
	}
	data, tmp := c.whole(), c.path+".tmp-"+strconv.Itoa(os.Getpid())
	if os.WriteFile(tmp, data, 0o600) != nil || os.Rename(tmp, c.path) != nil {
		os.Remove(tmp)
		return
	}
	if fi, err := os.Stat(c.path); err == nil && fi.Size() == int64(len(data)) {
		c.disk = cacheFile{stamp: stampOf(fi), whole: fi.Size()}
	}
}
