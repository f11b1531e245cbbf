package sync

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// ApplyOptions change how [Apply] works. The zero value is fine.
type ApplyOptions struct {
	// Workers is how many files are sent at once. 0: 16, which a server
	// nearby can just use; one far away likes 32 to 64.
	Workers int
	// Progress is told of each action that has ended, but for Keep. Calls do
	// not overlap. Nil: nobody is told.
	Progress func(Event)
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
	// Uploaded, Recorded and Kept count keys. Recorded ones were not uploaded
	// because the bucket had their bytes already.
	Uploaded, Recorded, Kept int
	// Sent is the number of bytes of the uploaded files.
	Sent int64
	// Entries is what to Set in the manifest, sorted by path and key.
	Entries []Entry
	// Failed has the keys that the bucket does not hold for certain now, with
	// the reason. It is [ErrStopped] for those whose turn did not come.
	Failed map[string]error
}

// ErrStopped says that an action was not carried out because [Apply] stopped
// before: its context ended, or another error would have met every action.
var ErrStopped = errors.New("not uploaded, because the upload stopped before its turn")

const (
	defaultWorkers = 16
	// deniedLimit is after how many refusals, without any success, the
	// permissions are taken to be wrong for all.
	deniedLimit = 8
)

// Apply carries out the plan. A failed action does not stop the others; an
// error that every one of them would meet (no such bucket, wrong credentials,
// an endpoint that nobody answers at) stops all at once.
//
// The Result is always valid, also when ctx was cancelled: what it says to
// record was done. The error is nil if the bucket now holds everything that
// was planned. Otherwise it is the one error that stopped everything, or the
// errors of the failed actions, joined, in the order of their keys.
func Apply(ctx context.Context, store Store, plan Plan, o ApplyOptions) (Result, error) {
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a := &applier{store: store, plan: &plan, progress: o.Progress, stop: cancel, result: Result{Failed: map[string]error{}}}
	work := a.sort()
	workers := o.Workers
	if workers <= 0 {
		workers = defaultWorkers
	}
	queue := make(chan int, len(work))
	for _, i := range work {
		queue <- i
	}
	close(queue)
	var wg sync.WaitGroup
	for range min(workers, len(work)) {
		wg.Go(func() {
			for i := range queue {
				a.do(run, i)
			}
		})
	}
	wg.Wait()
	slices.SortFunc(a.result.Entries, func(x, y Entry) int { return compareEntries(&x, &y) })
	return a.result, a.err(ctx, run)
}

// An applier is an Apply at work.
type applier struct {
	store    Store
	plan     *Plan
	progress func(Event)
	stop     context.CancelCauseFunc
	buffers  buffers

	mu     sync.Mutex
	result Result
	done   int
	total  int
	asking int // actions that need the store
	denied int // refusals so far
}

// sort counts what is to be kept and returns the indexes of the other actions,
// large files first, so that none of them is still on its way when everything
// else has ended.
func (a *applier) sort() []int {
	var large, small []int
	for i := range a.plan.Actions {
		act := &a.plan.Actions[i]
		if act.Kind == Upload || act.Kind == Compare {
			a.asking++
		}
		switch {
		case act.Kind == Keep:
			a.result.Kept++
		case act.File.Size >= defaultMultipart:
			large = append(large, i)
		default:
			small = append(small, i)
		}
	}
	a.total = len(large) + len(small)
	return append(large, small...)
}

// do carries out one action and notes how it went.
func (a *applier) do(ctx context.Context, i int) {
	act := &a.plan.Actions[i]
	sent, err := false, ErrStopped
	if ctx.Err() == nil {
		sent, err = a.act(ctx, act)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done++
	event := Event{Action: *act, Err: err, Done: a.done, Total: a.total}
	switch {
	case err != nil:
		a.failed(ctx, act, err)
		event.Err = a.result.Failed[act.File.Key]
	case sent:
		a.result.Uploaded++
		a.result.Sent += act.File.Size
		event.Sent = act.File.Size
	default:
		a.result.Recorded++
	}
	if err == nil {
		a.result.Entries = append(a.result.Entries, act.Entries()...)
	}
	if a.progress != nil && !errors.Is(event.Err, ErrStopped) {
		a.progress(event)
	}
}

// failed notes a failure, and stops everything if all others would fail too.
func (a *applier) failed(ctx context.Context, act *Action, err error) {
	var e *StoreError
	switch isStore := errors.As(err, &e); {
	case ctx.Err() != nil:
		err = ErrStopped // it was cut off, or met the same error as the one that stopped
	case isStore && e.Fatal:
		a.stop(err)
		err = ErrStopped
	case isDenied(err):
		a.denied++
		if a.result.Uploaded == 0 && a.denied >= min(deniedLimit, a.asking) {
			all := *e
			all.Fatal = true
			a.stop(&all)
			err = ErrStopped
		}
	}
	a.result.Failed[act.File.Key] = err
}

// err returns what Apply reports.
func (a *applier) err(ctx, run context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if cause := context.Cause(run); cause != nil {
		return cause
	}
	var errs []error
	for i := range a.plan.Actions {
		if err := a.result.Failed[a.plan.Actions[i].File.Key]; err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
