package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/mdmedia/mdmedia/internal/faultproxy"
	"github.com/mdmedia/mdmedia/internal/measure"
)

// The scenarios, in the order of the table.
const (
	cold      = "cold"
	unchanged = "unchanged"
	changed   = "10 files changed"
	touched   = "touched, equal"
	distant   = "cold at 30 ms"
	many      = "many files, unchanged"
)

const (
	latency      = 30 * time.Millisecond
	changedFiles = 10
)

// results has all samples by scenario and program.
type results map[string]map[string][]measure.Sample

func (r results) add(scenario, program string, s measure.Sample) {
	if r[scenario] == nil {
		r[scenario] = map[string][]measure.Sample{}
	}
	r[scenario][program] = append(r[scenario][program], s)
}

// median is the zero Sample for what was not measured.
func (r results) median(scenario, program string) measure.Sample {
	if samples := r[scenario][program]; len(samples) > 0 {
		return measure.Median(samples)
	}
	return measure.Sample{}
}

// turn has the programs in the order of the run: each has another neighbour
// each time.
func (b *bench) turn(run int) []string {
	all := []string{ours}
	for _, p := range []string{s5cmd, rclone} {
		if b.programs[p] != "" {
			all = append(all, p)
		}
	}
	first := run % len(all)
	return slices.Concat(all[first:], all[:first])
}

// round measures the scenarios of the corpus once, each with all programs.
func (b *bench) round(ctx context.Context, run int, res results) error {
	places := map[string]place{}
	for _, p := range b.turn(run) {
		pl, err := b.newPlace(ctx, b.dir, p, b.server.Endpoint)
		if err != nil {
			return err
		}
		places[p] = pl
		defer b.drop(pl)
		if err := b.one(ctx, cold, p, pl, run, res); err != nil {
			return err
		}
		if err := b.complete(ctx, p, pl, b.corpus); err != nil {
			return err
		}
	}
	var paths []string
	for _, step := range []struct {
		scenario string
		prepare  func() error
		check    func(program string, p place) error
	}{
		{unchanged, nil, nil},
		{changed, func() (err error) {
			paths, err = b.corpus.change(places[ours].content(), changedFiles, byte(2*run+1))
			return err
		}, func(program string, p place) error { return b.current(ctx, program, p, paths) }},
		{touched, func() error { return touch(places[ours].content()) }, nil},
	} {
		if step.prepare != nil {
			if err := step.prepare(); err != nil {
				return err
			}
		}
		for _, p := range b.turn(run) {
			if err := b.one(ctx, step.scenario, p, places[p], run, res); err != nil {
				return err
			}
			if step.check != nil {
				if err := step.check(p, places[p]); err != nil {
					return fmt.Errorf("%s: %s: %w", step.scenario, p, err)
				}
			}
		}
	}
	return nil
}

// far measures the first upload to a server behind a latency.
func (b *bench) far(ctx context.Context, run int, res results) error {
	proxy, err := faultproxy.Start(faultproxy.Options{Target: b.server.Endpoint, Latency: latency})
	if err != nil {
		return err
	}
	defer proxy.Close()
	for _, p := range b.turn(run) {
		pl, err := b.newPlace(ctx, b.dir, p, proxy.URL())
		if err != nil {
			return err
		}
		defer b.drop(pl)
		if err := b.one(ctx, distant, p, pl, run, res); err != nil {
			return err
		}
		if err := b.complete(ctx, p, pl, b.corpus); err != nil {
			return err
		}
		proxy.Forget()
	}
	return nil
}

// crowd measures mdmedia beside find in a tree of many files that were all
// sent before.
func (b *bench) crowd(ctx context.Context, res results) error {
	dir := filepath.Join(b.dir, "many")
	pl, err := b.newPlace(ctx, dir, ours, b.server.Endpoint)
	if err != nil {
		return err
	}
	defer b.drop(pl)
	c := b.sync(ours, pl)
	if err := measure.Run(ctx, pl.site, append(b.env(), c.env...), c.args[0], c.args[1:]...); err != nil {
		return err
	}
	if err := b.complete(ctx, ours, pl, b.many); err != nil {
		return err
	}
	for run := range b.runs {
		for _, p := range []string{ours, find} {
			if err := b.one(ctx, many, p, pl, run, res); err != nil {
				return err
			}
		}
	}
	return nil
}

// one measures one program once.
func (b *bench) one(ctx context.Context, scenario, program string, p place, run int, res results) error {
	c := b.sync(program, p)
	if program == find {
		c = walk(p)
	}
	s, err := measure.Command(ctx, p.site, append(b.env(), c.env...), c.args[0], c.args[1:]...)
	if err != nil {
		return fmt.Errorf("%s: %w", scenario, err)
	}
	fmt.Fprintf(b.out, "%d/%d %-22s %-8s %8.3f s %8.3f s CPU %7.0f MB\n",
		run+1, b.runs, scenario, program, s.Wall.Seconds(), s.CPU.Seconds(), measure.MB(s.Memory))
	res.add(scenario, program, s)
	return nil
}

// complete checks that the bucket has all media: who does less would win.
func (b *bench) complete(ctx context.Context, program string, p place, c corpus) error {
	want := c.files
	if c.large > 0 {
		want++
	}
	if got, err := b.objects(ctx, p.bucket); err != nil || got != want {
		return errors.Join(fmt.Errorf("%s: %d files became %d objects", program, want, got), err)
	}
	return nil
}

// current checks that the bucket has the files' new bytes.
func (b *bench) current(ctx context.Context, program string, p place, paths []string) error {
	for _, path := range paths {
		want, err := os.ReadFile(filepath.Join(p.content(), filepath.FromSlash(path)))
		if err != nil {
			return err
		}
		if err := b.same(ctx, p.bucket, key(program, path), want); err != nil {
			return err
		}
	}
	return nil
}
