package mdmedia

import (
	"bytes"
	"fmt"
	"strings"
)

// diffContext is how many unchanged lines are shown around a change.
const diffContext = 3

// unifiedDiff is the difference of two texts as patch and git read it, "" if
// there is none. It is made for texts that differ within lines, as an adopted
// post does from the old one: where lines were added or removed, all from the
// first to the last change counts as changed.
func unifiedDiff(name string, before, after []byte) string {
	if bytes.Equal(before, after) {
		return ""
	}
	a, b := splitLines(before), splitLines(after)
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", name, name)
	if len(a) != len(b) {
		i, j := 0, 0
		for i < min(len(a), len(b)) && a[i] == b[i] {
			i++
		}
		for j < min(len(a), len(b))-i && a[len(a)-1-j] == b[len(b)-1-j] {
			j++
		}
		hunk(&out, a, b, i, len(a)-j, len(b)-j)
		return out.String()
	}
	for i := 0; i < len(a); i++ {
		if a[i] == b[i] {
			continue
		}
		end, same := i+1, 0 // behind the last change that is near enough
		for k := i + 1; k < len(a) && same <= 2*diffContext; k++ {
			if same++; a[k] != b[k] {
				end, same = k+1, 0
			}
		}
		hunk(&out, a, b, i, end, end)
		i = end
	}
	return out.String()
}

// hunk writes the change of a[start:endA] to b[start:endB] and what is around
// it, which is the same in both.
func hunk(out *strings.Builder, a, b []string, start, endA, endB int) {
	from, tail := max(0, start-diffContext), min(diffContext, len(a)-endA)
	fmt.Fprintf(out, "@@ -%s +%s @@\n", lineRange(from, endA+tail), lineRange(from, endB+tail))
	put := func(mark byte, line string) {
		out.WriteByte(mark)
		out.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
	for _, line := range a[from:start] {
		put(' ', line)
	}
	if len(a) != len(b) {
		for _, line := range a[start:endA] {
			put('-', line)
		}
		for _, line := range b[start:endB] {
			put('+', line)
		}
	} else {
		lineByLine(put, a[start:endA], b[start:endB])
	}
	for _, line := range a[endA : endA+tail] {
		put(' ', line)
	}
}

// lineByLine writes changes of as many lines, each block of them together.
func lineByLine(put func(byte, string), a, b []string) {
	for i := 0; i < len(a); {
		if a[i] == b[i] {
			put(' ', a[i])
			i++
			continue
		}
		end := i
		for end < len(a) && a[end] != b[end] {
			put('-', a[end])
			end++
		}
		for ; i < end; i++ {
			put('+', b[i])
		}
	}
}

// lineRange is the lines from (counted from 0) up to end, as a diff says it.
func lineRange(from, end int) string {
	if end == from {
		return fmt.Sprintf("%d,0", from)
	}
	return fmt.Sprintf("%d,%d", from+1, end-from)
}

func splitLines(text []byte) []string {
	lines := strings.SplitAfter(string(text), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
