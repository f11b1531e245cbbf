package localcloud

import (
	"cmp"
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
	said    map[string]bool
}

// maxCounted bounds what is remembered.
const maxCounted = 100_000

func (c *counts) count(key, transform string) {
	if transform == "" {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.derived == nil {
		c.derived = map[Derived]bool{}
	}
	if len(c.derived) < maxCounted {
		c.derived[Derived{key, transform}] = true
	}
}

// first reports whether something is said for the first time.
func (c *counts) first(what string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.said == nil || len(c.said) >= maxCounted/10 {
		c.said = map[string]bool{}
	}
	was := c.said[what]
	c.said[what] = true
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
