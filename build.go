package mdmedia

import (
	"context"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// BuildOptions say what a build does. The zero value builds everything.
type BuildOptions struct {
	// Paths limits the build to these posts, or the posts below these folders,
	// as paths of the operating system. Nil: all posts. A limited build leaves
	// the index and the feed alone and removes nothing.
	Paths []string
	// Drafts and Future also build drafts and posts dated in the future.
	Drafts, Future bool
	// Fragment writes the body of each page alone, without a layout and
	// without an index.
	Fragment bool
	// DryRun writes and sends nothing; the report lists what would be done.
	DryRun bool
	// Offline never uses the network: what is in the bucket is known from
	// mdmedia.lock alone, and a reference that is not in it is an error.
	Offline bool
	// Drain, when it is closed, asks to finish the files that are on their way
	// to the bucket, and then to stop. The end of the context drops them. Nil:
	// never.
	Drain <-chan struct{}
	// Progress is called as the work proceeds, one call at a time. Nil: not.
	Progress func(Progress)

	unpublished *unpublished // nil: everything is uploaded
}

// A Progress is how far a run is.
type Progress struct {
	// Stage is "posts" while they are read and rendered, then "uploads".
	Stage string
	// Done of Total steps of this stage are finished.
	Done, Total int
}

// Build makes the bucket hold the media that the posts refer to, and then
// writes the results. A post with a problem keeps its older result, and all
// others are written. The report is complete even so; the error is for what
// ended the run, such as a full disk or a cancelled context.
func (s *Site) Build(ctx context.Context, o BuildOptions) (*Report, error) {
	start := time.Now()
	rep, err := s.build(ctx, o)
	s.finish(rep, start, !o.DryRun)
	return rep, err
}

// finish ends a run. One that promises to write nothing does not remember
// either.
func (s *Site) finish(rep *Report, start time.Time, remember bool) {
	if remember {
		s.cache.save()
	}
	rep.Elapsed = time.Since(start)
	rep.Seconds = rep.Elapsed.Seconds()
}

func (s *Site) build(ctx context.Context, o BuildOptions) (*Report, error) {
	d, ctx, cancel := newDrain(ctx, o.Drain)
	defer cancel()
	b, err := s.begin(ctx, o)
	if err != nil {
		return s.failed(err)
	}
	defer b.close()
	defer b.fill()
	defer b.recorded.Wait()
	if err := b.scan(ctx, b.chosen); err != nil {
		return &b.report, err
	}
	b.countRemarks()
	b.checkForeign()
	if o.unpublished != nil {
		o.unpublished.take(b.run)
	} else if err := b.upload(ctx, uploadOptions{dryRun: o.DryRun, offline: o.Offline, progress: o.Progress, drain: d}); err != nil {
		return &b.report, err
	}
	err = b.publish()
	if b.recorded.Wait(); err != nil {
		return &b.report, err
	}
	kept := map[string]bool{}
	if err := b.copyLinked(ctx, kept); err != nil || len(o.Paths) > 0 {
		return &b.report, err
	}
	if err := b.finishSite(ctx, kept); err != nil || o.DryRun {
		return &b.report, err
	}
	return &b.report, b.writeData(ctx)
}

// failed is the report of a run that could not begin: problems of the input
// are in the report, anything else is an error.
func (s *Site) failed(err error) (*Report, error) {
	rep := &Report{Problems: []Problem{}}
	if pe, ok := asProblems(err); ok {
		rep.Problems = pe
		return rep, nil
	}
	return rep, err
}

// A build is a run whose results are published.
type build struct {
	*run
	opts   BuildOptions
	mu     sync.Mutex // guards the report while pages are published
	all    []string   // every post
	chosen []string   // those to build

	lostCache bool // results lie in place that the cache does not know
}

func (s *Site) begin(ctx context.Context, o BuildOptions) (*build, error) {
	var bucket func() string
	if o.unpublished == nil {
		bucket = s.lookAtBucket()
	}
	fsys := s.root.Snapshot()
	all, err := s.findPosts(fsys, nil)
	if err != nil {
		return nil, err
	}
	chosen := all
	if len(o.Paths) > 0 {
		if chosen, err = s.findPosts(fsys, o.Paths); err != nil {
			return nil, err
		}
	}
	engine, err := s.newEngine(!o.DryRun)
	if err != nil {
		return nil, err
	}
	s.cache.begin(s.epoch())
	b := &build{run: s.newRun(ctx, engine, fsys, all), opts: o, all: all, chosen: chosen}
	b.mirror.online = !o.Offline && !o.DryRun && o.unpublished == nil
	b.drafts, b.future, b.fragment, b.partial = o.Drafts, o.Future, o.Fragment, len(o.Paths) > 0
	b.bucketPrint = bucket
	if b.unpublished = o.unpublished; b.unpublished != nil {
		if err := b.unpublished.begin(ctx, s); err != nil {
			return nil, err
		}
	}
	b.report.Out, b.report.DryRun = s.displayOut(""), o.DryRun
	b.noteEmpty(all)
	if o.Progress != nil {
		b.done = counter(o.Progress, "posts", len(chosen))
	}
	if err := s.checkHidden(all); err != nil {
		return nil, err
	}
	if b.stage, err = newStage(s.outDir, o.DryRun); err != nil {
		return nil, s.outError("", err)
	}
	return b, nil
}

// noteEmpty says where posts were looked for if there are none: the person is
// likely in another folder than they think.
func (r *run) noteEmpty(posts []string) {
	if len(posts) == 0 {
		r.report.Notes = append(r.report.Notes, "no posts below "+r.site.display(r.site.cfg.Content)+
			": set content in "+ConfigFile+" or give --content")
	}
}

func (b *build) close() {
	if b.stage != nil {
		b.stage.close()
	}
	if b.engine != nil {
		_ = b.engine.Close()
	}
}

// checkPages reports posts whose results would have the same path, or one that
// the site itself needs.
func (r *run) checkPages() {
	first := make(map[string]*article, len(r.pages))
	for _, p := range r.pages {
		if p.out == "" || p.broken || (p.skip && r.site.cfg.Format != Markdown) {
			continue
		}
		if file := r.ownFile(p.out); file != "" {
			r.ps.add(Problem{File: r.site.display(p.name), Message: "would be written to " + r.site.displayOut(p.out) +
				", in the place of " + file + " of the site: give it another slug, or change permalink"})
			p.failed = true
			continue
		}
		other := first[p.out]
		if other == nil {
			first[p.out] = p
			continue
		}
		r.ps.add(Problem{File: r.site.display(p.name), Message: "would be written to " + r.site.displayOut(p.out) +
			" like " + r.site.display(other.name) + ": give it another slug, or put {dir} or {name} into permalink"})
		p.failed, other.failed = true, true
	}
	r.checkPageCase(first)
	for _, p := range r.pages {
		if !p.failed && !p.skip {
			r.checkUses(p)
		}
	}
}

// ownFile is the file of the site as a whole in whose place a result at out
// would be; "" for none. A post may be the front page itself.
func (r *run) ownFile(out string) string {
	var files []string
	switch {
	case r.site.cfg.Format == JSON:
		files = []string{"posts.json"}
	case r.site.cfg.Format == HTML && !r.fragment:
		files = []string{"index.html", "feed.xml"}
	}
	for _, f := range append(files, localScript) {
		if out == f && f != "index.html" || strings.HasPrefix(out, f+"/") {
			return f
		}
	}
	return ""
}

// checkUses reports the first use of each object that cannot be.
func (r *run) checkUses(p *article) {
	seen := map[*object]bool{}
	for _, u := range p.uses {
		if u.object.err != nil && !seen[u.object] {
			seen[u.object] = true
			p.failed = true
			r.ps.add(Problem{File: r.site.display(p.name), Line: int(u.line), Column: int(u.col), Message: oneLine(u.object.err)})
		}
	}
}

// publish moves the pages whose objects are all in the bucket into place, in
// parallel: renaming costs as much as writing.
func (b *build) publish() error {
	if !b.opts.DryRun {
		for _, p := range b.pages { // first: a page that a killed run wrote must be known as ours
			if !p.failed && p.staged != nil && p.staged.temp != "" {
				b.site.cache.setOutput(p.staged.name, p.staged.output(p.name))
			}
		}
		b.site.cache.save()
	}
	return each(context.Background(), len(b.pages), func(_ context.Context, i int) error {
		if p := b.pages[i]; !p.failed && p.staged != nil {
			return b.place(*p.staged, p.name)
		}
		return nil
	})
}

// place publishes one staged file and remembers that it is ours.
func (b *build) place(st staged, from string) error {
	if b.opts.DryRun {
		b.mu.Lock()
		defer b.mu.Unlock()
		if st.temp != "" {
			b.report.Written++
			b.report.Actions = append(b.report.Actions, Action{Do: "write", What: b.site.displayOut(st.name), From: from})
		} else {
			b.report.Kept++
		}
		return nil
	}
	changed, err := b.stage.publish(st)
	if err != nil {
		return b.site.outError(st.name, err)
	}
	b.mu.Lock()
	if changed {
		b.report.Written++
	} else {
		b.report.Kept++
	}
	b.mu.Unlock()
	b.site.cache.setOutput(st.name, st.output(from))
	return nil
}

// fill copies what was counted in parallel into the report.
func (r *run) fill() {
	rep := &r.report
	rep.Skipped = int(r.skipped.Load())
	rep.References = int(r.refs.Load())
	rep.Resolved = int(r.resolved.Load())
	rep.Remote = int(r.remote.Load())
	rep.Missed = int(r.missed.Load())
	rep.Diagrams = int(r.diagrams.Load())
	rep.Problems = r.ps.sorted()
	if rep.Problems == nil {
		rep.Problems = []Problem{}
	}
}

// checkHidden refuses an output folder inside the content folder that holds
// posts of the author: they would not be built, and could be overwritten. What
// lies where the Markdown of one of the posts goes is an older result, also if
// the cache that recorded it is gone.
func (s *Site) checkHidden(posts []string) error {
	if s.outRel == "" || !s.inContent(s.outRel) {
		return nil
	}
	results := make(map[string]bool, len(posts))
	for _, name := range posts {
		results[path.Join(s.contentDir(name), path.Base(name))] = true
	}
	hidden, err := s.postsIn(s.outRel)
	if err != nil {
		return nil //nolint:nilerr // no output folder yet
	}
	for _, name := range hidden {
		rel, _ := filepath.Rel(filepath.FromSlash(s.outRel), filepath.FromSlash(name))
		rel = filepath.ToSlash(rel)
		if _, ours := s.cache.output(rel); !ours && !results[rel] {
			return problem(s.display(name), "is a post in the output folder "+s.displayOut("")+
				": move it (or remove it if it is the result of an older build), or choose another folder with out or --out")
		}
	}
	return nil
}
