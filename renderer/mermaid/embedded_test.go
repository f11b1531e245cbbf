package mermaid

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// newEmbedded returns an engine that draws in this program. Without the bundle,
// which make bundle makes, its tests are skipped, except in CI.
func newEmbedded(t testing.TB, o Options, e EmbeddedOptions) (Engine, *embeddedRenderer) {
	t.Helper()
	if e.Timeout == 0 {
		e.Timeout = 5 * time.Minute // the race detector makes the engine ten times slower
	}
	r, err := NewEmbedded(e)
	if errors.Is(err, ErrNoBundle) {
		skip(t, "there is no bundle: run make bundle")
	}
	if err != nil {
		t.Fatal(err)
	}
	embedded := r.(embeddedRenderer)
	o.Renderer = func() (Renderer, error) { return r, nil }
	engine, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine, &embedded
}

func TestEmbeddedDrawsEveryType(t *testing.T) {
	e, _ := newEmbedded(t, Options{}, EmbeddedOptions{})
	files, err := filepath.Glob("testdata/diagrams/*.mmd")
	if err != nil || len(files) == 0 {
		t.Fatal("no diagrams", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".mmd")
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d := Diagram{Source: src, Page: name + ".md", Index: 3}
			out := draw(t, e, d)
			checkSVG(t, out, d)
			for _, want := range []string{` role="img"`, "<title id=", ` width="`, ` height="`} {
				if !strings.Contains(out, want) {
					t.Errorf("there is no %s in %.300s", want, out)
				}
			}
			if strings.Contains(out, "foreignObject") || strings.Contains(out, `class="mermaid"`) {
				t.Error("HTML labels, or a class that a client script looks for")
			}
		})
	}
}

// The same bytes in another order, with another number of engines.
func TestEmbeddedIsDeterministic(t *testing.T) {
	names := slices.Sorted(maps.Keys(samples))
	pictures := func(engines int) map[string]string {
		e, _ := newEmbedded(t, Options{}, EmbeddedOptions{Engines: engines})
		out := map[string]string{}
		for _, name := range names {
			out[name] = draw(t, e, Diagram{Source: []byte(samples[name]), Page: name})
			// A broken diagram in between changes nothing.
			if _, err := e.Draw(t.Context(), Diagram{Source: []byte("flowchart LR\n A --> [\n  " + name)}); err == nil {
				t.Error("a broken diagram was drawn")
			}
		}
		return out
	}
	one := pictures(1)
	slices.Reverse(names)
	two := pictures(2)
	for _, name := range names {
		if one[name] != two[name] {
			t.Errorf("%s: other bytes in another order", name)
		}
	}
}

func TestEmbeddedLightAndDark(t *testing.T) {
	e, _ := newEmbedded(t, Options{}, EmbeddedOptions{})
	d, err := e.Draw(t.Context(), diagram(samples["flowchart"]))
	if err != nil {
		t.Fatal(err)
	}
	out := string(d.HTML)
	for _, want := range []string{"prefers-color-scheme:dark", `[data-theme="dark"]`, "var(--c0)", "#ECECFF", "#1f2020"} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no %s in the picture for both modes", want)
		}
	}
	light, dark := d.Files()
	if strings.Contains(string(light), "var(") || !strings.Contains(string(light), "#ECECFF") || !strings.Contains(string(dark), "#1f2020") {
		t.Error("the files for one mode do not have its colours")
	}
	if d.Width <= 0 || d.Height <= 0 {
		t.Errorf("size %v x %v", d.Width, d.Height)
	}
	themed, err := e.Draw(t.Context(), Diagram{Source: []byte(samples["flowchart"]), Info: `{theme=forest width=300 caption="A & B"}`})
	if err != nil {
		t.Fatal(err)
	}
	if out := string(themed.HTML); strings.Contains(out, "var(--") || !strings.Contains(out, `width="300"`) || !strings.Contains(out, "<figcaption>A &amp; B</figcaption>") {
		t.Errorf("a theme of one's own is one look, a width is the displayed one: %.400s", out)
	}
}

