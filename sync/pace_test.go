package sync

import (
	"fmt"
	"testing"
	"time"
)

// A server is a model: how much it gets done with some calls at once, and from
// how many on it asks for fewer.
type modelServer struct {
	latency  time.Duration // of a request
	capacity int           // how many it works on at once
	refuses  int           // more than this; 0: never
}

// window is what a fifth of a second looks like with limit calls at once.
func (m modelServer) window(limit int) window {
	const took = 200 * time.Millisecond
	ended := min(limit, m.capacity) * int(took/m.latency)
	return window{took: took, ended: ended, bytes: int64(ended) * 50_000, throttled: m.refuses > 0 && limit > m.refuses}
}

func TestClimber(t *testing.T) {
	for _, c := range []struct {
		name        string
		server      modelServer
		least, most int // where the limit is to stay after the climb
	}{
		{"nearby, 2 processors", modelServer{latency: time.Millisecond, capacity: 4}, 8, 10},
		{"nearby, 16 at once", modelServer{latency: 2 * time.Millisecond, capacity: 16}, 16, 20},
		{"far away", modelServer{latency: 30 * time.Millisecond, capacity: 1000}, 64, 64},
		{"far away and small", modelServer{latency: 30 * time.Millisecond, capacity: 32}, 32, 40},
		{"refuses above 20", modelServer{latency: 30 * time.Millisecond, capacity: 1000, refuses: 20}, 10, 25},
		{"refuses above 2", modelServer{latency: 30 * time.Millisecond, capacity: 1000, refuses: 2}, 1, 4},
	} {
		climb := newClimber(Pace{Least: 8, Most: 64})
		for range 10 {
			climb.next(c.server.window(climb.limit))
		}
		for i := range 100 {
			if climb.limit < c.least || climb.limit > c.most {
				t.Errorf("%s: %d at once after %d windows, want %d to %d", c.name, climb.limit, 10+i, c.least, c.most)
				break
			}
			climb.next(c.server.window(climb.limit))
		}
	}
}

// A server that was overloaded for a while is used fully again.
func TestClimberRecovers(t *testing.T) {
	climb := newClimber(Pace{Least: 8, Most: 64})
	far := modelServer{latency: 30 * time.Millisecond, capacity: 1000}
	busy := far
	busy.refuses = 1
	for _, c := range []struct {
		server      modelServer
		windows     int
		least, most int
	}{{far, 4, 64, 64}, {busy, 6, 1, 1}, {far, 8, 1, 1}, {far, 60, 60, 64}} {
		for range c.windows {
			climb.next(c.server.window(climb.limit))
		}
		if climb.limit < c.least || climb.limit > c.most {
			t.Errorf("%d at once, want %d to %d", climb.limit, c.least, c.most)
		}
	}
}

// One slow window, as a busy machine has them, does not end the climb.
func TestClimberForgivesAnAccident(t *testing.T) {
	climb := newClimber(Pace{Least: 8, Most: 64})
	far := modelServer{latency: 30 * time.Millisecond, capacity: 1000}
	climb.next(far.window(climb.limit))
	slow := far.window(climb.limit)
	slow.took *= 3
	climb.next(slow)
	for range 3 {
		climb.next(far.window(climb.limit))
	}
	if climb.limit != 64 {
		t.Errorf("%d at once after the accident", climb.limit)
	}
}

func TestClimberBounds(t *testing.T) {
	for pace, want := range map[Pace][2]int{{}: {1, 1}, {Least: 5}: {5, 5}, {Least: 4, Most: 2}: {4, 4}, {Least: 2, Most: 9}: {2, 9}} {
		c := newClimber(pace)
		first := c.limit
		for range 10 {
			c.next(modelServer{latency: 10 * time.Millisecond, capacity: 1000}.window(c.limit))
		}
		if got := [2]int{first, c.limit}; got != want {
			t.Errorf("%+v: from %d to %d, want %v", pace, first, c.limit, want)
		}
	}
}

func TestWindowEnough(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		w    window
		want bool
	}{
		{window{took: 49 * ms, ended: 1000}, false},
		{window{took: 50 * ms, ended: 8}, true},
		{window{took: time.Minute, ended: 7}, false},
		{window{took: 99 * ms, ended: 1, throttled: true}, false},
		{window{took: 100 * ms, ended: 1, throttled: true}, true},
	} {
		if got := c.w.enough(8); got != c.want {
			t.Errorf("%+v: %v", c.w, got)
		}
	}
}

// The gate measures by a clock that it is given.
func TestGateMeasures(t *testing.T) {
	now := time.Unix(0, 0)
	var throttled uint64
	g := newGate(nil, 0)
	g.now, g.started, g.asked = func() time.Time { return now }, now, func() uint64 { return throttled }
	run := func(n int, each time.Duration) string {
		for range n {
			g.enter()
			now = now.Add(each)
			g.leave(1, 50_000)
		}
		return fmt.Sprint(g.climber.limit)
	}
	// Twice as fast with twice as many: up; no faster, twice: back; refused: half.
	got := run(13, 4*time.Millisecond) + " " + run(25, 2*time.Millisecond) + " " + run(32, 2*time.Millisecond) + " " + run(32, 2*time.Millisecond)
	throttled++
	got += " " + run(50, 2*time.Millisecond) + " " + run(50, 2*time.Millisecond)
	if want := "16 32 32 16 8 8"; got != want {
		t.Errorf("the limit goes %s, want %s", got, want)
	}
	// A large file's bytes say nothing about the time in which it ended.
	g.enter()
	g.widen(3)
	before := g.window
	if g.leave(4, 1<<30); g.window != before {
		t.Errorf("a large file was measured: %+v", g.window)
	}
	if g.used != 0 {
		t.Errorf("%d are still inside", g.used)
	}
}
