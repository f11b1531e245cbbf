package mermaid

import (
	"context"
	"fmt"
	"html"
	"math"

	"github.com/mdmedia/mdmedia/renderer/mermaid/internal/svg"
)

// A Diagram is one Mermaid fence of a post.
type Diagram struct {
	// Source is the text between the fence lines, without the indentation
	// that a list item adds.
	Source []byte
	// Info is the fence's info string behind the word mermaid, trimmed: the
	// attributes, such as `{theme=forest width=600}`. Empty: none.
	Info string
	// Page is the name of the post, and Index counts the diagrams of that
	// post from 0. Engines use them only to make ids unique in a page and to
	// name the diagram in an error.
	Page  string
	Index int
}

// A Drawing is a diagram as it goes into an HTML page.
type Drawing struct {
	// HTML is placed into the page as it is.
	HTML []byte
	// Script is HTML that the page needs once, at its end, however many
	// diagrams it has. Empty where the diagram is complete without a script.
	Script []byte
	// Width and Height are the displayed size in pixels; 0: not known.
	Width, Height float64
	// LightFile and DarkFile are the files that the picture is kept in, as slash
	// paths below the cache's base folder; they are the same if it has one look.
	// Empty without Options.Files.
	LightFile, DarkFile string
	// Warnings are for the author, each one line.
	Warnings []string

	picture       *svg.Picture
	before, after string // what stands around the picture
}

// Files returns the picture as files of their own, for light and for dark
// pages, to be shown with <img> or <picture>; they are equal if it has only one
// look. It is nil for a drawing that only works in its page.
func (d Drawing) Files() (light, dark []byte) {
	if d.picture == nil {
		return nil, nil
	}
	return []byte(d.picture.Light()), []byte(d.picture.Dark())
}

// Linked returns the drawing with the picture at these addresses, for light and
// for dark pages, in the place of the SVG. A drawing that only works in its page
// stays as it is.
func (d Drawing) Linked(light, dark string) Drawing {
	if d.picture == nil {
		return d
	}
	img := fmt.Sprintf(`<img src="%s" alt="%s" width="%.0f" height="%.0f" loading="lazy">`,
		html.EscapeString(light), d.picture.Alt(), math.Ceil(d.Width), math.Ceil(d.Height))
	if dark != light {
		img = `<picture><source media="(prefers-color-scheme: dark)" srcset="` + html.EscapeString(dark) + `">` + img + "</picture>"
	}
	d.HTML = []byte(d.before + img + d.after)
	return d
}

// An Engine draws diagrams. It is safe for concurrent use.
type Engine interface {
	// Draw returns the drawing of d. An error that knows the line of the
	// diagram it is about is a *SyntaxError.
	Draw(ctx context.Context, d Diagram) (Drawing, error)
	// Close ends what the engine started, such as a browser. An engine that
	// has drawn nothing has nothing to close.
	Close() error
}

// A SyntaxError is an error in a diagram's source.
type SyntaxError struct {
	// Line counts from 1 at the first line of Diagram.Source; 0: unknown.
	Line int
	// Column counts the bytes of that line from 1; 0: unknown.
	Column int
	// Msg is one line, without a stack trace.
	Msg string
}

// Error returns the message without the line, which the caller turns into a
// line of the post.
func (e *SyntaxError) Error() string { return e.Msg }
