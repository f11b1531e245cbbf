package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// report writes the figures as Markdown.
func report(o options, machine string, r map[string]sample) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d posts with %d pictures each, medians of %d runs on %s.\n\n", o.posts, o.images, o.runs, machine)
	b.WriteString("| | time | processor time | memory |\n| --- | ---: | ---: | ---: |\n")
	for _, name := range []string{mdmediaCold, hugoCold, mdmediaUnchanged, hugoUnchanged, loopTask, walkTask} {
		s := r[name]
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f s | %s |\n", name, s.wall.Seconds(), s.cpu.Seconds(), memory(s.memory))
	}
	b.WriteString("\n| ratio | time | memory |\n| --- | ---: | ---: |\n")
	for _, pair := range [][2]string{
		{mdmediaCold, hugoCold}, {mdmediaUnchanged, hugoUnchanged},
		{mdmediaCold, loopTask}, {mdmediaUnchanged, walkTask},
	} {
		x, y := r[pair[0]], r[pair[1]]
		fmt.Fprintf(&b, "| %s to %s | %s | %s |\n", pair[0], pair[1], ratio(x.wall, y.wall), ratio(x.memory, y.memory))
	}
	return b.String()
}

func ratio[T time.Duration | int64](x, y T) string {
	if x == 0 || y == 0 { // not measured
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(x)/float64(y))
}

func memory(bytes int64) string {
	if bytes == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f MB", mb(bytes))
}

func mb(bytes int64) float64 { return float64(bytes) / 1e6 }

// replaceTable puts text between the lines "<!-- bench:NAME -->" and
// "<!-- /bench:NAME -->" of a file and leaves the rest as it is.
func replaceTable(file, name, text string) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	first, last := "<!-- bench:"+name+" -->\n", "<!-- /bench:"+name+" -->"
	before, rest, found := strings.Cut(string(old), first)
	_, after, closed := strings.Cut(rest, last)
	if !found || !closed {
		return fmt.Errorf("%s: the lines %q and %q are not there", file, strings.TrimSpace(first), last)
	}
	tmp := filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".tmp")
	if err := os.WriteFile(tmp, []byte(before+first+"\n"+text+"\n"+last+after), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}
