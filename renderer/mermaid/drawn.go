package mermaid

import (
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mdmedia/mdmedia/renderer/mermaid/internal/svg"
)

// Options say how diagrams are drawn while a site is built.
type Options struct {
	// Renderer makes the renderer; it is called for the first diagram. Where it
	// fails, and where it is nil, there is still what is in the cache.
	Renderer func() (Renderer, error)
	// Fallback are engines that are tried in order where the renderer says that
	// it cannot draw a diagram, as with formulas.
	Fallback []Engine
	// Cache keeps finished diagrams; nil: each is drawn in every run.
	Cache *Cache
	// Style is how diagrams look that do not say so themselves.
	Style Style
	// Files has each picture kept in the cache as SVG files of their own, too,
	// which can be published like images: see Drawing.LightFile.
	Files bool
	// ShowSource puts the diagram's source below it, folded.
	ShowSource bool
}

// New returns the engine that draws while the site is built: the page carries
// a finished SVG and no script. An error is about the style.
func New(o Options) (Engine, error) {
	if err := o.Style.check(); err != nil {
		return nil, fmt.Errorf("mermaid: %w", err)
	}
	return &drawn{opts: o, flights: map[string]*flight{}}, nil
}

// drawn is a Renderer with what makes its drawings fit for a page.
type drawn struct {
	opts Options

	mu       sync.Mutex
	opened   bool
	renderer Renderer
	err      error  // of making the renderer
	version  string // of the renderer, or of the one that filled the cache
	closed   bool
	flights  map[string]*flight
}

// A flight is a picture that is being made, or was in this run: the same
// diagram is drawn once, however many posts have it.
type flight struct {
	done    chan struct{}
	picture *svg.Picture
	err     error
}

// maxText is Mermaid's own default (maxTextSize), in characters. Beyond it
// Mermaid would draw a picture that says so.
const maxText = 50_000

// A formula is HTML and MathML, for which an SVG that works everywhere has no
// place. Without HTML labels Mermaid would show its source.
var formula = regexp.MustCompile(`\$\$.+?\$\$`)

// Draw returns the diagram as an SVG in <div class="mermaid-diagram">, or in a
// figure if it has a caption. The class is not Mermaid's own, so that a script
// in the page leaves it alone.
func (e *drawn) Draw(ctx context.Context, d Diagram) (Drawing, error) {
	if isEmpty(d.Source) {
		return Drawing{}, errEmpty()
	}
	if n := utf8.RuneCount(d.Source); n > maxText {
		return Drawing{}, &SyntaxError{Line: 1, Msg: fmt.Sprintf("the diagram is %d characters long, and Mermaid takes at most %d: split it", n, maxText)}
	}
	f, err := parseFence(d.Info)
	if err != nil {
		return Drawing{}, err
	}
	var p *svg.Picture
	if formula.Match(d.Source) {
		err = &UnsupportedError{What: "formulas ($$...$$)"}
	} else {
		p, err = e.picture(ctx, string(d.Source), f)
	}
	var unsupported *UnsupportedError
	if errors.As(err, &unsupported) {
		return e.fallBack(ctx, d, unsupported)
	}
	if err != nil {
		return Drawing{}, err
	}
	out := e.drawing(d, f, p)
	if e.opts.Files && e.opts.Cache != nil {
		out.LightFile, out.DarkFile, err = e.opts.Cache.putFiles(p)
	}
	return out, err
}

