package mdmedia

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/mdmedia/mdmedia/internal/media"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

type uploadOptions struct {
	dryRun, offline bool
	progress        func(Progress)
	drain           drain
}

// upload makes the bucket hold the files of the run, and marks the articles
// that need an object that could not be sent. An error ends the run; a store
// that cannot be used does not, since pages without media need none.
func (r *run) upload(ctx context.Context, o uploadOptions) error {
	if len(r.files) == 0 { // also if nothing has changed
		return nil
	}
	if o.offline && !r.site.ownBucket() {
		known, err := r.site.knownObjects(ctx)
		if err == nil {
			r.checkKnown(known)
		}
		return err
	}
	store, lock, err := r.bucket(ctx)
	if err != nil {
		return err
	}
	r.warnReplaced(lock)
	_, folder := store.(*mediasync.Folder)
	state, err := mediasync.Survey(ctx, store, r.files, lock, mediasync.SurveyOptions{Verify: folder || r.verify, Seen: r.site.cache.seenIn(store.Name())})
	if err != nil {
		return r.unusable(ctx, lock, err)
	}
	if r.verify {
		r.site.cache.setSeen(store.Name(), state.Seen)
	}
	// What lies in the output folder is ours, with or without a record of it.
	plan := mediasync.Diff(r.files, state, mediasync.Policy{Overwrite: r.site.ownBucket(), Repair: r.verify})
	if o.dryRun {
		r.planned(plan)
		return nil
	}
	return r.apply(o, store, lock, plan)
}

// apply sends what the plan says. It goes on with what has begun when the
// person asks to stop.
func (r *run) apply(o uploadOptions, store mediasync.Store, lock *mediasync.Manifest, plan mediasync.Plan) error {
	res, err := mediasync.Apply(o.drain.hard, store, plan, mediasync.ApplyOptions{Progress: transferred(o.progress), Drain: o.drain.asked})
	r.report.Uploaded, r.report.Copied, r.report.Unchanged, r.report.Bytes = res.Uploaded, res.Copied, res.Kept+res.Recorded, res.Sent
	if err := r.record(store, lock, res.Entries, err == nil && !r.partial); err != nil {
		return err
	}
	if o.drain.ended() {
		return r.interrupted(res)
	}
	var se *mediasync.StoreError
	if !errors.As(err, &se) || !se.Fatal {
		err = mediasync.ErrStopped
	}
	r.holdBack(res.Failed, err)
	return nil
}

// record writes down what the bucket holds, and, if that is all of what a whole
// site wants, that it is so. The record of a bucket in the output folder is only
// a cache, and need not be there before the pages are.
func (r *run) record(store mediasync.Store, lock *mediasync.Manifest, entries []mediasync.Entry, whole bool) error {
	if !r.site.ownBucket() {
		if err := r.writeRecord(lock, entries); err != nil {
			return err
		}
	}
	wanted := ""
	if whole {
		wanted = r.wanted(store.Name())
	}
	r.recorded.Go(func() {
		if r.site.ownBucket() {
			_ = r.writeRecord(lock, entries) // it has no errors
		}
		if whole {
			r.settle(wanted)
		}
	})
	return nil
}

func (r *run) writeRecord(lock *mediasync.Manifest, entries []mediasync.Entry) error {
	lock.Grow(max(len(entries)-lock.Len(), 0)) // those that it knows are replaced
	for _, e := range entries {
		lock.Set(e)
	}
	if r.clearUsed(lock) || len(entries) > 0 {
		return r.site.writeLock(lock)
	}
	return nil
}

// unusable handles a store that did not answer: what the record does not know
// counts as not in the bucket.
func (r *run) unusable(ctx context.Context, lock *mediasync.Manifest, err error) error {
	if cerr := ctx.Err(); cerr != nil {
		return cerr
	}
	failed := map[string]error{}
	for _, f := range r.files {
		if e, ok := lock.ByKey(f.Key); !ok || e.SHA256 != f.SHA256 {
			failed[f.Key] = mediasync.ErrStopped
		}
	}
	r.holdBack(failed, err)
	return nil
}

// holdBack marks the articles that need an object that the bucket does not
// hold. An error of one object is reported where it is used. The articles whose
// objects had no turn are named together with cause, which stopped everything.
func (r *run) holdBack(failed map[string]error, cause error) {
	var held []string
	for _, p := range r.pages {
		stopped, seen := false, map[string]bool{}
		for _, u := range p.uses {
			err := failed[u.object.key]
			switch {
			case err == nil || seen[u.object.key]:
				continue
			case errors.Is(err, mediasync.ErrStopped), sameFailure(err, cause):
				stopped = true
			default:
				r.ps.add(Problem{File: r.site.display(p.name), Line: int(u.line), Column: int(u.col), Message: oneLine(err)})
			}
			seen[u.object.key] = true
		}
		if stopped && !p.failed {
			held = append(held, r.site.display(p.name))
		}
		p.failed = p.failed || len(seen) > 0
	}
	switch {
	case len(held) > 0:
		r.ps.add(Problem{Message: oneLine(cause) + "; not published: " + enumerate(held, 5)})
	case !errors.Is(cause, mediasync.ErrStopped):
		r.ps.add(Problem{Message: oneLine(cause)})
	}
}

// sameFailure reports whether err is what stopped everything in the end.
func sameFailure(err, cause error) bool {
	var a, b *mediasync.StoreError
	return errors.As(err, &a) && errors.As(cause, &b) && a.Code == b.Code
}

// enumerate lists the first names and counts the others.
func enumerate(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:most], ", ") + " and " + strconv.Itoa(len(names)-most) + " more"
}

// planned reports what an upload would do.
func (r *run) planned(plan mediasync.Plan) {
	failed := map[string]error{}
	for _, a := range plan.Actions {
		switch a.Kind {
		case mediasync.Upload, mediasync.Copy, mediasync.Compare:
			r.report.Actions = append(r.report.Actions, Action{Do: a.Kind.String(), What: a.File.Key, From: r.site.display(a.File.Path), Why: a.Reason})
		case mediasync.Conflict:
			failed[a.File.Key] = errors.New(a.File.Key + ": " + a.Reason)
		default:
			r.report.Unchanged++
		}
	}
	r.report.Uploaded, r.report.Copied, r.report.Bytes = plan.Count(mediasync.Upload), plan.Count(mediasync.Copy), plan.Bytes()
	r.holdBack(failed, mediasync.ErrStopped)
}

// transferred turns the store's events into progress.
func transferred(f func(Progress)) func(mediasync.Event) {
	if f == nil {
		return nil
	}
	return func(e mediasync.Event) { f(Progress{Stage: "uploads", Done: e.Done, Total: e.Total}) }
}

// counter calls f as steps are finished, one call at a time.
func counter(f func(Progress), stage string, total int) func() {
	var mu sync.Mutex
	done := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		f(Progress{Stage: stage, Done: done, Total: total})
	}
}

func hashReader(r io.Reader) (string, error) {
	sum, _, err := media.Hash(r)
	return sum, err
}
