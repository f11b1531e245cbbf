package mdmedia

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// abandonedAge is how old an upload in parts must be to be given up: nobody
// waits for one for a week.
const abandonedAge = 7 * 24 * time.Hour

// clearUsed takes the day since which it is unused off each entry that is in
// use again, and reports whether there was one.
func (r *run) clearUsed(lock *mediasync.Manifest) (changed bool) {
	for _, f := range r.files {
		if e, ok := lock.Lookup(f.Path, f.Key); ok && e.Unused != "" {
			e.Unused = ""
			lock.Set(e)
			changed = true
		}
	}
	return changed
}

// prune deletes the objects of ours that no post refers to, drafts and future
// posts included, and has not for some days. r has uploaded what is missing.
func (r *run) prune(ctx context.Context, o SyncOptions, d drain) error {
	if r.ps.errors() {
		r.ps.add(Problem{Message: "nothing was pruned, because the posts with problems may need what others do not: correct them first"})
		return nil
	}
	store, lock, err := r.bucket(ctx)
	if err != nil {
		return err
	}
	used, err := r.site.uses(ctx)
	if err != nil {
		return err
	}
	p, err := mediasync.Prune(lock, used, mediasync.PruneOptions{Today: r.now, Grace: graceDays(o.Grace), MaxShare: o.MaxDelete / 100})
	var limit *mediasync.PruneLimitError
	if err != nil {
		r.ps.add(Problem{Message: oneLine(err)})
	}
	if err != nil && !errors.As(err, &limit) {
		return nil
	}
	r.report.Unused = p.Waiting
	if o.DryRun || err != nil {
		r.toDelete(p.Plan)
	}
	if o.DryRun {
		return nil
	}
	if err != nil {
		p.Plan = mediasync.Plan{}
	}
	return r.deleteUnused(store, lock, p, d)
}

// graceDays is the number of days as sync.Prune counts them: there none is
// negative, and 0 the default.
func graceDays(days *int) int {
	switch {
	case days == nil:
		return 0
	case *days <= 0:
		return -1
	}
	return *days
}

// toDelete lists what would be deleted.
func (r *run) toDelete(plan mediasync.Plan) {
	for _, a := range plan.Actions {
		if isAdoptedMark(a.File.Key) {
			continue // a line of the record, and no object
		}
		r.report.Actions = append(r.report.Actions, Action{Do: "delete", What: a.File.Key, From: r.site.display(a.File.Path), Why: a.Reason})
	}
}

// deleteUnused carries out a pruning. What is marked is recorded, whatever
// becomes of the deletions.
func (r *run) deleteUnused(store mediasync.Store, lock *mediasync.Manifest, p mediasync.Pruning, d drain) error {
	for _, list := range [][]mediasync.Entry{p.Marked, p.Cleared} {
		for _, e := range list {
			lock.Set(e)
		}
	}
	for _, e := range p.Dropped {
		lock.Remove(e.Path, e.Key)
	}
	res, err := mediasync.Apply(d.hard, store, p.Plan, mediasync.ApplyOptions{Drain: d.asked})
	for _, e := range res.Removed {
		lock.Remove(e.Path, e.Key)
	}
	r.report.Deleted = res.Deleted
	for _, a := range p.Plan.Actions {
		if res.Failed[a.File.Key] == nil && !isAdoptedMark(a.File.Key) {
			r.report.Notes = append(r.report.Notes, "deleted "+a.File.Key+" ("+a.Reason+")")
		}
	}
	for _, e := range flatten(err) {
		r.ps.add(Problem{Message: oneLine(e)})
	}
	return r.site.writeLock(lock)
}

// uses is everything that any post refers to, whether it is published or not.
func (s *Site) uses(ctx context.Context) ([]mediasync.Use, error) {
	all, names, err := s.scanner(ctx, nil, false)
	if err != nil {
		return nil, err
	}
	defer all.close()
	all.drafts, all.future = true, true
	if err := all.scan(ctx, names); err != nil {
		return nil, err
	}
	if all.ps.errors() {
		list := all.ps.sorted()
		return nil, &ProblemsError{append(list, Problem{Severity: Error, Message: "nothing was pruned, because the drafts with problems may need what others do not: correct them first"})}
	}
	used := make([]mediasync.Use, 0, len(all.files))
	for key, first := range all.assets.objects {
		for o := first; o != nil; o = o.next {
			used = append(used, mediasync.Use{Path: o.asset.name, Key: key}, mediasync.Use{Path: o.asset.name, Key: adoptedMark + key})
		}
	}
	return used, nil
}

// abortAbandoned gives up the uploads in parts that nobody will finish, which
// cost money and show in no listing.
func (r *run) abortAbandoned(ctx context.Context) error {
	store, err := r.site.newStore(ctx)
	if err != nil {
		return problem("", oneLine(err))
	}
	s3, ok := store.(*mediasync.S3)
	if !ok {
		return nil
	}
	prefix, _, _ := strings.Cut(r.site.cfg.Key, "{")
	n, err := s3.AbortAbandoned(ctx, prefix, abandonedAge)
	if n > 0 {
		r.report.Notes = append(r.report.Notes, "gave up "+strconv.Itoa(n)+" uploads that were begun more than a week ago and never finished")
	}
	if err != nil {
		r.report.Notes = append(r.report.Notes, "unfinished uploads were not looked for: "+oneLine(err))
	}
	return nil
}
