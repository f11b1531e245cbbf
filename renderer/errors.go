package renderer

import (
	"fmt"
	"strings"
)

// A Warning is something the author probably did not mean. It stops nothing.
type Warning struct {
	Offset int // in Input.Source
	Msg    string
}

// A RefError is a reference that could not be resolved.
type RefError struct {
	Ref Ref
	Err error // from the Resolver
}

// Error names the destination, shortened, and the reason.
func (e *RefError) Error() string { return shorten(e.Ref.Dest) + ": " + e.Err.Error() }

// Unwrap returns the Resolver's error.
func (e *RefError) Unwrap() error { return e.Err }

// A DiagramError is a Mermaid fence that could not be drawn.
type DiagramError struct {
	// Offset is where in Input.Source the error is: the start of the line that
	// the engine names, or of the fence where it names none.
	Offset int
	// Line counts from 1 at the first line of the diagram; 0: unknown.
	Line int
	Err  error // from the engine
}

// Error says which line of the diagram is meant, where that is known.
func (e *DiagramError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("mermaid: line %d of the diagram: %v", e.Line, e.Err)
	}
	return "mermaid: " + e.Err.Error()
}

// Unwrap returns the engine's error.
func (e *DiagramError) Unwrap() error { return e.Err }

// problems is errors.Join in one flat list, so that a caller sees each error.
type problems []error

func (p problems) Error() string {
	var b strings.Builder
	for i, err := range p {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(err.Error())
	}
	return b.String()
}

func (p problems) Unwrap() []error { return p }

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
