package main

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/mdmedia/mdmedia"
)

// streams are where the program reads and writes. Results go to out, problems
// and progress to err.
type streams struct {
	in       io.Reader
	out, err io.Writer
	// terminal is true where a person watches err.
	terminal bool
	// heap is the program's garbage collection; nil: Go's own pace.
	heap *pacer
}

func standardStreams() streams {
	return streams{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb",
	}
}

func (s streams) printf(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

func (s streams) errorf(format string, args ...any) {
	fmt.Fprintf(s.err, "mdmedia: "+format+"\n", args...)
}

// progress draws a bar on a terminal and nothing anywhere else. The second
// result takes the bar away, so that what follows starts on a clean line.
func (s streams) progress() (func(mdmedia.Progress), func()) {
	if !s.terminal {
		return nil, func() {}
	}
	var bar *progressbar.ProgressBar
	stage := ""
	clear := func() {
		if bar != nil {
			_ = bar.Clear()
		}
	}
	return func(p mdmedia.Progress) {
		if p.Stage != stage {
			clear()
			stage = p.Stage
			bar = progressbar.NewOptions(p.Total,
				progressbar.OptionSetWriter(s.err), progressbar.OptionSetDescription(fmt.Sprintf("%-8s", p.Stage)),
				progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionThrottle(progressInterval),
				progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false))
		}
		_ = bar.Set(p.Done)
	}, clear
}
