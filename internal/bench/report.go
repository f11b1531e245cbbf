package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// report writes the figures as Markdown. More is what a changed post costs.
func report(o options, machine string, r map[string]measure.Sample, more time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d posts with %d pictures each, medians of %d runs on %s.\n\n", o.posts, o.images, o.runs, machine)
	b.WriteString("| | time | processor time | memory |\n| --- | ---: | ---: | ---: |\n")
	for _, name := range []string{mdmediaCold, hugoCold, mdmediaUnchanged, mdmediaChanged, hugoUnchanged, loopTask, walkTask, findTask} {
		s := r[name]
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f s | %s |\n", name, s.Wall.Seconds(), s.CPU.Seconds(), measure.Memory(s.Memory))
	}
	b.WriteString("\n| ratio | time | memory |\n| --- | ---: | ---: |\n")
	for _, pair := range [][2]string{
		{mdmediaCold, hugoCold}, {mdmediaUnchanged, hugoUnchanged},
		{mdmediaCold, loopTask}, {mdmediaUnchanged, walkTask}, {mdmediaUnchanged, findTask},
	} {
		x, y := r[pair[0]], r[pair[1]]
		fmt.Fprintf(&b, "| %s to %s | %s | %s |\n", pair[0], pair[1], measure.Ratio(x.Wall, y.Wall), measure.Ratio(x.Memory, y.Memory))
	}
	cost := "nothing that can be measured"
	if ms := more.Milliseconds(); ms > 0 {
		cost = fmt.Sprintf("%d ms more than none", ms)
	}
	fmt.Fprintf(&b, "\nOne changed post costs %s (median of %d pairs of builds).\n", cost, pairs)
	return b.String()
}
