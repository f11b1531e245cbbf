package sync

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
)

// deleteBatch is how many objects are deleted by one call of the store.
const deleteBatch = 1000

// deleteAll looks at each object that is to be deleted, and then deletes those
// that still are what the manifest says, many at a time. Where an upload
// failed nothing is deleted: what replaces the objects may be missing.
func (a *applier) deleteAll(ctx context.Context, work []int) {
	if len(work) == 0 {
		return
	}
	blocked := len(a.result.Failed) > 0
	var mu sync.Mutex
	var confirmed []int
	a.each(work, func(i int) {
		act := &a.plan.Actions[i]
		there, err := false, ErrStopped
		if !blocked && a.mayBegin(ctx) {
			there, err = a.isStillOurs(ctx, act)
		}
		if err != nil || !there {
			a.ended(ctx, act, deleted, err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		confirmed = append(confirmed, i)
	})
	slices.Sort(confirmed)
	for batch := range slices.Chunk(confirmed, deleteBatch) {
		a.deleteBatch(ctx, batch)
	}
}

// isStillOurs reports whether the object is there. The error says that it is
// not what the manifest says.
func (a *applier) isStillOurs(ctx context.Context, act *Action) (bool, error) {
	obj, err := a.store.Head(ctx, act.File.Key)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if same, err := a.hasBytes(ctx, &obj, act.Was.SHA256, act.Was.Size); err != nil || same {
		return same, err
	}
	return false, &ConflictError{Key: act.File.Key, Paths: act.paths(), Reason: conflictDelete}
}

func (a *applier) deleteBatch(ctx context.Context, batch []int) {
	keys := make([]string, len(batch))
	for n, i := range batch {
		keys[n] = a.plan.Actions[i].File.Key
	}
	err := ErrStopped
	if a.mayBegin(ctx) {
		err = a.store.Delete(ctx, keys...)
	}
	failed, all := errorsByKey(err)
	for _, i := range batch {
		act := &a.plan.Actions[i]
		err := failed[act.File.Key]
		if err == nil {
			err = all
		}
		a.ended(ctx, act, deleted, err)
	}
}

// errorsByKey takes an error of [Store].Delete apart. all is what is not about
// a single key: then it is not known of any key whether it was deleted.
func errorsByKey(err error) (byKey map[string]error, all error) {
	switch e := err.(type) { //nolint:errorlint // its parts are wanted, not what they wrap
	case nil:
	case *StoreError:
		if e.Key == "" || e.Fatal {
			return nil, err
		}
		byKey = map[string]error{e.Key: err}
	case interface{ Unwrap() []error }:
		byKey = map[string]error{}
		for _, err := range e.Unwrap() {
			some, rest := errorsByKey(err)
			maps.Copy(byKey, some)
			if rest != nil {
				all = rest
			}
		}
	default:
		return nil, err
	}
	return byKey, all
}
