package renderer

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"sync"

	"github.com/yuin/goldmark/ast"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// A Diagram is a Mermaid fence of the post.
type Diagram struct {
	mermaid.Diagram
	// Start and End are the span of the fence in Input.Source, from the first
	// character of the opening line's fence to the end of the closing one.
	Start, End int
	// Drawing is what the engine made of it, if Drawn is set.
	Drawing mermaid.Drawing
	Drawn   bool

	lines []int // where each line of the diagram begins in Input.Source
}

// A diagramBlock stands around a fence in the tree. Drawn, it writes the
// drawing; otherwise its child, the code block, is rendered as ever.
type diagramBlock struct {
	ast.BaseBlock
	diagram *Diagram
}

var kindDiagramBlock = ast.NewNodeKind("Diagram")

// Kind implements ast.Node.
func (*diagramBlock) Kind() ast.NodeKind { return kindDiagramBlock }

// Dump implements ast.Node.
func (n *diagramBlock) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

const mermaidWord = "mermaid"

// isMermaid looks at the first word of the info string; attributes in braces
// may follow, also without a space.
func isMermaid(n *ast.FencedCodeBlock, src []byte) bool {
	if n.Info == nil {
		return false
	}
	info := n.Info.Segment.Value(src)
	if len(info) < len(mermaidWord) || !bytes.EqualFold(info[:len(mermaidWord)], []byte(mermaidWord)) {
		return false
	}
	rest := info[len(mermaidWord):]
	return len(rest) == 0 || isSpace(rest[0]) || rest[0] == '{'
}

// diagram takes a fence into the document.
func (c *collector) diagram(n *ast.FencedCodeBlock) {
	d := &Diagram{}
	d.Page, d.Index = c.name, len(c.diagrams)
	d.Info = string(bytes.TrimSpace(n.Info.Segment.Value(c.body)[len(mermaidWord):]))
	end := n.Info.Segment.Stop
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		d.lines = append(d.lines, c.base+s.Start)
		line := bytes.TrimRight(s.Value(c.body), "\r\n")
		d.Source = append(append(d.Source, line...), '\n')
		end = s.Stop
	}
	start := n.Info.Segment.Start
	for start > 0 && c.body[start-1] != '\n' && c.body[start-1] != '`' && c.body[start-1] != '~' {
		start--
	}
	fence := c.body[:start]
	mark := fence[len(fence)-1]
	fence = fence[len(bytes.TrimRight(fence, string(mark))):]
	d.Start, d.End = c.base+start-len(fence), c.base+c.closingFence(end, fence)
	c.diagrams = append(c.diagrams, d)

	block := &diagramBlock{diagram: d}
	block.SetPos(n.Pos())
	block.SetBlankPreviousLines(n.HasBlankPreviousLines())
	n.Parent().ReplaceChild(n.Parent(), n, block)
	block.AppendChild(block, n)
}

// closingFence returns the end of the fence whose content ends at i; goldmark
// does not keep it. A fence may also end with its container or the text.
func (c *collector) closingFence(i int, fence []byte) int {
	from := i
	if i == 0 || c.body[i-1] != '\n' { // no content: i is in the opening line
		n := bytes.IndexByte(c.body[i:], '\n')
		if n < 0 {
			return i
		}
		from = i + n + 1
	}
	line := c.body[from:]
	if n := bytes.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	text := bytes.TrimRight(line, " \t\r")
	marks := len(text) - len(bytes.TrimRight(text, string(fence[:1])))
	prefix := bytes.TrimLeft(text[:len(text)-marks], " \t>")
	if marks < len(fence) || len(prefix) > 0 {
		return len(bytes.TrimRight(c.body[:i], "\r\n"))
	}
	return from + len(text)
}

// draw has the engine draw every diagram, several at a time.
func (d *Document) draw(ctx context.Context, engine mermaid.Engine) problems {
	errs := make([]error, len(d.diagrams))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i, g := range d.diagrams {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if ctx.Err() != nil {
				return // reported once, by the caller
			}
			drawing, err := engine.Draw(ctx, g.Diagram)
			if err != nil {
				errs[i] = g.fail(err)
				return
			}
			g.Drawing, g.Drawn = drawing, true
		})
	}
	wg.Wait()
	var ps problems
	for i, err := range errs {
		if err != nil {
			ps = append(ps, err)
		}
		for _, w := range d.diagrams[i].Drawing.Warnings {
			d.warnings = append(d.warnings, Warning{d.diagrams[i].Start, "mermaid: " + w})
		}
	}
	return ps
}

// drawn calls f for the diagrams that were drawn.
func (d *Document) drawn(f func(*Diagram) error) (ps problems) {
	if f == nil {
		return nil
	}
	for _, g := range d.diagrams {
		if !g.Drawn {
			continue
		}
		if err := f(g); err != nil {
			ps = append(ps, g.fail(err))
		}
	}
	return ps
}

// length is how many bytes line i of the diagram has, without its end.
func (g *Diagram) length(i int) int {
	lines := bytes.SplitAfter(g.Source, []byte("\n"))
	if i >= len(lines) {
		return 0
	}
	return len(bytes.TrimRight(lines[i], "\n"))
}

// fail places an engine's error in the post. The line that an engine names is
// not reliable, so it is kept within the diagram.
func (g *Diagram) fail(err error) error {
	e := &DiagramError{Offset: g.Start, Err: err}
	var syntax *mermaid.SyntaxError
	if errors.As(err, &syntax) && syntax.Line > 0 && len(g.lines) > 0 {
		e.Line = min(syntax.Line, len(g.lines))
		e.Offset = g.lines[e.Line-1] + min(max(syntax.Column-1, 0), g.length(e.Line-1))
	}
	return e
}

// script joins what the drawings need once on a page.
func script(diagrams []*Diagram) []byte {
	var parts [][]byte
next:
	for _, g := range diagrams {
		if len(g.Drawing.Script) == 0 || !g.Drawn {
			continue
		}
		for _, p := range parts {
			if bytes.Equal(p, g.Drawing.Script) {
				continue next
			}
		}
		parts = append(parts, g.Drawing.Script)
	}
	return bytes.Join(parts, []byte("\n"))
}
