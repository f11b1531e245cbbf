package mdmedia

import (
	"context"
	"time"
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
	r, names, err := s.scanner(ctx, o.Progress)
	if err != nil {
		return s.failed(err)
	}
	defer r.close()
	if _, err := s.newStore(ctx); err != nil {
		r.ps.add(Problem{Message: oneLine(err)})
	}
	r.drafts, r.future = true, true
	err = r.scan(ctx, names)
	r.fill()
	return &r.report, err
}

// SyncOptions say what Sync does.
type SyncOptions struct {
	// Drafts and Future also upload what drafts and future posts refer to.
	Drafts, Future bool
	// DryRun sends nothing; the report lists what would be sent, and why.
	DryRun bool
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
	r, names, err := s.scanner(ctx, o.Progress)
	if err != nil {
		return s.failed(err)
	}
	defer r.close()
	r.drafts, r.future = o.Drafts, o.Future
	r.report.DryRun = o.DryRun
	if err = r.scan(ctx, names); err == nil {
		err = r.upload(ctx, uploadOptions{dryRun: o.DryRun, progress: o.Progress})
	}
	r.fill()
	return &r.report, err
}

// scanner is a run that stages no results.
func (s *Site) scanner(ctx context.Context, progress func(Progress)) (*run, []string, error) {
	fsys := s.root.Snapshot()
	names, err := s.findPosts(fsys, nil)
	if err != nil {
		return nil, nil, err
	}
	engine, err := s.newEngine()
	if err != nil {
		return nil, nil, err
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
