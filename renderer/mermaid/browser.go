package mermaid

import (
	"context"
	_ "embed" // for go:embed
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/runtime"
	gm "go.abhg.dev/goldmark/mermaid"
)

//go:embed browser.js
var browserJS string

// BrowserOptions say which browser draws, and with which Mermaid.
type BrowserOptions struct {
	// Script is the text of mermaid.min.js. Without it, the file at ScriptPath
	// is read when the first diagram is drawn.
	Script []byte
	// ScriptPath is the file mermaid.min.js, such as
	// node_modules/mermaid/dist/mermaid.min.js.
	ScriptPath string
	// ExecPath is the browser: a path, or a name that is looked up in PATH.
	// Empty: what FindBrowser finds. Debian's launcher scripts are replaced by
	// the program that they start, because the browser can outlive them.
	ExecPath string
	// NoSandbox starts the browser without its sandbox. It is needed to run as
	// root, as in many containers, and for nothing else.
	NoSandbox bool
}

// browser draws one diagram at a time: a page runs one script at a time
// anyway, and so a diagram that is given up takes no other one with it.
type browser struct {
	opts BrowserOptions
	// turn holds one token; whoever has it may use the fields below.
	turn     chan struct{}
	starting chan started // not nil: a browser is being started
	startErr error        // a browser that does not start will not do so later
	session  *session     // nil: none is running
	closed   bool
	stopping sync.WaitGroup // browsers that were given up
}

type started struct {
	session *session
	err     error
}

// NewBrowser returns the renderer that draws with a headless browser. The
// browser is started by the first Draw, is the only one at any time, and is
// ended by Close. A missing script or browser is an error here already.
//
// A Render whose context ends while the browser is drawing ends that browser;
// the next Render starts another one. Renders wait for each other.
//
// Chromedp, which runs the browser, takes its options from a variable of its
// package: a program that starts other browsers with chromedp should not do so
// at the very moment of the first Render.
func NewBrowser(o BrowserOptions) (Renderer, error) {
	if len(o.Script) == 0 {
		if err := checkScript(o.ScriptPath); err != nil {
			return nil, err
		}
	}
	if o.ExecPath == "" {
		if o.ExecPath = FindBrowser(); o.ExecPath == "" {
			return nil, errors.New("mermaid: no browser found: install Chromium, or set the path of a browser")
		}
	}
	path, err := exec.LookPath(o.ExecPath)
	if err != nil {
		return nil, fmt.Errorf("mermaid: browser %q is not a program: install Chromium, or correct the path", o.ExecPath)
	}
	o.ExecPath = realBrowser(path)
	return &browser{opts: o, turn: make(chan struct{}, 1)}, nil
}

func checkScript(path string) error {
	const hint = "run npm install mermaid@" + DefaultVersion + " and give the path of node_modules/mermaid/dist/mermaid.min.js"
	if path == "" {
		return errors.New("mermaid: the browser engine needs Mermaid's script: " + hint)
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("mermaid: there is no script %s: %s", path, hint)
	}
	return nil
}

// ErrClosed is the error of a Render or Draw after Close.
var ErrClosed = errors.New("mermaid: the engine is closed")

// Render returns Mermaid's SVG.
func (b *browser) Render(ctx context.Context, source, config string) (string, error) {
	if err := b.take(ctx); err != nil {
		return "", err
	}
	defer b.give()
	if b.closed {
		return "", ErrClosed
	}
	if err := b.start(ctx); err != nil {
		return "", err
	}
	request := literal(map[string]string{"source": source, "config": config})
	svg, err := b.session.compiler.Compile(ctx, &gm.CompileRequest{Source: request})
	if err != nil {
		return "", b.failed(ctx, []byte(source), err)
	}
	return svg.SVG, nil
}

// Version is the same for every browser: whoever lists one as a fallback wants
// its picture, and not another one after every update of the browser.
func (b *browser) Version() string { return "browser mermaid-" + DefaultVersion }

func (b *browser) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err // select would choose at random
	}
	select {
	case b.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *browser) give() { <-b.turn }

// start makes sure that a browser is running. A start that takes longer than
// ctx lasts goes on, and the next Draw finds it.
func (b *browser) start(ctx context.Context) error {
	if b.session != nil || b.startErr != nil {
		return b.startErr
	}
	if b.starting == nil {
		b.starting = make(chan started, 1)
		go func(done chan<- started) {
			b.stopping.Wait() // never two at a time
			s, err := startSession(b.opts)
			done <- started{s, err}
		}(b.starting)
	}
	select {
	case s := <-b.starting:
		b.starting, b.session, b.startErr = nil, s.session, s.err
		return s.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// failed turns an error of the compiler into ours. One that is not Mermaid's
// answer means that the browser is gone, or still at work on the diagram.
func (b *browser) failed(ctx context.Context, source []byte, err error) error {
	var thrown *runtime.ExceptionDetails
	if errors.As(err, &thrown) {
		return syntaxError(source, messageOf(thrown))
	}
	s := b.session
	b.session = nil
	b.stopping.Go(func() { _ = s.stop() })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("mermaid: the browser ended while it drew the diagram (%s): run again, or simplify the diagram", oneLine(err.Error()))
}

// messageOf returns what the script threw.
func messageOf(thrown *runtime.ExceptionDetails) string {
	if e := thrown.Exception; e != nil {
		var text string
		if json.Unmarshal([]byte(e.Value), &text) == nil && text != "" {
			return text
		}
		if e.Description != "" {
			text, _, _ = strings.Cut(e.Description, "\n    at ")
			return text
		}
	}
	return thrown.Text
}

// Close ends the browser and removes its files. It waits for a Draw that is
// under way.
func (b *browser) Close() error {
	b.turn <- struct{}{}
	defer b.give()
	b.closed = true
	if b.starting != nil {
		s := <-b.starting
		b.starting, b.session = nil, s.session
	}
	var err error
	if b.session != nil {
		err = b.session.stop()
		b.session = nil
	}
	b.stopping.Wait()
	return err
}

// stopLimit is how long a browser may take to end. A Chromium that is asked
// to takes about 0.1 s, even while a page is in an endless loop.
const stopLimit = 15 * time.Second
