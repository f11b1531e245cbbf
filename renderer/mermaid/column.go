package mermaid

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

var (
	// The text around the error, and a caret below it.
	excerpt = regexp.MustCompile(`(?m)^(.*)\n(-*)\^`)
	column  = regexp.MustCompile(`on line \d+, column (\d+)`)
	// These end a line, and Mermaid is in the next one when it finds them.
	lineEnd = []string{"NEWLINE", "NL", "SPACELINE", "EOF", "1"}
)

// locate sets the column of an error, and corrects its line, from what Mermaid
// says of the place.
func (e *SyntaxError) locate(source []byte, thrown string) {
	if m := column.FindStringSubmatch(thrown); m != nil {
		e.Column, _ = strconv.Atoi(m[1])
		return
	}
	m := excerpt.FindStringSubmatch(thrown)
	if m == nil {
		return
	}
	text := utf16.Encode([]rune(m[1])) // as Mermaid counts
	if len(m[2]) > len(text) {
		return
	}
	before := strings.TrimPrefix(string(utf16.Decode(text[:len(m[2])])), "...")
	behind := strings.TrimSuffix(string(utf16.Decode(text[len(m[2]):])), "...")
	lines := strings.Split(string(withLF(source)), "\n")
	place := placeIn
	if got := expected.FindStringSubmatch(thrown); got != nil && slices.Contains(lineEnd, got[3]) {
		place = endOf
	}
	for _, line := range []int{e.Line, e.Line - 1} {
		if line < 1 || line > len(lines) {
			continue
		}
		if i := place(lines[line-1], before, behind); i >= 0 {
			e.Line, e.Column = line, i+1
			return
		}
	}
}

// placeIn returns where in a line the text before a place ends and the text
// behind it begins, as far as both are in the line; -1: nowhere. The two texts
// are parts of the source without its line ends.
func placeIn(line, before, behind string) int {
	for i := range line {
		left, right := line[:i], line[i:]
		if (strings.HasSuffix(before, left) || before != "" && strings.HasSuffix(left, before)) &&
			(strings.HasPrefix(behind, right) || behind != "" && strings.HasPrefix(right, behind)) {
			return i
		}
	}
	return -1
}

// endOf is placeIn for a place that is the end of its line.
func endOf(line, before, _ string) int {
	if strings.TrimSpace(line) != "" && before != "" && (strings.HasSuffix(before, line) || strings.HasSuffix(line, before)) {
		return len(line)
	}
	return -1
}
