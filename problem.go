package mdmedia

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// A Severity says whether a problem fails the run.
type Severity string

const (
	// Error fails the run: the page that it concerns is not written.
	Error Severity = "error"
	// Warning is reported and does not change the exit code.
	Warning Severity = "warning"
)

// A Problem is one thing that is wrong, where it is wrong, and what to do.
type Problem struct {
	// File is the path as the person would type it: relative to the working
	// directory. Empty where no file is to blame.
	File string `json:"file,omitempty"`
	// Line and Column count from 1, columns in bytes; 0: unknown.
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`

	Severity Severity `json:"severity"`
	// Message is one line: what is wrong, then what to do.
	Message string `json:"message"`
	// Source is the line of the file, for an error inside of a diagram.
	Source string `json:"source,omitempty"`
}

// mostSource is how many bytes of a line are shown.
const mostSource = 120

// Excerpt is the line of the file with a caret below the column, for a terminal;
// empty without a Source.
func (p Problem) Excerpt() string {
	at := p.Column - 1
	if p.Source == "" || at < 0 || at > min(len(p.Source), mostSource) {
		return ""
	}
	shown := func(r rune) rune {
		if r != '\t' && unicode.IsControl(r) {
			return '?' // a line must not steer the terminal
		}
		return r
	}
	blank := func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}
	line := strings.ToValidUTF8(p.Source[:min(len(p.Source), mostSource)], "?")
	return "  " + strings.Map(shown, line) + "\n  " + strings.Map(blank, strings.ToValidUTF8(p.Source[:at], "?")) + "^"
}

// Error formats the problem as file:line:col: message, so that editors and
// terminals can jump to it.
func (p Problem) Error() string {
	msg := p.Message
	if strings.ContainsFunc(p.File, unicode.IsControl) {
		p.File = strconv.Quote(p.File) // a name with a line break stays on its line
	}
	if p.Severity == Warning {
		msg = "warning: " + msg
	}
	switch {
	case p.File == "":
		return msg
	case p.Line == 0:
		return p.File + ": " + msg
	case p.Column == 0:
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, msg)
}

// problems collects what went wrong, from several goroutines.
type problems struct {
	mu    sync.Mutex
	list  []Problem
	files map[string]bool // those that the list has something about
}

func (ps *problems) add(p Problem) {
	if p.Severity == "" {
		p.Severity = Error
	}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.list = append(ps.list, p)
	if ps.files == nil {
		ps.files = map[string]bool{}
	}
	ps.files[p.File] = true
}

// about reports whether there is a problem in a file.
func (ps *problems) about(file string) bool {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.files[file]
}

func (ps *problems) at(pos token.Position, sev Severity, msg string) {
	ps.add(Problem{File: pos.Filename, Line: pos.Line, Column: pos.Column, Severity: sev, Message: msg})
}

// errors reports whether one of the problems is an error.
func (ps *problems) errors() bool {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return slices.ContainsFunc(ps.list, func(p Problem) bool { return p.Severity == Error })
}

// sorted returns the problems by file and position, each once.
func (ps *problems) sorted() []Problem {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	slices.SortFunc(ps.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(ps.list)
}
