package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// report writes the figures as Markdown.
func report(t *tally, speed []race) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d diagrams that Chromium draws, in %d pictures for light and dark pages; %s/%s, %d cores, %s.",
		t.all, t.pictures, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	fmt.Fprintf(&b, " %d more have formulas, which mdmedia leaves to a browser.\n\n", t.unsupported)
	b.WriteString("| of these | | share | wanted | |\n| --- | ---: | ---: | ---: | --- |\n")
	row := func(what string, n, of int, wanted float64) {
		share := 100 * float64(n) / float64(max(of, 1))
		fmt.Fprintf(&b, "| %s | %d | %.1f %% | %g %% | %s |\n", what, n, share, wanted, met(share >= wanted))
	}
	row("drawn", t.drawn, t.all, 100)
	row("the same number of shapes", t.shapes, t.all, 100)
	row("the same text", t.texts, t.all, 100)
	row("size within 2 %", t.sizes, t.all, 98)
	row("pictures in which less than 2 % of the pixels differ", t.alike, t.pictures, 95)
	b.WriteString("\n| a diagram | median | 95th percentile |\n| --- | ---: | ---: |\n")
	fmt.Fprintf(&b, "| mdmedia, one look, as Mermaid draws it | %s |\n", times(t.ours, "%.0f ms"))
	fmt.Fprintf(&b, "| mdmedia, light and dark, fit for a page | %s |\n", times(t.both, "%.0f ms"))
	fmt.Fprintf(&b, "| mdmedia, from its cache, without an engine | %s |\n", times(t.cached, "%.2f ms"))
	fmt.Fprintf(&b, "| Chromium that runs already, one look | %s |\n", times(t.theirs, "%.0f ms"))
	fmt.Fprintf(&b, "\nThe engine starts in %.0f ms, once in a run that draws.\n", t.start)
	if len(speed) > 0 {
		b.WriteString("\n| whole processes | mdmedia | mermaid-cli " + cliVersion + " | times faster | wanted | |\n| --- | ---: | ---: | ---: | ---: | --- |\n")
	}
	for _, r := range speed {
		times := float64(r.theirs.Wall) / float64(max(r.ours.Wall, 1))
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f s | %.1f | %g | %s |\n", r.what, r.ours.Wall.Seconds(), r.theirs.Wall.Seconds(), times, r.wanted, met(times >= r.wanted))
	}
	return b.String()
}

func met(ok bool) string {
	if ok {
		return "met"
	}
	return "**missed**"
}

func times(list []float64, format string) string {
	if len(list) == 0 {
		return "- | -"
	}
	slices.Sort(list)
	return fmt.Sprintf(format+" | "+format, list[len(list)/2], list[len(list)*95/100])
}
