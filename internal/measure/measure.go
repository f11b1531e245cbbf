package measure

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// A Sample is one run of a process.
type Sample struct {
	// Wall is how long it took, CPU the processor time of all its threads.
	Wall, CPU time.Duration
	// Memory is the largest resident size in bytes. 0: this system does not
	// tell.
	Memory int64
}

// Command runs a program to its end, in dir and with env added to the
// environment. The calling process must stay small for it: on Linux the memory
// of a new process begins with that of the one it came from, so that a large
// parent would hide what a small child uses. An error has what was printed.
func Command(ctx context.Context, dir string, env []string, name string, args ...string) (Sample, error) {
	settle()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return Sample{}, fmt.Errorf("%s: %w\n%s", cmd, err, bytes.TrimSpace(said.Bytes()))
	}
	s := cmd.ProcessState
	return Sample{Wall: wall, CPU: s.UserTime() + s.SystemTime(), Memory: maxRSS(s)}, nil
}

// Median returns the median of each figure on its own.
func Median(samples []Sample) Sample {
	return Sample{
		Wall:   middle(samples, func(s Sample) time.Duration { return s.Wall }),
		CPU:    middle(samples, func(s Sample) time.Duration { return s.CPU }),
		Memory: middle(samples, func(s Sample) int64 { return s.Memory }),
	}
}

func middle[T time.Duration | int64](samples []Sample, figure func(Sample) T) T {
	all := make([]T, len(samples))
	for i, s := range samples {
		all[i] = figure(s)
	}
	slices.Sort(all)
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}
