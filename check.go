package mdmedia

import (
	"context"
	"errors"
	"time"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// CheckOptions say what Check does.
type CheckOptions struct {
	// Progress is called as the work proceeds, one call at a time. Nil: not.
	Progress func(Progress)
}

// Check reports everything that Build would complain about, drafts and posts
// dated in the future included. It does not use the network and writes
// nothing.
func (s *Site) Check(ctx context.Context, o CheckOptions) (*Report, error) {
	start := time.Now()
	rep, err := s.check(ctx, o)
	s.finish(rep, start, false)
	return rep, err
}

func (s *Site) check(ctx context.Context, o CheckOptions) (*Report, error) {
	r, names, err := s.scanner(ctx, o.Progress, true)
	if err != nil {
		return s.failed(err)
	}
	defer r.close()
	r.drafts, r.future = true, true
	if err = r.scan(ctx, names); err == nil {
		r.sayRemarks()
		r.checkBucket(ctx)
		r.checkLinked()
		r.checkOut()
		r.checkData()
	}
	r.fill()
	return &r.report, err
}

// checkBucket reports what is wrong with the store's configuration and with the
// record, and pictures that would take the place of others.
func (r *run) checkBucket(ctx context.Context) {
	_, lock, err := r.bucket(ctx)
	var ps *ProblemsError
	if errors.As(err, &ps) {
		for _, p := range ps.Problems {
			r.ps.add(p)
		}
		return
	}
	r.warnReplaced(lock)
	// What several rules give a file together is judged as an upload would.
	failed := map[string]error{}
	for i := range r.files {
		if err := r.files[i].Check(); err != nil {
			failed[r.files[i].Key] = err
		}
	}
	r.holdBack(failed, mediasync.ErrStopped)
}

// SyncOptions say what Sync does.
type SyncOptions struct {
	// Drafts and Future also upload what drafts and future posts refer to.
	Drafts, Future bool
	// DryRun sends nothing; the report lists what would be sent, and why.
	DryRun bool
	// Verify asks the bucket also about the objects that mdmedia.lock knows,
	// sends again what someone deleted there, and gives up uploads that were
	// never finished.
	Verify bool
	// Prune deletes the objects of ours that no post refers to any more, drafts
	// and future posts included, once they have been unused for Grace days.
	// The days are counted from the first run with Prune that finds them.
	Prune bool
	// Grace is a number of days. Nil: 30.
	Grace *int
	// MaxDelete is the largest part of all objects, in percent, that one run
	// deletes; if it is more, none is. 0: 10.
	MaxDelete float64
	// Drain, when it is closed, asks to finish the files that are on their way
	// and to begin no other. The end of the context drops them. Nil: never.
	Drain <-chan struct{}
	// Progress is called as the work proceeds, one call at a time. Nil: not.
	Progress func(Progress)
}

// Sync makes the bucket hold the media that the posts refer to. It writes no
// pages. What posts with problems refer to is uploaded as far as it is there.
func (s *Site) Sync(ctx context.Context, o SyncOptions) (*Report, error) {
	start := time.Now()
	rep, err := s.sync(ctx, o)
	s.finish(rep, start, !o.DryRun)
	return rep, err
}

func (s *Site) sync(ctx context.Context, o SyncOptions) (*Report, error) {
	d, ctx, cancel := newDrain(ctx, o.Drain)
	defer cancel()
	bucket := s.lookAtBucket()
	r, names, err := s.scanner(ctx, o.Progress, false)
	if err != nil {
		return s.failed(err)
	}
	defer r.close()
	r.drafts, r.future, r.bucketPrint = o.Drafts, o.Future, bucket
	r.report.DryRun, r.verify = o.DryRun, o.Verify
	r.mirror.online, r.mirror.again = !o.DryRun, o.Verify
	err = r.syncWith(ctx, names, o, d)
	r.fill()
	return &r.report, err
}

func (r *run) syncWith(ctx context.Context, names []string, o SyncOptions, d drain) error {
	if err := r.scan(ctx, names); err != nil {
		return err
	}
	err := r.upload(ctx, uploadOptions{dryRun: o.DryRun, progress: o.Progress, drain: d})
	if r.recorded.Wait(); err != nil {
		return err
	}
	if !o.DryRun {
		if err := r.writeData(ctx); err != nil {
			return err
		}
	}
	if o.Prune {
		if err := r.prune(ctx, o, d); err != nil {
			return err
		}
	}
	if (o.Prune || o.Verify) && !o.DryRun {
		return r.abortAbandoned(ctx)
	}
	return nil
}

// scanner is a run that stages no results. Only with diagrams they are drawn,
// to see what is wrong with them, or where they are files.
func (s *Site) scanner(ctx context.Context, progress func(Progress), diagrams bool) (*run, []string, error) {
	fsys := s.root.Snapshot()
	names, err := s.findPosts(fsys, nil)
	if err != nil {
		return nil, nil, err
	}
	var engine mermaid.Engine = undrawn{}
	if diagrams || s.diagramFiles() { // which are wanted like images
		if engine, err = s.newEngine(!diagrams); err != nil {
			return nil, nil, err
		}
	}
	s.cache.begin(s.epoch())
	r := s.newRun(ctx, engine, fsys, names)
	r.noteEmpty(names)
	if progress != nil {
		r.done = counter(progress, "posts", len(names))
	}
	return r, names, nil
}

func (r *run) close() {
	if r.engine != nil {
		_ = r.engine.Close()
	}
}
