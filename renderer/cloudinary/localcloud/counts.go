package localcloud

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"
	"sync"
)

// A Derived is an original with a transformation: what Cloudinary makes, keeps
// and bills as a derived asset.
type Derived struct{ Key, Transform string }

// counts remembers what was asked for and said.
type counts struct {
	mu      sync.Mutex
	derived map[Derived]bool
	bytes   int // of the texts in derived
	said    map[uint64]bool
	seed    maphash.Seed
}

// What is remembered is bounded: assets and messages, and the bytes of the
// assets' names.
const (
	maxCounted = 100_000
	maxBytes   = 16 << 20
)

func (c *counts) count(key, transform string) {
	if transform == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.derived == nil {
		c.derived = map[Derived]bool{}
	}
	d := Derived{key, transform}
	size := len(key) + len(transform)
	if c.derived[d] || len(c.derived) >= maxCounted || c.bytes+size > maxBytes {
		return
	}
	c.derived[d] = true
	c.bytes += size
}

// first reports whether something is said for the first time, or for the first
// time in a long while.
func (c *counts) first(what string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.said == nil:
		c.seed = maphash.MakeSeed()
		fallthrough
	case len(c.said) >= maxCounted:
		c.said = map[uint64]bool{}
	}
	sum := maphash.String(c.seed, what)
	was := c.said[sum]
	c.said[sum] = true
	return !was
}

// Derived returns the distinct pairs of an original and a transformation that
// were asked for since the handler was made, sorted; at most 100,000.
func (h *Handler) Derived() []Derived {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.SortedFunc(maps.Keys(h.derived), func(a, b Derived) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Transform, b.Transform))
	})
}
