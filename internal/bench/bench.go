package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// A bench is the prepared machine: the programs, and the blog in dir/site.
type bench struct {
	runs                int
	dir                 string // everything that is written is below it
	mdmedia, hugo, self string
}

// A task is one thing to measure.
type task struct {
	name    string
	prepare func() error // brings the folders into the state to start from
	args    []string     // the program and its arguments
	env     []string
	check   func() error // that the program did what it was measured for
}

func prepare(ctx context.Context, o options) (*bench, error) {
	b := &bench{runs: o.runs, dir: o.dir}
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return nil, err
	}
	var err error
	if b.self, err = os.Executable(); err != nil {
		return nil, err
	}
	fmt.Println("getting Hugo", measure.HugoVersion, "(built once, which takes minutes)")
	if b.hugo, err = measure.InstallHugo(ctx); err != nil {
		return nil, err
	}
	if b.mdmedia, err = measure.BuildMdmedia(ctx, b.dir); err != nil {
		return nil, err
	}
	fmt.Printf("generating %d posts with %d pictures each in %s\n", o.posts, o.images, b.site())
	// In a process of its own: see measure.Command.
	return b, measure.Run(ctx, "", nil, b.self, "-posts", strconv.Itoa(o.posts), "-images", strconv.Itoa(o.images), "generate", b.site())
}

func (b *bench) site() string { return filepath.Join(b.dir, "site") }

// measure runs all tasks in turn, as often as wanted, and returns the medians
// by the tasks' names.
func (b *bench) measure(ctx context.Context) (map[string]measure.Sample, error) {
	samples := map[string][]measure.Sample{}
	for run := range b.runs {
		for _, t := range b.tasks() {
			if err := t.prepare(); err != nil {
				return nil, fmt.Errorf("%s: %w", t.name, err)
			}
			s, err := measure.Command(ctx, b.site(), t.env, t.args[0], t.args[1:]...)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", t.name, err)
			}
			if err := t.check(); err != nil {
				return nil, fmt.Errorf("%s: %w", t.name, err)
			}
			fmt.Printf("%d/%d %-18s %8.2f s %8.2f s CPU %7.0f MB\n", run+1, b.runs, t.name, s.Wall.Seconds(), s.CPU.Seconds(), measure.MB(s.Memory))
			samples[t.name] = append(samples[t.name], s)
		}
	}
	medians := map[string]measure.Sample{}
	for name, s := range samples {
		medians[name] = measure.Median(s)
	}
	return medians, nil
}

// machine describes where the figures come from.
func (b *bench) machine(ctx context.Context) string {
	return fmt.Sprintf("%s, %d cores, %s; mdmedia %s, Hugo %s",
		runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version(),
		measure.Output(ctx, "git", "describe", "--tags", "--always", "--dirty"), measure.HugoVersion)
}
