package mdmedia

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// PullOptions say what Pull fetches. The zero value fetches everything.
type PullOptions struct {
	// Paths limits it to these files, or the files below these folders, as
	// paths of the operating system. They need not exist. Nil: all files.
	Paths []string
	// DryRun fetches nothing; the report lists what would be fetched.
	DryRun bool
	// Progress is called as files are finished, one call at a time, with the
	// stage "downloads". Nil: not.
	Progress func(Progress)
}

// Pull fetches the media files that the lock file names and that are not on
// disk, as they were uploaded: what strip_location took out of them is gone.
// Entries that no post has used for some time are left out.
//
// A file that is there stays as it is; if it is not what was uploaded, a note
// of the report says so. Each file is compared with its hash in the lock file,
// and has its name only when it is complete, so that a run that was killed goes
// on with the next file. Where the connection breaks or the run is killed in
// the middle of a large file only the rest of it is asked for.
//
// Nothing is written outside of the site, through symbolic links, or under a
// name that is not one of a media file: such entries, and objects that are
// missing or have other bytes, are problems at their line in the lock file,
// and the others are fetched.
func (s *Site) Pull(ctx context.Context, o PullOptions) (*Report, error) {
	start := time.Now()
	rep, err := s.pull(ctx, o)
	s.finish(rep, start, false)
	return rep, err
}

// A puller is one run of Pull.
type puller struct {
	site   *Site
	opts   PullOptions
	fetch  fetcher
	lines  func() map[mediasync.Use]int // of the lock file, made when there is a problem
	ps     problems
	done   func()
	mu     sync.Mutex // guards report
	report Report
}

// A wanted file is named by the lock, once for each key.
type wanted struct {
	path    string
	entries []mediasync.Entry
}

func (s *Site) pull(ctx context.Context, o PullOptions) (*Report, error) {
	store, err := s.newStore(ctx)
	if err != nil {
		return s.failed(problem("", oneLine(err)))
	}
	lock, data, err := s.pullLock(store.Name())
	if err != nil {
		return s.failed(err)
	}
	p := &puller{site: s, opts: o, report: Report{DryRun: o.DryRun}, done: func() {}}
	p.lines = sync.OnceValue(func() map[mediasync.Use]int {
		lines := map[mediasync.Use]int{}
		for n, e := range mediasync.ManifestLines(data) {
			lines[mediasync.Use{Path: e.Path, Key: e.Key}] = n
		}
		return lines
	})
	files, err := p.choose(lock)
	if err != nil {
		return s.failed(err)
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return s.failed(err)
	}
	defer root.Close()
	p.fetch = fetcher{store: store, root: root, resumes: true}
	err = p.run(ctx, files)
	slices.SortFunc(p.report.Actions, func(a, b Action) int { return cmp.Compare(a.What, b.What) })
	slices.Sort(p.report.Notes)
	p.report.Problems = append([]Problem{}, p.ps.sorted()...)
	return &p.report, err
}

// pullLock is the record of what the bucket holds, and its text.
func (s *Site) pullLock(store string) (*mediasync.Manifest, []byte, error) {
	name := s.displayLock()
	data, err := os.ReadFile(s.lockPath())
	if err != nil {
		return nil, nil, fileError(name, err, "it says what is in the bucket: restore it, or run mdmedia sync where the files are")
	}
	lock, err := mediasync.ParseManifest(name, data)
	if err != nil {
		return nil, nil, problemEach(err)
	}
	if lock.Store() != store {
		return nil, nil, problem(name, "is about "+lock.Store()+" and not about "+store+": correct store in "+ConfigFile)
	}
	return lock, data, nil
}

// choose returns what the lock names and the options ask for, by path.
func (p *puller) choose(lock *mediasync.Manifest) ([]wanted, error) {
	below, ps := make([]string, len(p.opts.Paths)), problems{}
	for i, name := range p.opts.Paths {
		rel, err := p.site.maybeName(name)
		if err != nil {
			return nil, err
		}
		below[i] = rel
	}
	found := make([]bool, len(below))
	var files []wanted
	for e := range lock.All() {
		if e.Unused != "" || isAdoptedMark(e.Key) {
			continue
		}
		chosen := len(below) == 0
		for i, dir := range below {
			if dir == "." || e.Path == dir || strings.HasPrefix(e.Path, dir+"/") {
				chosen, found[i] = true, true
			}
		}
		switch n := len(files); {
		case !chosen:
		case n > 0 && files[n-1].path == e.Path:
			files[n-1].entries = append(files[n-1].entries, e)
		default:
			files = append(files, wanted{e.Path, []mediasync.Entry{e}})
		}
	}
	for i, ok := range found {
		if !ok {
			ps.add(Problem{File: p.opts.Paths[i], Message: "holds no file that " + p.site.lock + " names: name such a file, or a folder of them"})
		}
	}
	if list := ps.sorted(); len(list) > 0 {
		return nil, &ProblemsError{list}
	}
	return files, nil
}

// maybeName is siteName for a path whose folders need not exist.
func (s *Site) maybeName(p string) (string, error) {
	abs, rest := p, ""
	if !filepath.IsAbs(p) {
		abs = filepath.Join(workDir(), p)
	}
	for {
		real, err := filepath.EvalSymlinks(abs)
		if err == nil {
			return s.siteName(filepath.Join(real, rest))
		}
		dir := filepath.Dir(abs)
		if dir == abs {
			return s.siteName(p)
		}
		abs, rest = dir, filepath.Join(filepath.Base(abs), rest)
	}
}

// run looks at every file, several at once. An error is one that would meet
// all the others too.
func (p *puller) run(ctx context.Context, files []wanted) error {
	if p.opts.Progress != nil {
		p.done = counter(p.opts.Progress, "downloads", len(files))
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(fetchWorkers)
	for _, f := range files {
		if gctx.Err() != nil {
			break
		}
		g.Go(func() error {
			defer p.done()
			err := p.file(gctx, f)
			if gctx.Err() != nil || isFatal(err) {
				return err
			}
			if err != nil {
				p.fail(f.entries[0], oneLine(err))
			}
			return nil
		})
	}
	err := g.Wait()
	if cerr := ctx.Err(); cerr != nil {
		return cerr
	}
	if err == nil {
		p.fetch.sweepAll()
	}
	if err != nil {
		p.ps.add(Problem{Message: oneLine(err)})
	}
	return nil
}

func (p *puller) count(add func(*Report)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	add(&p.report)
}

func (p *puller) fail(e mediasync.Entry, msg string) {
	p.ps.add(Problem{File: p.site.displayLock(), Line: p.lines()[mediasync.Use{Path: e.Path, Key: e.Key}], Message: msg})
}
