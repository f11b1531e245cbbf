package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// A bound is what a figure of mdmedia's is wanted to be at most, as a multiple
// of another program's.
type bound struct {
	scenario, figure, than string
	most                   float64
}

func bounds() []bound {
	return []bound{
		{cold, "time", s5cmd, 0.6},
		{cold, "processor time", s5cmd, 1},
		{cold, "memory", s5cmd, 1.5},
		{unchanged, "time", s5cmd, 0.15},
		{changed, "time", s5cmd, 0.2},
		{touched, "time", s5cmd, 0.1},
		{distant, "time", s5cmd, 0.5},
		{many, "time", find, 3},
	}
}

// ratio is 0 if one of the two was not measured.
func (w bound) ratio(res results) float64 {
	a, b := res.median(w.scenario, ours), res.median(w.scenario, w.than)
	x, y := float64(a.Wall), float64(b.Wall)
	switch w.figure {
	case "processor time":
		x, y = float64(a.CPU), float64(b.CPU)
	case "memory":
		x, y = float64(a.Memory), float64(b.Memory)
	}
	if y == 0 {
		return 0
	}
	return x / y
}

// report writes the figures as Markdown.
func report(o options, machine string, res results, requests map[string]int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d pictures of 5 to 200 KB in %d folders and a file of %d MiB; many files are %d pictures of 60 bytes. Medians of %d runs on %s.\n\n",
		o.files, o.corpus().folders, o.large, o.many, o.runs, machine)
	b.WriteString("![Time in proportion to s5cmd's](bench-sync.svg)\n\n")
	b.WriteString("| | program | time | processor time | memory |\n| --- | --- | ---: | ---: | ---: |\n")
	for _, scenario := range scenarios() {
		name := scenario
		for _, program := range []string{ours, s5cmd, rclone, find} {
			s := res.median(scenario, program)
			if s == (measure.Sample{}) {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name, program, seconds(s.Wall), seconds(s.CPU), measure.Memory(s.Memory))
			name = ""
		}
	}
	b.WriteString("\n| mdmedia in proportion | is | wanted | |\n| --- | ---: | ---: | --- |\n")
	for _, w := range bounds() {
		if r := w.ratio(res); r > 0 {
			fmt.Fprintf(&b, "| %s: %s to %s's | %.3f | at most %g | %s |\n", w.scenario, w.figure, w.than, r, w.most, met(r <= w.most))
		}
	}
	if requests == nil {
		return b.String()
	}
	b.WriteString("\n| requests of mdmedia | all | uploads | wanted | |\n| --- | ---: | ---: | ---: | --- |\n")
	for _, c := range []struct {
		scenario string
		sent     int
		none     bool // no request at all
	}{{cold, -1, false}, {unchanged, 0, true}, {changed, min(changedFiles, o.files), false}, {touched, 0, true}} {
		all, sent := requests[c.scenario], requests[c.scenario+" sent"]
		want, verdict := "", ""
		if c.sent >= 0 {
			want = fmt.Sprintf("%d uploads", c.sent)
			verdict = met(sent == c.sent && (!c.none || all == 0))
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %s |\n", c.scenario, all, sent, want, verdict)
	}
	return b.String()
}

func scenarios() []string { return []string{cold, unchanged, changed, touched, distant, many} }

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f s", d.Seconds()) }

func met(ok bool) string {
	if ok {
		return "met"
	}
	return "**missed**"
}
