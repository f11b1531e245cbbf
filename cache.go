package mdmedia

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// settled is how old a file's time must be when it is hashed for the hash to
// be trusted later: a younger file could change again within one tick of the
// file system's clock and look unchanged.
const settled = 50 * time.Millisecond

// A stamp tells whether a file is the one that was hashed.
type stamp struct {
	size, mtime int64
	inode       uint64
}

// settledAt reports whether a file that was read at t can be trusted to have
// changed if it ever looks different.
func (st *stamp) settledAt(t time.Time) bool { return t.UnixNano()-st.mtime >= int64(settled) }

// facts are what is known of a media file.
type facts struct {
	stamp
	sha256        string // of what is uploaded, lower-case hex
	bytes         int64  // how much that is
	ctype         string // media type
	width, height int    // as shown, in pixels; 0: unknown
	stripped      bool   // positions and serial numbers were asked to be taken out
	edited        bool   // and there were some: what is uploaded is not the file as it is

	animated, alpha bool          // more than one frame; pixels may be transparent
	duration        time.Duration // of a film or sound; 0: unknown
	color           string        // the dominant one, as #rrggbb; "": none, or not looked for
	thumb           string        // a ThumbHash; likewise
	looked          look          // what was looked for

	parts *mediasync.Parts // of a large file that this run has read; not kept
}

// An output is a file that a build wrote, so that the next one may remove it
// or leave it as it is.
type output struct {
	stamp
	post   string // the post it came from; "" for the index and copies
	sha256 string
	made   string // what it was made from; "" if that is not known
}

// cache remembers, between runs, the hashes of unchanged files, what unchanged
// posts say, and which outputs are ours. It is only ever an advantage: without
// it everything is read again, and nothing is removed.
type cache struct {
	path string // "" is no cache

	mu      sync.Mutex        // held by whoever reads the file, at first
	epoch   string            // what all memos depend on
	files   map[string]*facts // never changed once they are here
	posts   map[string]*memo
	outputs map[string]output
	settled string            // what the bucket was made to hold last
	objects int               // and how many those are
	plain   stamp             // of a lock file in which nothing is adopted
	bucket  string            // the store that seen is about
	seen    map[string]string // ETags of objects that were verified, by key
	changed changes           // what the file does not say yet
	disk    cacheFile
}

// openCache returns the cache of one site and output folder, which is read
// while others go on; whoever asks for something waits. What cannot be read is
// as good as nothing.
func openCache(dir, site, out string) *cache {
	c := &cache{}
	c.clear()
	if dir == "-" {
		return c
	}
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return c
		}
		dir = filepath.Join(user, "mdmedia")
	}
	sum := sha256.Sum256([]byte(site + "\x00" + out))
	c.path = filepath.Join(dir, hex.EncodeToString(sum[:8]))
	c.mu.Lock()
	go func() {
		defer c.mu.Unlock()
		c.load()
	}()
	return c
}

func (c *cache) clear() {
	c.epoch, c.files, c.posts, c.outputs = "", map[string]*facts{}, map[string]*memo{}, map[string]output{}
	c.bucket, c.seen, c.settled, c.objects, c.plain = "", nil, "", 0, stamp{}
}

// isPlain reports whether nothing is adopted in the lock file with this stamp.
func (c *cache) isPlain(lock stamp) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.plain == lock
}

func (c *cache) setPlain(lock stamp, readAt time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if lock.settledAt(readAt) {
		c.plain, c.changed.rest = lock, true
	}
}

// seenIn returns the ETags of the objects of a store that were verified.
func (c *cache) seenIn(store string) map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bucket != store {
		return nil
	}
	return c.seen
}

func (c *cache) setSeen(store string, seen map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bucket, c.seen, c.changed.all = store, seen, true
}

// begin forgets what posts said under another configuration.
func (c *cache) begin(epoch string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch != epoch {
		c.epoch, c.posts, c.changed.all = epoch, map[string]*memo{}, true
	}
}

// post returns the memo of a post whose stamp is the one given; nil: none.
func (c *cache) post(name string, st stamp) *memo {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m := c.posts[name]; m != nil && m.stamp == st {
		return m
	}
	return nil
}

func (c *cache) setPost(name string, m *memo) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posts[name] = m
	c.changed.posts = append(c.changed.posts, name)
}

// forgetGone removes the memos of posts that are not in the site any more, and
// the facts of files that a build of all posts did not ask for, once those are
// more than half: drafts ask for theirs another time.
func (c *cache) forgetGone(posts map[string]bool, files map[string]*asset) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range c.posts {
		if !posts[name] {
			delete(c.posts, name)
			c.changed.all = true
		}
	}
	if len(c.files) <= 2*len(files) {
		return
	}
	for name := range c.files {
		if files[name] == nil {
			delete(c.files, name)
			c.changed.all = true
		}
	}
}

// file returns the facts of a file whose stamp is the one given, if it was
// looked at in the same way.
func (c *cache) file(name string, st stamp, stripped bool) (*facts, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.files[name]
	return f, ok && f.stamp == st && f.stripped == stripped
}

// hadSize reports whether a file of this name and size was looked at before.
func (c *cache) hadSize(name string, size int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.files[name]
	return f != nil && f.size == size
}

func (c *cache) setFile(name string, f *facts, hashedAt time.Time) {
	if !f.settledAt(hashedAt) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.files[name] = f
	c.changed.files = append(c.changed.files, name)
}

// output returns the record of a file below the output folder that we wrote.
func (c *cache) output(name string) (output, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, ok := c.outputs[name]
	return o, ok
}

func (c *cache) setOutput(name string, o output) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.outputs[name] != o {
		c.outputs[name] = o
		c.changed.outputs = append(c.changed.outputs, name)
	}
}

func (c *cache) forgetOutput(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.outputs, name)
	c.changed.all = true
}

// settledAs reports whether the bucket was made to hold last what this stands for,
// and how many objects that is.
func (c *cache) settledAs(state string) (objects int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.objects, state != "" && c.settled == state
}

func (c *cache) settle(state string, objects int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.settled != state {
		c.settled, c.objects, c.changed.rest = state, objects, true
	}
}

// take begins with what another cache knows of posts and files.
func (c *cache) take(from *cache) {
	from.mu.Lock()
	defer from.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.posts) == 0 {
		c.epoch, c.files, c.posts, c.changed.all = from.epoch, from.files, from.posts, true
	}
}

// outputNames returns the recorded outputs in path order.
func (c *cache) outputNames() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.outputs))
}

func stampOf(fi fs.FileInfo) stamp {
	return stamp{size: fi.Size(), mtime: fi.ModTime().UnixNano(), inode: inode(fi)}
}
