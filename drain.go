package mdmedia

import (
	"context"
	"fmt"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// A drain tells apart the two ways to stop: to finish what has begun, and to
// drop everything.
type drain struct {
	hard  context.Context // its end drops everything
	asked <-chan struct{} // closed: finish what has begun; nil: that is never asked
}

// newDrain returns the drain, and a context that ends with either way to stop.
func newDrain(ctx context.Context, asked <-chan struct{}) (d drain, soft context.Context, cancel func()) {
	soft, stop := context.WithCancel(ctx)
	go func() {
		select {
		case <-asked:
			stop()
		case <-soft.Done():
		}
	}()
	return drain{hard: ctx, asked: asked}, soft, stop
}

// ended reports whether to stop, in either way.
func (d *drain) ended() bool {
	select {
	case <-d.asked:
		return true
	default:
		return d.hard.Err() != nil
	}
}

// An InterruptedError says that a run was asked to stop before it had uploaded
// everything. It is context.Canceled.
type InterruptedError struct {
	// Left of Total files are not in the bucket yet.
	Left, Total int
}

// Error says what remains.
func (e *InterruptedError) Error() string {
	return fmt.Sprintf("interrupted: %d of %d files are in the bucket, and no page was changed: run again to go on where this stopped", e.Total-e.Left, e.Total)
}

// Unwrap returns context.Canceled.
func (e *InterruptedError) Unwrap() error { return context.Canceled }

func (r *run) interrupted(res mediasync.Result) error {
	return &InterruptedError{Left: len(res.Failed), Total: len(r.files)}
}