// picture returns the finished diagram: from this run, from the cache, or drawn.
func (e *drawn) picture(ctx context.Context, source string, f fence) (*svg.Picture, error) {
	o := svg.Options{Title: f.alt, Desc: f.caption, Width: f.width}
	light, dark := e.opts.Style.with(f.style).looksOf([]byte(source))
	key := cacheKey(source, light, dark, e.open(), svg.Version, fmt.Sprint(o))

	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil, ErrClosed
	}
	if other := e.flights[key]; other != nil {
		e.mu.Unlock()
		select {
		case <-other.done:
			return other.picture, other.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if len(e.flights) >= maxFlights {
		e.forget()
	}
	mine := &flight{done: make(chan struct{})}
	e.flights[key] = mine
	e.mu.Unlock()

	mine.picture, mine.err = e.make(ctx, key, source, light, dark, o)
	if mine.err != nil && ctx.Err() != nil {
		e.mu.Lock()
		delete(e.flights, key) // the next one is not to blame
		e.mu.Unlock()
	}
	close(mine.done)
	return mine.picture, mine.err
}

// maxFlights bounds how many pictures an engine that lives long remembers, which
// is some 30 MB.
const maxFlights = 500

// forget drops the pictures that are made.
func (e *drawn) forget() {
	for key, f := range e.flights {
		select {
		case <-f.done:
			delete(e.flights, key)
		default:
		}
	}
}

func (e *drawn) make(ctx context.Context, key, source, light, dark string, o svg.Options) (*svg.Picture, error) {
	if e.opts.Cache != nil {
		if p, ok := e.opts.Cache.get(key); ok {
			return p, nil
		}
	}
	if e.err != nil {
		return nil, e.err
	}
	lightSVG, darkSVG, err := renderBoth(ctx, e.renderer, source, light, dark)
	if err != nil {
		return nil, err
	}
	p, err := svg.Finish(lightSVG, darkSVG, o)
	if err != nil {
		return nil, fmt.Errorf("mermaid: %w", err)
	}
	if p.LostHTML {
		return nil, &UnsupportedError{What: "labels in HTML"}
	}
	if e.opts.Cache != nil {
		err = e.opts.Cache.put(key, e.version, p)
	}
	return p, err
}

// open makes the renderer, which starts nothing yet, and returns its version.
// Without a renderer it is the version that filled the cache.
func (e *drawn) open() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.opened {
		return e.version
	}
	e.opened = true
	if e.opts.Renderer == nil {
		e.err = errors.New("mermaid: the diagram is not in the cache, and nothing is there to draw it with")
	} else {
		e.renderer, e.err = e.opts.Renderer()
	}
	if e.err == nil {
		e.version = e.renderer.Version()
	} else if e.opts.Cache != nil {
		e.version = e.opts.Cache.version()
	}
	return e.version
}

// fallBack has another engine draw what the renderer cannot.
func (e *drawn) fallBack(ctx context.Context, d Diagram, why *UnsupportedError) (Drawing, error) {
	for _, other := range e.opts.Fallback {
		out, err := other.Draw(ctx, d)
		var unsupported *UnsupportedError
		if errors.As(err, &unsupported) {
			continue
		}
		if err == nil {
			out.Warnings = append(out.Warnings, why.Error()+": the fallback draws it")
		}
		return out, err
	}
	return Drawing{}, fmt.Errorf("%w: change the diagram, or set mermaid.fallback to [client]", why)
}

func (e *drawn) drawing(d Diagram, f fence, p *svg.Picture) Drawing {
	var b strings.Builder
	element := "div"
	if f.caption != "" {
		element = "figure"
	}
	b.WriteString("<" + element + ` class="` + html.EscapeString(strings.TrimSpace("mermaid-diagram "+f.class)) + `"`)
	if f.id != "" {
		b.WriteString(` id="` + html.EscapeString(f.id) + `"`)
	}
	b.WriteString(">")
	before := b.String()
	b.Reset()
	if f.caption != "" {
		b.WriteString("<figcaption>" + html.EscapeString(f.caption) + "</figcaption>")
	}
	if e.opts.ShowSource {
		b.WriteString("<details><summary>Source</summary><pre><code>" + html.EscapeString(string(d.Source)) + "</code></pre></details>")
	}
	b.WriteString("</" + element + ">")
	after := b.String()
	return Drawing{
		HTML: []byte(before + p.Inline(idPrefix(d)) + after), Width: p.Width, Height: p.Height,
		picture: p, before: before, after: after,
	}
}

// Close ends the renderer and the fallbacks.
func (e *drawn) Close() error {
	e.mu.Lock()
	e.closed = true
	r := e.renderer
	e.mu.Unlock()
	var errs []error
	if r != nil {
		errs = append(errs, r.Close())
	}
	for _, other := range e.opts.Fallback {
		errs = append(errs, other.Close())
	}
	return errors.Join(errs...)
}
