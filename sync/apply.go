package sync

import (
	"context"
	"errors"
	"slices"
)

// ApplyOptions change how [Apply] works. The zero value is fine.
type ApplyOptions struct {
	// Workers is how many files are sent at once. 0: as many as are good,
	// which is found out by measuring: a server nearby is at its limit with 8
	// to 16, one far away likes 32 to 64. See [Pacer].
	Workers int
	// Progress is told of each action that has ended, but for Keep. Calls do
	// not overlap. Nil: nobody is told.
	Progress func(Event)
	// Drain asks, when it is closed, to finish what has begun and to begin
	// nothing else. What had no turn has failed with [ErrStopped]. Nil: that
	// is never asked. (The end of the context breaks off at once.)
	Drain <-chan struct{}
}

// An Event tells of an action that has ended.
type Event struct {
	Action Action
	// Err is why it failed. Nil: it succeeded, and Action.Entries can be
	// recorded.
	Err error
	// Sent is how many bytes the action uploaded: 0 if they were there.
	Sent int64
	// Done actions of Total have ended, Keep not counted.
	Done, Total int
}

// A Result is what [Apply] has done.
type Result struct {
	// Uploaded, Copied, Recorded, Kept and Deleted count keys. Copied ones
	// were made of another object by the server. Recorded ones were not
	// uploaded because the bucket had their bytes already. Deleted ones may
	// have been gone before.
	Uploaded, Copied, Recorded, Kept, Deleted int
	// Sent is the number of bytes of the uploaded files.
	Sent int64
	// Entries is what to Set in the manifest, sorted by path and key.
	Entries []Entry
	// Removed is what to Remove from the manifest, because the objects are
	// deleted, sorted by path and key.
	Removed []Entry
	// Failed has the keys that the bucket does not hold for certain now, and
	// those that could not be deleted, with the reason. It is [ErrStopped] for
	// those whose turn did not come.
	Failed map[string]error
}

// ErrStopped says that an action was not carried out because [Apply] stopped
// before: its context ended, it was asked to drain, or another error would
// have met every action.
var ErrStopped = errors.New("not uploaded, because the upload stopped before its turn")

// deniedLimit is after how many failures of one kind, without any success, all
// others are taken to fail in the same way: permissions are missing, a proxy
// breaks the connections, the server has a fault.
const deniedLimit = 8

// Apply carries out the plan: first it uploads, then it has the server copy,
// and last it deletes. A failed action does not stop the others; an error that
// every one of them would meet (no such bucket, wrong credentials, an endpoint
// that nobody answers at) stops all at once. So does one that the first eight,
// or all if they are fewer, meet alike, if nothing has succeeded. Nothing is
// deleted where something failed.
//
// The Result is always valid, also when ctx was cancelled: what it says to
// record was done. The error is nil if the bucket now holds everything that
// was planned. Otherwise it is the one error that stopped everything, or the
// errors of the failed actions, joined, in the order of their keys; the last
// of them is ErrStopped if Drain kept some actions from their turn.
func Apply(ctx context.Context, store Store, plan Plan, o ApplyOptions) (Result, error) {
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a := &applier{
		store: store, plan: &plan, progress: o.Progress, drain: o.Drain, stop: cancel,
		gate: newGate(store, o.Workers), result: Result{Failed: map[string]error{}},
		alike: map[string]int{},
	}
	work := a.sort()
	a.each(work.uploads, func(i int) { a.do(run, i) })
	a.each(work.copies, func(i int) { a.do(run, i) })
	a.deleteAll(run, work.deletes)
	byName := func(x, y Entry) int { return compareEntries(&x, &y) }
	slices.SortFunc(a.result.Entries, byName)
	slices.SortFunc(a.result.Removed, byName)
	return a.result, a.err(ctx, run)
}
