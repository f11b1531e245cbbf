package mdmedia

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// cacheVersion changes with the format or the meaning of the cache.
const cacheVersion = "mdmedia cache 1"

// settled is how old a file's time must be when it is hashed for the hash to
// be trusted later: a younger file could change again within one tick of the
// file system's clock and look unchanged.
const settled = 50 * time.Millisecond

// A stamp tells whether a file is the one that was hashed.
type stamp struct {
	size, mtime int64
	inode       uint64
}

// facts are what is known of a media file.
type facts struct {
	stamp
	sha256 string // lower-case hex
	ctype  string // media type
}

// An output is a file that a build wrote, so that the next one may remove it.
type output struct {
	post   string // the post it came from; "" for the index and copies
	sha256 string
}

// cache remembers, between runs, the hashes of unchanged files and which
// outputs are ours. It is only ever an advantage: without it everything is
// read again, and nothing is removed.
type cache struct {
	path string // "" is no cache

	mu      sync.Mutex
	files   map[string]facts
	outputs map[string]output
	dirty   bool
}

// openCache reads the cache of one site and output folder. What cannot be
// read is as good as nothing.
func openCache(dir, site, out string) *cache {
	c := &cache{files: map[string]facts{}, outputs: map[string]output{}}
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
	data, err := os.ReadFile(c.path)
	if err != nil || !c.parse(string(data)) {
		c.files, c.outputs = map[string]facts{}, map[string]output{}
	}
	return c
}

func (c *cache) parse(data string) bool {
	head, rest, _ := strings.Cut(data, "\n")
	if head != cacheVersion {
		return false
	}
	for line := range strings.Lines(rest) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		name, err := strconv.Unquote(f[len(f)-1])
		switch {
		case err != nil:
			return false
		case f[0] == "f" && len(f) == 7:
			var x facts
			x.size, _ = strconv.ParseInt(f[1], 10, 64)
			x.mtime, _ = strconv.ParseInt(f[2], 10, 64)
			x.inode, _ = strconv.ParseUint(f[3], 10, 64)
			x.sha256, x.ctype = f[4], f[5]
			c.files[name] = x
		case f[0] == "o" && len(f) == 4:
			post, err := strconv.Unquote(f[2])
			if err != nil {
				return false
			}
			c.outputs[name] = output{post: post, sha256: f[1]}
		default:
			return false
		}
	}
	return true
}

// file returns the facts of a file whose stamp is the one given.
func (c *cache) file(name string, st stamp) (facts, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.files[name]
	return f, ok && f.stamp == st
}

func (c *cache) setFile(name string, f facts, hashedAt time.Time) {
	if hashedAt.UnixNano()-f.mtime < int64(settled) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.files[name], c.dirty = f, true
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
		c.outputs[name], c.dirty = o, true
	}
}

func (c *cache) forgetOutput(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.outputs, name)
	c.dirty = true
}

// outputNames returns the recorded outputs in path order.
func (c *cache) outputNames() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.outputs))
}

// save writes the cache; a failure costs only time at the next run.
func (c *cache) save() {
	if c.path == "" || !c.dirty || os.MkdirAll(filepath.Dir(c.path), 0o700) != nil {
		return
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	fmt.Fprintln(w, cacheVersion)
	for name, f := range c.files {
		fmt.Fprintf(w, "f\t%d\t%d\t%d\t%s\t%s\t%q\n", f.size, f.mtime, f.inode, f.sha256, f.ctype, name)
	}
	for name, o := range c.outputs {
		fmt.Fprintf(w, "o\t%s\t%q\t%q\n", o.sha256, o.post, name)
	}
	if w.Flush() != nil {
		return
	}
	c.dirty = false
	tmp := c.path + ".tmp-" + strconv.Itoa(os.Getpid())
	if os.WriteFile(tmp, b.Bytes(), 0o600) != nil || os.Rename(tmp, c.path) != nil {
		os.Remove(tmp)
	}
}

func stampOf(fi fs.FileInfo) stamp {
	return stamp{size: fi.Size(), mtime: fi.ModTime().UnixNano(), inode: inode(fi)}
}
