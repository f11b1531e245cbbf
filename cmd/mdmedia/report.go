package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mdmedia/mdmedia"
)

// progressInterval is how often the bar is drawn: often enough to move.
const progressInterval = 65 * time.Millisecond

// show prints what a run did: the problems to standard error, the summary (or
// with asJSON the whole report) to standard output.
func (s streams) show(rep *mdmedia.Report, asJSON bool, summary string) error {
	if asJSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(rep); err != nil {
			return err
		}
	} else {
		s.showText(rep, summary)
	}
	if rep.Failed() {
		return &failure{}
	}
	return nil
}

func (s streams) showText(rep *mdmedia.Report, summary string) {
	for _, a := range rep.Actions {
		s.printf("%s", actionLine(a))
	}
	for _, p := range rep.Problems {
		fmt.Fprintln(s.err, problemText(p))
	}
	for _, n := range rep.Notes {
		fmt.Fprintln(s.err, "note:", n)
	}
	if summary != "" && (rep.Posts > 0 || !rep.Failed()) { // else the run did not begin
		s.printf("%s", summary)
	}
	if n := rep.Errors(); n > 0 {
		fmt.Fprintf(s.err, "mdmedia: %s\n", count(n, "problem"))
	}
}

// problemText is a problem in one line, and the line of the file below it where
// that says more.
func problemText(p mdmedia.Problem) string {
	if e := p.Excerpt(); e != "" {
		return p.Error() + "\n" + e
	}
	return p.Error()
}

func actionLine(a mdmedia.Action) string {
	line := fmt.Sprintf("%-7s %s", a.Do, a.What)
	if a.From != "" {
		line += " <- " + a.From
	}
	if a.Why != "" {
		line += " (" + a.Why + ")"
	}
	return line
}

// summary is the last line of a run.
func summary(rep *mdmedia.Report, pages bool) string {
	did, wrote := "uploaded", "written"
	if rep.DryRun {
		did, wrote = "to upload", "to write"
	}
	line := fmt.Sprintf("%s, %s: %d %s (%s), ", count(rep.Posts, "post"), count(rep.References, "reference"),
		rep.Uploaded, did, bytesText(rep.Bytes))
	if rep.Copied > 0 {
		line += fmt.Sprintf("%d copied, ", rep.Copied)
	}
	line += fmt.Sprintf("%d unchanged", rep.Unchanged)
	if rep.Deleted > 0 {
		line += fmt.Sprintf(", %d deleted", rep.Deleted)
	}
	if rep.Unused > 0 {
		line += fmt.Sprintf(", %d unused but kept for now", rep.Unused)
	}
	if pages {
		line += fmt.Sprintf("; %s %s to %s, %d as before", count(rep.Written, "file"), wrote, rep.Out, rep.Kept)
		if rep.Removed > 0 {
			line += fmt.Sprintf(", %d removed", rep.Removed)
		}
	}
	if rep.Skipped > 0 {
		line += fmt.Sprintf("; %s left out (draft or future)", count(rep.Skipped, "post"))
	}
	return line + fmt.Sprintf("; %.2f s", rep.Seconds)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// bytesText is a size as people read it, in units of 1000 bytes.
func bytesText(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	f, i := float64(n), 0
	for ; f >= 1000 && i < len(units)-1; i++ {
		f /= 1000
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", f, units[i])
}

func checkSummary(rep *mdmedia.Report) string {
	return fmt.Sprintf("%s, %s checked: %s; %.2f s", count(rep.Posts, "post"), count(rep.References, "reference"),
		count(len(rep.Problems), "problem"), rep.Seconds)
}
