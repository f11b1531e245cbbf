package localcloud

import (
	"context"
	"sync"
)

// A flight has one of those who ask for the same thing make it; the others wait
// for that, but no longer than they want to, which x/sync's singleflight does
// not let them. It is made by the goroutine of the first, whose file it reads.
type flight struct {
	mu    sync.Mutex
	calls map[string]*call
}

type call struct {
	done chan struct{} // closed when d and err are there
	d    derived
	err  error
}

// do returns what make returns. first reports whether it was called here.
func (f *flight) do(ctx context.Context, id string, make func() (derived, error)) (d derived, first bool, err error) {
	c, first := f.join(id)
	if first {
		defer f.land(id, c)
		c.d, c.err = make()
		return c.d, true, c.err
	}
	select {
	case <-c.done:
		return c.d, false, c.err
	case <-ctx.Done():
		return derived{}, false, ctx.Err()
	}
}

func (f *flight) join(id string) (c *call, first bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.calls[id]; c != nil {
		return c, false
	}
	if f.calls == nil {
		f.calls = map[string]*call{}
	}
	c = &call{done: make(chan struct{})}
	f.calls[id] = c
	return c, true
}

func (f *flight) land(id string, c *call) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.calls, id)
	close(c.done)
}
