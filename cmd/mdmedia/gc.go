package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// How much heap, in bytes, a run may fill before it has to clean up. A build
// step shares its machine with other programs: ten thousand posts fit well
// into the larger one, and whoever only uploads needs little.
const (
	uploadHeap = 40 << 20
	buildHeap  = 116 << 20
)

const (
	// leastHeap is the smallest heap that Go cleans up at GOGC=100.
	leastHeap = 4 << 20
	// leastPercent keeps a run that needs more than its budget from cleaning
	// up without end.
	leastPercent = 60
)

// A pacer lets the heap grow to a budget, whatever part of it is in use: Go's
// own pace is to double what is in use, which is needless work for a small
// site and needless memory for a large one. What is free goes back to the
// system when all of it is half as much again, which Go alone would keep for
// later. GOGC in the environment turns the pacer off, GOMEMLIMIT the second
// part of it.
type pacer struct{ budget atomic.Int64 }

func newPacer(budget int64) *pacer {
	p := &pacer{}
	p.budget.Store(budget)
	if os.Getenv("GOGC") != "" {
		return p
	}
	p.pace(leastHeap)
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var arm func()
	arm = func() {
		// The sentinel is unreachable at once, so that its cleanup runs after
		// each collection.
		sentinel := new(struct{ _ [16]byte })
		runtime.AddCleanup(sentinel, func(struct{}) {
			metrics.Read(live)
			p.pace(int64(live[0].Value.Uint64()))
			arm()
		}, struct{}{})
	}
	arm()
	return p
}

// raise gives a larger budget to a run that has not begun yet.
func (p *pacer) raise(budget int64) {
	if p != nil && os.Getenv("GOGC") == "" {
		p.budget.Store(budget)
		p.pace(leastHeap)
	}
}

func (p *pacer) pace(used int64) {
	used = max(used, leastHeap)
	budget := p.budget.Load()
	percent := max((budget-used)*100/used, leastPercent)
	debug.SetGCPercent(int(percent))
	if os.Getenv("GOMEMLIMIT") == "" {
		goal := used + used*percent/100
		debug.SetMemoryLimit(max(budget*3/2, goal*6/5))
	}
}
