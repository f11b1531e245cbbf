package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// A sample is one run of a process.
type sample struct {
	wall, cpu time.Duration
	memory    int64 // largest resident size in bytes; 0: this system does not tell
}

// measureCommand runs a program to its end. This process stays small for it:
// on Linux the memory of a new process begins with that of the one it came
// from, so that a large parent would hide what a small child uses.
func measureCommand(ctx context.Context, dir string, env []string, name string, args ...string) (sample, error) {
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
		return sample{}, fmt.Errorf("%s: %w\n%s", cmd, err, bytes.TrimSpace(said.Bytes()))
	}
	s := cmd.ProcessState
	return sample{wall: wall, cpu: s.UserTime() + s.SystemTime(), memory: maxRSS(s)}, nil
}

// median returns the median of each figure on its own.
func median(samples []sample) sample {
	return sample{
		wall:   middle(samples, func(s sample) time.Duration { return s.wall }),
		cpu:    middle(samples, func(s sample) time.Duration { return s.cpu }),
		memory: middle(samples, func(s sample) int64 { return s.memory }),
	}
}

func middle[T time.Duration | int64](samples []sample, figure func(sample) T) T {
	all := make([]T, len(samples))
	for i, s := range samples {
		all[i] = figure(s)
	}
	slices.Sort(all)
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}
