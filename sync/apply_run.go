package sync

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
)

// An applier is an Apply at work.
type applier struct {
	store    Store
	plan     *Plan
	progress func(Event)
	drain    <-chan struct{}
	stop     context.CancelCauseFunc
	gate     *gate
	buffers  buffers

	mu      sync.Mutex
	result  Result
	done    int
	total   int
	asking  int            // actions that need the store
	alike   map[string]int // failures so far that are not one object's, by class
	drained bool           // an action had no turn because of drain
}

// A schedule has the indexes of the plan's actions, in the order in which they
// are carried out.
type schedule struct{ uploads, copies, deletes []int }

// sort counts what is to be kept and schedules the other actions, large files
// first, so that none of them is still on its way when everything else has
// ended.
func (a *applier) sort() schedule {
	var s schedule
	var small []int
	for i := range a.plan.Actions {
		act := &a.plan.Actions[i]
		if act.Kind != Keep && act.Kind != Record && act.Kind != Conflict {
			a.asking++
		}
		switch {
		case act.Kind == Keep:
			a.result.Kept++
			continue
		case act.Kind == Copy:
			s.copies = append(s.copies, i)
		case act.Kind == Delete:
			s.deletes = append(s.deletes, i)
		case isLarge(act):
			s.uploads = append(s.uploads, i)
		default:
			small = append(small, i)
		}
		a.total++
	}
	s.uploads = append(s.uploads, small...)
	a.result.Entries = slices.Grow(a.result.Entries, a.total-len(s.deletes))
	return s
}

// isLarge reports that an action is likely to make several requests at once.
func isLarge(act *Action) bool { return act.Kind == Upload && act.File.Size >= DefaultMultipart }

// each calls do for each index, with as many at once as the gate allows.
func (a *applier) each(work []int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(a.gate.most(), len(work)) {
		wg.Go(func() {
			for {
				a.gate.enter()
				n := int(next.Add(1)) - 1
				if n >= len(work) {
					a.gate.leave(1, 0)
					return
				}
				act, width := &a.plan.Actions[work[n]], 1
				if isLarge(act) {
					width = partWorkers
					a.gate.widen(width - 1)
				}
				do(work[n])
				a.gate.leave(width, act.File.Size)
			}
		})
	}
	wg.Wait()
}

// do carries out one action and notes how it went.
func (a *applier) do(ctx context.Context, i int) {
	act := &a.plan.Actions[i]
	how, err := wasThere, ErrStopped
	if a.mayBegin(ctx) {
		how, err = a.act(ctx, act)
	}
	a.ended(ctx, act, how, err)
}

// mayBegin reports whether another action may begin.
func (a *applier) mayBegin(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	select {
	case <-a.drain:
		a.mu.Lock()
		defer a.mu.Unlock()
		a.drained = true
		return false
	default:
		return true
	}
}

// ended notes how an action went.
func (a *applier) ended(ctx context.Context, act *Action, how outcome, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done++
	event := Event{Action: *act, Err: err, Done: a.done, Total: a.total}
	if err != nil {
		a.failed(ctx, act, err)
		event.Err = a.result.Failed[act.File.Key]
	} else {
		event.Sent = a.result.add(act, how)
	}
	if a.progress != nil && !errors.Is(event.Err, ErrStopped) {
		a.progress(event)
	}
}

// add notes a success and returns how many bytes were sent.
func (r *Result) add(act *Action, how outcome) int64 {
	if how == deleted {
		r.Deleted++
		r.Removed = append(r.Removed, act.Drop...)
		return 0
	}
	r.Entries = append(r.Entries, act.Entries()...)
	switch how {
	case uploaded:
		r.Uploaded++
		r.Sent += act.File.Size
		return act.File.Size
	case copied:
		r.Copied++
	default:
		r.Recorded++
	}
	return 0
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
	case isStore && class(e) != "":
		a.alike[class(e)]++
		if a.result.Uploaded+a.result.Copied == 0 && a.alike[class(e)] >= min(deniedLimit, a.asking) {
			all := *e
			all.Fatal = true
			a.stop(&all)
			err = ErrStopped
		}
	}
	a.result.Failed[act.File.Key] = err
}

// class tells failures apart that other objects may meet as well. "": this one
// has to do with its object, or nobody knows.
func class(e *StoreError) string {
	switch e.Code {
	case "Forbidden":
		return codeAccessDenied
	case "KeyTooLongError", "EntityTooLarge", "EntityTooSmall", "InvalidArgument", "InvalidRequest", "InvalidObjectName",
		"XMinioInvalidObjectName", "MetadataTooLarge", "NoSuchKey", "NotFound", "NoSuchUpload", "PreconditionFailed":
		return ""
	}
	return e.Code
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
		if err := a.result.Failed[a.plan.Actions[i].File.Key]; err != nil && !errors.Is(err, ErrStopped) {
			errs = append(errs, err)
		}
	}
	if a.drained {
		errs = append(errs, ErrStopped)
	}
	return errors.Join(errs...)
}
