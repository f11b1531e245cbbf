package sync

import (
	"sync"
	"time"
)

// A gate lets as many actions through at once as is good.
type gate struct {
	now   func() time.Time
	asked func() uint64 // how often the server has asked for fewer requests; nil: it does not tell

	mu        sync.Mutex
	free      sync.Cond
	used      int
	fixed     bool // the limit does not change
	climber   climber
	started   time.Time // when the window began
	window    window
	throttled uint64 // asked() at the beginning of the window
}

// newGate is the gate for a store. workers is [ApplyOptions].Workers.
func newGate(store Store, workers int) *gate {
	g := &gate{now: time.Now}
	g.free.L = &g.mu
	pace := defaultPace
	if p, ok := store.(Pacer); ok {
		pace = p.Pace()
		g.asked = func() uint64 { return p.Pace().Throttled }
		g.throttled = pace.Throttled
	}
	if workers > 0 {
		pace.Least, pace.Most = workers, workers
	}
	g.climber = newClimber(pace)
	g.fixed = workers > 0 || pace.Least >= pace.Most
	g.started = g.now()
	return g
}

// most is the largest number of actions at once.
func (g *gate) most() int { return g.climber.most }

// enter waits until there is room for one more.
func (g *gate) enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.used >= g.climber.limit {
		g.free.Wait()
	}
	g.used++
}

// widen counts an action that makes several requests at once as more than
// one. It does not wait, or two of them could wait for each other.
func (g *gate) widen(by int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.used += by
}

// leave makes room for n, after an action that moved some bytes. A wide one is
// not measured: its bytes are those of several windows.
func (g *gate) leave(n int, bytes int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.used -= n
	if n == 1 {
		g.measure(bytes)
	}
	// No more than can enter are woken: there may be many that wait, and they
	// would all look for themselves each time.
	for range g.climber.limit - g.used {
		g.free.Signal()
	}
}

// measure counts an action, and ends the window when it has enough of them.
func (g *gate) measure(bytes int64) {
	if g.fixed {
		return
	}
	now := g.now()
	w := &g.window
	w.ended++
	w.bytes += bytes
	w.took = now.Sub(g.started)
	var asked uint64
	if g.asked != nil {
		asked = g.asked()
		w.throttled = asked > g.throttled
	}
	if w.enough(g.climber.limit) {
		g.climber.next(*w)
		g.window, g.started, g.throttled = window{}, now, asked
	}
}
