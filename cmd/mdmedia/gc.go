package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// heapBudget is the heap, in bytes, that a run may fill before it has to
	// clean up: a build step shares its machine with other programs, and ten
	// thousand posts fit well.
	heapBudget = 110 << 20
	// leastPercent keeps a run that needs more than that from cleaning up
	// without end, and mostPercent is where cleaning up costs next to nothing.
	leastPercent, mostPercent = 60, 400
)

// paceGC lets the heap grow to heapBudget, whatever part of it is in use: Go's
// own pace is to double what is in use, which is needless work for a small
// site and needless memory for a large one. GOGC in the environment turns it
// off.
func paceGC() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(mostPercent)
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var arm func()
	arm = func() {
		// The sentinel is unreachable at once, so that its cleanup runs after
		// each collection.
		sentinel := new(struct{ _ [16]byte })
		runtime.AddCleanup(sentinel, func(struct{}) {
			metrics.Read(live)
			if used := int(live[0].Value.Uint64()); used > 0 {
				debug.SetGCPercent(min(max((heapBudget-used)*100/used, leastPercent), mostPercent))
			}
			arm()
		}, struct{}{})
	}
	arm()
}
