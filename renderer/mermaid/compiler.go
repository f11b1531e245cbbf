package mermaid

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"

	gm "go.abhg.dev/goldmark/mermaid"
)

// Compiler returns e for the extension go.abhg.dev/goldmark/mermaid, as the
// Compiler of its ServerRenderer or Extender. The ids in a picture come from a
// hash of its source, so that different diagrams of a page do not share any. e
// must be one that draws while the site is built.
func Compiler(e Engine) gm.Compiler { return compiler{e} }

type compiler struct{ engine Engine }

// Compile returns the finished SVG of a diagram. An error names the line of the
// diagram where that is known.
func (c compiler) Compile(ctx context.Context, r *gm.CompileRequest) (*gm.CompileResponse, error) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(r.Source))
	d := Diagram{Source: []byte(r.Source), Page: fmt.Sprintf("%x", h.Sum64())}
	drawing, err := c.engine.Draw(ctx, d)
	var syntax *SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Line > 0:
		return nil, fmt.Errorf("mermaid: line %d of the diagram: %w", syntax.Line, err)
	case err != nil:
		return nil, err
	case drawing.picture == nil:
		return nil, errors.New("mermaid: this engine leaves the drawing to a script in the page, which goldmark-mermaid's client mode does as well")
	}
	return &gm.CompileResponse{SVG: drawing.picture.Inline(idPrefix(d))}, nil
}