func TestEmbeddedErrors(t *testing.T) {
	e, _ := newEmbedded(t, Options{}, EmbeddedOptions{})
	for _, tt := range []struct {
		src, info, msg string
		line           int
	}{
		{"flowchart LR\n  A --> B\n  B --> [C\n  C --> D\n", "", `syntax error near "`, 3},
		{"---\ntitle: x\n---\n\nflowchart LR\n  A --> B\n  B ]-- C\n", "", `syntax error near "`, 7},
		{"pie\n  \"Dogs\" : 386\n  ?? : 85\n", "", "syntax error: ", 3},
		{"nonsense\n", "", "no diagram type that Mermaid knows", 1},
		{"flowchart LR\n A[\"$$x^2$$\"] --> B\n", "", "formulas ($$...$$) cannot be drawn without a browser", 0},
		{"pie\n \"a\": 1\n", "{thema=dark}", `the attribute "thema" is not known: did you mean theme?`, 0},
		{"pie\n \"a\": 1\n", "{theme=drak}", `theme "drak" is not one that Mermaid has: use dark`, 0},
	} {
		_, err := e.Draw(t.Context(), Diagram{Source: []byte(tt.src), Info: tt.info})
		var syntax *SyntaxError
		line := 0
		if errors.As(err, &syntax) {
			line = syntax.Line
		}
		if err == nil || !strings.HasPrefix(err.Error(), tt.msg) || line != tt.line || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: line %d: %v", tt.src, line, err)
		}
	}
}

func TestEmbeddedLimits(t *testing.T) {
	var chain strings.Builder
	chain.WriteString("flowchart TD\n")
	for i := range 240 {
		fmt.Fprintf(&chain, " n%d --> n%d & n%d\n", i, (i*7+1)%240, (i*13+5)%240)
	}
	e, _ := newEmbedded(t, Options{}, EmbeddedOptions{Timeout: 300 * time.Millisecond, Engines: 1})
	var limit *LimitError
	if _, err := e.Draw(t.Context(), diagram(chain.String())); !errors.As(err, &limit) || limit.What != "time" {
		t.Errorf("out of time: %v", err)
	}
	small, _ := newEmbedded(t, Options{}, EmbeddedOptions{Memory: 45 << 20, Engines: 1})
	if _, err := small.Draw(t.Context(), diagram(chain.String())); !errors.As(err, &limit) || limit.What != "memory" {
		t.Errorf("out of memory: %v", err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Draw(stopped, diagram("pie\n \"a\": 1\n")); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
	// An engine that was given up is replaced.
	fresh, _ := newEmbedded(t, Options{}, EmbeddedOptions{Engines: 1})
	draw(t, fresh, diagram(samples["pie"]))
}

// What is in the cache is not drawn again, by nobody.
func TestCacheStartsNoEngine(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "diagrams")
	e, _ := newEmbedded(t, Options{Cache: NewCache(base, "diagrams")}, EmbeddedOptions{})
	first := draw(t, e, diagram(samples["pie"]))

	again, r := newEmbedded(t, Options{Cache: NewCache(base, "diagrams")}, EmbeddedOptions{})
	if out := draw(t, again, diagram(samples["pie"])); out != first {
		t.Error("the cache has other bytes")
	}
	if n := r.pool.Made(); n != 0 {
		t.Errorf("%d engines were started for what is in the cache", n)
	}
	// Neither needs anyone else to have a renderer.
	none, err := New(Options{Cache: NewCache(base, "diagrams")})
	if err != nil {
		t.Fatal(err)
	}
	if out := draw(t, none, diagram(samples["pie"])); out != first {
		t.Error("without a renderer the cache is not used")
	}
	if _, err := none.Draw(t.Context(), diagram(samples["er"])); err == nil {
		t.Error("drawn without a renderer")
	}

	// A damaged entry is drawn again.
	entries, _ := filepath.Glob(filepath.Join(dir, "*"+cacheExt))
	if len(entries) != 1 {
		t.Fatalf("entries %q", entries)
	}
	data, _ := os.ReadFile(entries[0])
	if err := os.WriteFile(entries[0], data[:len(data)-40], 0o600); err != nil {
		t.Fatal(err)
	}
	mended, r := newEmbedded(t, Options{Cache: NewCache(base, "diagrams")}, EmbeddedOptions{})
	if out := draw(t, mended, diagram(samples["pie"])); out != first || r.pool.Made() != 1 {
		t.Errorf("a damaged entry: %d engines", r.pool.Made())
	}

	// Pruning keeps what was used.
	cache := NewCache(base, "diagrams")
	other, _ := newEmbedded(t, Options{Cache: cache}, EmbeddedOptions{})
	draw(t, other, diagram(samples["er"]))
	if n, err := cache.Prune(); n != 1 || err != nil {
		t.Errorf("pruned %d, %v", n, err)
	}
	if n, err := cache.Prune(); n != 0 || err != nil {
		t.Errorf("pruned %d the second time, %v", n, err)
	}
}
