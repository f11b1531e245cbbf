package embedded

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-text/typesetting/font"
	"modernc.org/quickjs"
)

// A machine is a JavaScript engine with Mermaid loaded. It draws one diagram
// at a time.
type machine struct {
	vm      *quickjs.VM
	bundle  *Bundle
	loaded  map[string]bool // the modules that run
	measure measurer
	config  string // of the last diagram
	done    bool   // the diagram that is being drawn is finished
	svg     [2]string
	thrown  string
}

// collectAt is how much memory, in bytes, is in use before the engine first
// looks for cycles. Most of what Mermaid makes is freed without that.
const collectAt = 64 << 20

// start is how long loading Mermaid may take, on the slowest of machines.
const startLimit = 2 * time.Minute

func newMachine(b *Bundle, memory int64, own *font.Font) (*machine, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	m := &machine{vm: vm, bundle: b, loaded: map[string]bool{}, measure: measurer{own: own}}
	vm.SetMemoryLimit(uintptr(memory))
	vm.SetGCThreshold(collectAt)
	if err := m.start(); err != nil {
		_ = vm.Close()
		return nil, fmt.Errorf("starting Mermaid: %w", err)
	}
	return m, nil
}

func (m *machine) start() error {
	host := map[string]quickjs.HostFunc{"__measure": m.hostMeasure, "__ink": m.hostInk, "__done": m.hostDone, "__load": m.hostLoad}
	for _, name := range []string{"__measure", "__ink", "__done", "__load"} {
		if err := m.vm.RegisterHostFunc(name, host[name]); err != nil {
			return err
		}
	}
	if err := m.vm.SetEvalTimeout(startLimit); err != nil {
		return err
	}
	if own := m.measure.own; own != nil {
		if h := heights(own); h != "" { // numbers and spaces
			if _, err := m.vm.Eval("globalThis.__heights = '"+h+"'", quickjs.EvalGlobal); err != nil {
				return err
			}
		}
	}
	if err := m.load(partGlobals); err != nil {
		return err
	}
	return m.load(partEntry)
}

// load runs a module of the bundle, and before it those that it imports.
func (m *machine) load(name string) error {
	if m.loaded[name] {
		return nil
	}
	imports, code, err := m.bundle.part(name)
	if err != nil {
		return err
	}
	for _, other := range imports {
		if err := m.load(other); err != nil {
			return err
		}
	}
	if _, err = m.vm.EvalBytecode(code); err == nil {
		m.loaded[name] = true
	}
	return err
}

// hostMeasure is __measure(text, size, bold, italic, mono): how wide text is.
func (m *machine) hostMeasure(args []any) (any, error) {
	e, err := m.extents(args)
	return e.advance, err
}

// hostInk is __ink(text, size, bold, italic, mono): the edges of the ink, as
// two numbers in a string, which crosses into JavaScript faster than an array.
func (m *machine) hostInk(args []any) (any, error) {
	e, err := m.extents(args)
	return fmt.Sprint(e.left, e.right), err
}

func (m *machine) extents(args []any) (extents, error) {
	if len(args) < 5 {
		return extents{}, errors.New("measuring needs five arguments")
	}
	text, ok := args[0].(string)
	if !ok {
		return extents{}, errors.New("measuring needs a string")
	}
	f := face{bold: truth(args[2]), italic: truth(args[3]), mono: truth(args[4])}
	return m.measure.extents(text, number(args[1]), f), nil
}

// hostDone is __done(light, error, dark); there may be no dark one.
func (m *machine) hostDone(args []any) (any, error) {
	if len(args) >= 2 {
		m.svg[0], _ = args[0].(string)
		m.thrown, _ = args[1].(string)
	}
	if len(args) == 3 {
		m.svg[1], _ = args[2].(string)
	}
	m.done = true
	return nil, nil
}

// hostLoad is __load(name): it runs a module.
func (m *machine) hostLoad(args []any) (any, error) {
	if len(args) != 1 {
		return nil, errors.New("loading needs a name")
	}
	name, _ := args[0].(string)
	return nil, m.load(name)
}

func truth(v any) bool { return v == true || number(v) != 0 }

func number(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case int:
		return float64(v)
	case int32:
		return float64(v)
	case int64:
		return float64(v)
	}
	return 0
}

// render draws a diagram within the time that is left until deadline: with the
// configuration light, and with dark as well unless that is empty. After an error
// that is not a *ThrownError the machine must not be used again.
func (m *machine) render(ctx context.Context, deadline time.Time, source, light, dark string) ([2]string, error) {
	m.done, m.svg, m.thrown, m.config = false, [2]string{}, "", light
	stop := context.AfterFunc(ctx, m.vm.Interrupt)
	defer stop()
	if err := m.run(deadline, func() error { _, err := m.vm.Call("draw", source, light, dark); return err }); err != nil {
		return m.svg, m.failure(ctx, deadline, err)
	}
	for !m.done {
		if ctx.Err() != nil {
			return m.svg, ctx.Err()
		}
		busy := false
		err := m.run(deadline, func() error {
			jobs, err := m.vm.ExecutePendingJobs()
			if err != nil || m.done {
				return err
			}
			more, err := m.vm.Call("tick")
			busy = jobs > 0 || more == true
			return err
		})
		if err != nil {
			return m.svg, m.failure(ctx, deadline, err)
		}
		if !busy && !m.done {
			return m.svg, errors.New("Mermaid waits for something that does not happen")
		}
	}
	if m.thrown != "" {
		return m.svg, m.thrownError()
	}
	return m.svg, nil
}

// run calls f with the time limit set for every call into JavaScript.
func (m *machine) run(deadline time.Time, f func() error) error {
	left := time.Until(deadline)
	if left <= 0 {
		return errLate
	}
	if err := m.vm.SetEvalTimeout(left); err != nil {
		return err
	}
	return f()
}

var errLate = errors.New("out of time")

// failure says what an error of the engine means.
func (m *machine) failure(ctx context.Context, deadline time.Time, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errLate) || !time.Now().Before(deadline):
		return &LimitError{What: "time"}
	case outOfMemory(err.Error()):
		return &LimitError{What: "memory"}
	}
	return err
}

func (m *machine) thrownError() error {
	if outOfMemory(m.thrown) {
		return &LimitError{What: "memory"}
	}
	if what, ok := strings.CutPrefix(m.thrown, "unsupported: "); ok {
		return &UnsupportedError{What: what}
	}
	return &ThrownError{Msg: m.thrown}
}

// outOfMemory reports whether a message is about memory. Without any left for an
// error's object, QuickJS throws null.
func outOfMemory(message string) bool {
	return message == "null" || strings.Contains(message, "out of memory") || strings.Contains(message, "stack overflow")
}

// close frees what the machine has. An error would be about a machine that draws.
func (m *machine) close() { _ = m.vm.Close() }
