package embedded

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/go-text/typesetting/font"
)

// Options say how much the engine may take. The zero value works.
type Options struct {
	// Bundle is what the machines run; nil: what Find finds.
	Bundle *Bundle
	// Font is the file of the font that text is measured with; nil: Liberation
	// Sans.
	Font []byte
	// Timeout is how long one diagram may take; 0: 10 seconds.
	Timeout time.Duration
	// Memory is how many bytes one machine may use; 0: 512 MiB.
	Memory int64
	// Machines is how many diagrams are drawn at a time; 0: one for every
	// processor that Go uses.
	Machines int
}

// A ThrownError is what Mermaid threw: in most cases, what is wrong with the
// diagram's source.
type ThrownError struct{ Msg string }

func (e *ThrownError) Error() string { return e.Msg }

// A LimitError is about a diagram that needs more than it may have.
type LimitError struct {
	What string // "time" or "memory"
}

func (e *LimitError) Error() string { return "the diagram takes too much " + e.What }

// An UnsupportedError is about something that only a browser can draw.
type UnsupportedError struct{ What string }

func (e *UnsupportedError) Error() string { return e.What + " cannot be drawn without a browser" }

// ErrClosed is the error of a Render after Close.
var ErrClosed = errors.New("the engine is closed")

// A Pool draws diagrams on several machines. A machine is made when a diagram
// finds none idle, up to Options.Machines; it is kept until Close, unless a
// diagram leaves it in a state that is not that of a new one.
type Pool struct {
	opts   Options
	font   *font.Font // of Options.Font
	slots  chan struct{}
	mu     sync.Mutex
	idle   []*machine
	closed bool
	made   int
}

// Open returns a pool. Nothing is started yet. An error is about the bundle.
func Open(o Options) (*Pool, error) {
	if o.Bundle == nil {
		b, err := Find()
		if err != nil {
			return nil, err
		}
		o.Bundle = b
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Memory <= 0 {
		o.Memory = 512 << 20
	}
	if o.Machines <= 0 {
		o.Machines = runtime.GOMAXPROCS(0)
	}
	p := &Pool{opts: o, slots: make(chan struct{}, o.Machines)}
	if o.Font != nil {
		var err error
		if p.font, err = parseFont(o.Font); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Version names what a drawing depends on besides its source and its
// configuration: the release of Mermaid, the bundle, the font.
func (p *Pool) Version() string {
	font := FontVersion
	if p.font != nil {
		font += " " + hashOf(p.opts.Font)[:16]
	}
	return "mermaid-" + p.opts.Bundle.Mermaid() + " " + p.opts.Bundle.Hash()[:16] + " " + font
}

// Made returns how many machines were made until now.
func (p *Pool) Made() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}

// Render returns Mermaid's SVG of source; light is the JSON object that
// mermaid.initialize gets. With another one, dark, it returns the SVG for that
// as well. Errors of Mermaid are *ThrownError and
// *UnsupportedError; a diagram that takes too long or too much is a
// *LimitError.
func (p *Pool) Render(ctx context.Context, source, light, dark string) (lightSVG, darkSVG string, err error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return "", "", ctx.Err()
	}
	m, err := p.take(light)
	if err != nil {
		return "", "", err
	}
	svg, err := m.render(ctx, time.Now().Add(p.opts.Timeout), source, light, dark)
	var thrown *ThrownError
	var unsupported *UnsupportedError
	fit := err == nil || errors.As(err, &thrown) || errors.As(err, &unsupported)
	p.put(m, fit)
	return svg[0], svg[1], err
}

// take returns an idle machine, preferably one that has this configuration
// already, or a new one.
func (p *Pool) take(config string) (*machine, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, ErrClosed
	}
	if n := len(p.idle); n > 0 {
		at := n - 1
		for i, m := range p.idle {
			if m.config == config {
				at = i
			}
		}
		m := p.idle[at]
		p.idle = append(p.idle[:at], p.idle[at+1:]...)
		p.mu.Unlock()
		return m, nil
	}
	p.made++
	p.mu.Unlock()
	return newMachine(p.opts.Bundle, p.opts.Memory, p.font)
}

func (p *Pool) put(m *machine, fit bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || !fit {
		go m.close()
		return
	}
	p.idle = append(p.idle, m)
}

// Close frees the idle machines; one that still draws is freed when it is
// done. Freeing takes as long as a small diagram, and most programs that close a
// pool are about to end: so nobody waits for it.
func (p *Pool) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, m := range p.idle {
		go m.close()
	}
	p.idle = nil
	return nil
}
