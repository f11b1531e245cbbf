package mermaid

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mdmedia/mdmedia/renderer/mermaid/internal/embedded"
)

// A Renderer draws a diagram as Mermaid itself draws it. It is safe for
// concurrent use.
type Renderer interface {
	// Render returns Mermaid's own SVG of source. config is the JSON object
	// that mermaid.initialize gets. Errors are *SyntaxError (the author has to
	// change the diagram), *UnsupportedError (another renderer may draw it),
	// *LimitError, or about the renderer itself.
	Render(ctx context.Context, source, config string) (string, error)
	// Version names everything besides source and config that the SVG depends
	// on: the release of Mermaid, the program that draws, the font.
	Version() string
	// Close ends what the renderer started. One that has drawn nothing has
	// nothing to close.
	Close() error
}

// A bothRenderer draws a diagram for light and for dark pages in less time than
// two calls of Render take.
type bothRenderer interface {
	RenderBoth(ctx context.Context, source, light, dark string) (lightSVG, darkSVG string, err error)
}

// renderBoth draws a diagram for light pages, and for dark ones unless dark is
// empty.
func renderBoth(ctx context.Context, r Renderer, source, light, dark string) (lightSVG, darkSVG string, err error) {
	if both, ok := r.(bothRenderer); ok && dark != "" {
		lightSVG, darkSVG, err = both.RenderBoth(ctx, source, light, dark)
	} else {
		lightSVG, err = r.Render(ctx, source, light)
	}
	if err == nil && dark != "" && darkSVG == "" {
		darkSVG, err = r.Render(ctx, source, dark)
	}
	return lightSVG, darkSVG, err
}

// An UnsupportedError is about a diagram that this renderer cannot draw and
// another one may.
type UnsupportedError struct {
	// What is the part that cannot be drawn, such as "formulas ($$...$$)".
	What string
}

func (e *UnsupportedError) Error() string { return e.What + " cannot be drawn without a browser" }

// A LimitError is about a diagram that takes more than it may.
type LimitError struct {
	// What is "time" or "memory".
	What string
}

func (e *LimitError) Error() string {
	return "the diagram takes too much " + e.What + ": split it into smaller ones"
}

// EmbeddedOptions limit what the embedded renderer takes. The zero value works.
type EmbeddedOptions struct {
	// Font is the file (TrueType or OpenType) of the font that pages show
	// diagrams in, as Style.Font names it: text is measured with it. nil:
	// Liberation Sans, which is as wide as Arial.
	Font []byte
	// Timeout is how long one diagram may take; 0: 10 seconds.
	Timeout time.Duration
	// Memory is how many bytes one engine may use; 0: 512 MiB.
	Memory int64
	// Engines is how many diagrams are drawn at a time; 0: one for every
	// processor that Go uses.
	Engines int
}

// ErrNoBundle says that this program has no Mermaid in it.
var ErrNoBundle = errors.New("mermaid: this program was built without Mermaid: see mdmedia mermaid install --help, or build it with make build")

type embeddedRenderer struct{ pool *embedded.Pool }

// NewEmbedded returns the renderer that runs Mermaid in this program, without
// a browser. Nothing is started before the first diagram. Without Mermaid in
// the program, or installed, it is ErrNoBundle.
func NewEmbedded(o EmbeddedOptions) (Renderer, error) {
	pool, err := embedded.Open(embedded.Options{Font: o.Font, Timeout: o.Timeout, Memory: o.Memory, Machines: o.Engines})
	if errors.Is(err, embedded.ErrNoBundle) {
		return nil, ErrNoBundle
	}
	if err != nil {
		return nil, fmt.Errorf("mermaid: %w", err)
	}
	return embeddedRenderer{pool}, nil
}

func (r embeddedRenderer) Render(ctx context.Context, source, config string) (string, error) {
	svg, _, err := r.RenderBoth(ctx, source, config, "")
	return svg, err
}

func (r embeddedRenderer) RenderBoth(ctx context.Context, source, light, dark string) (lightSVG, darkSVG string, err error) {
	lightSVG, darkSVG, err = r.pool.Render(ctx, source, light, dark)
	return lightSVG, darkSVG, rendererError(source, err)
}

// rendererError turns an error of the engine into one of this package.
func rendererError(source string, err error) error {
	var thrown *embedded.ThrownError
	var limit *embedded.LimitError
	var unsupported *embedded.UnsupportedError
	switch {
	case errors.As(err, &thrown):
		return syntaxError([]byte(source), thrown.Msg)
	case errors.As(err, &limit):
		return &LimitError{limit.What}
	case errors.As(err, &unsupported):
		return &UnsupportedError{unsupported.What}
	case errors.Is(err, embedded.ErrClosed):
		return ErrClosed
	}
	return err
}

func (r embeddedRenderer) Version() string { return "embedded " + r.pool.Version() }
func (r embeddedRenderer) Close() error    { return r.pool.Close() }
