package sync

import "time"

// A Pacer is a [Store] that knows how many calls at once it likes. [Apply]
// begins with the least, makes more for as long as that gets more done, and
// half as many when the server asks for fewer.
type Pacer interface {
	// Pace is asked often and must be cheap.
	Pace() Pace
}

// A Pace is a store's advice to its callers.
type Pace struct {
	// Least and Most bound the number of calls at once. They do not change.
	Least, Most int
	// Throttled counts how often the server has asked for fewer requests,
	// also where the store tried again by itself and succeeded.
	Throttled uint64
}

// defaultPace is for stores that are no Pacer.
var defaultPace = Pace{Least: 8, Most: 64}

const (
	// windowTime is the shortest stretch of time that is measured: long enough
	// to tell a trend from an accident.
	windowTime = 50 * time.Millisecond
	// throttleTime is how long one throttling counts, since the requests that
	// were on their way together are refused together.
	throttleTime = 100 * time.Millisecond
	// payingOff is by how much more calls must raise the throughput.
	payingOff = 1.1
	// restWindows is for how many windows nothing is tried after more calls
	// were of no use, or were refused.
	restWindows = 8
	// requestCost is what a request costs beside its bytes, in bytes: small
	// files are counted rather by their number, large ones by their size.
	requestCost = 32 << 10
)

// A window is a stretch of work.
type window struct {
	took      time.Duration
	ended     int   // actions
	bytes     int64 // that were moved
	throttled bool
}

// enough reports whether the window says something about limit calls at once:
// in the time of one call, as many end as there are. Far away, where a call
// takes long, waiting for more of them would cost as much as all files do.
func (w *window) enough(limit int) bool {
	return w.throttled && w.took >= throttleTime || w.ended >= limit && w.took >= windowTime
}

func (w *window) rate() float64 {
	return float64(w.bytes+int64(w.ended)*requestCost) / w.took.Seconds()
}

// A climber looks for the number of calls at once with which the most gets
// done. It doubles them until that no longer pays or the server objects, and
// tries a little more every now and then after that. It has no clock: all it
// knows is in the windows.
type climber struct {
	least, most int
	limit       int     // now
	before      int     // the limit before the last step up; 0: there was none
	rate        float64 // with the limit before
	careful     bool    // doubling is over
	rest        int     // windows until the next step up
	doubted     bool    // one window after the step up was no better
}

func newClimber(p Pace) climber {
	least := max(p.Least, 1)
	return climber{least: least, most: max(p.Most, least), limit: least}
}

// next takes a measured window into account.
func (c *climber) next(w window) {
	switch rate := w.rate(); {
	case w.throttled:
		c.limit, c.before = max(c.limit/2, 1), 0
		c.careful, c.rest = true, restWindows
	case c.rest > 0:
		c.rest--
	case c.before > 0 && rate < c.rate*payingOff && !c.doubted:
		c.doubted = true // once can be an accident
	case c.before > 0 && rate < c.rate*payingOff:
		c.limit, c.before = c.before, 0
		c.careful, c.rest = true, restWindows
	default:
		c.step(rate)
	}
}

// step allows more calls.
func (c *climber) step(rate float64) {
	if c.limit >= c.most {
		c.before = 0
		return
	}
	c.before, c.rate, c.doubted = c.limit, rate, false
	if c.careful && c.limit >= c.least {
		c.limit += max(c.limit/4, 1)
	} else {
		c.limit *= 2 // also back to the least after the server recovered
	}
	c.limit = min(c.limit, c.most)
}
