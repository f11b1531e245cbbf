// Command mdmedia publishes Markdown posts together with their media: it
// uploads the images that the posts refer to, rewrites the references to
// delivery URLs, and writes HTML or Markdown. See mdmedia help.
package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// The exit codes.
const (
	exitOK      = 0
	exitProblem = 1 // in the content, in the configuration, or in I/O
	exitUsage   = 2
)

func main() {
	s := standardStreams()
	s.heap = newPacer(uploadHeap)
	os.Exit(run(os.Args[1:], s))
}

// run is main with everything it touches as an argument.
func run(args []string, s streams) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	cmd := newRoot(s)
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	var failed *failure
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &failed):
		return exitProblem
	case ctx.Err() != nil:
		s.errorf("interrupted: run again to go on where this stopped")
		return exitProblem
	}
	s.errorf("%v", err)
	s.errorf("run \"mdmedia help\" for usage")
	return exitUsage
}

// A failure was reported already; only the exit code is left to give.
type failure struct{}

func (*failure) Error() string { return "failed" }
