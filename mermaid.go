package mdmedia

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// draws reports whether the output has drawn diagrams.
func (s *Site) draws() bool {
	m := s.cfg.Mermaid
	if s.cfg.Format == Markdown && (!m.Markdown || m.Render == "client") {
		return false
	}
	return m.Render != "off"
}

// readScript reads mermaid.script where it is needed.
func (s *Site) readScript() (err error) {
	if s.cfg.Mermaid.Script == "" || !s.draws() {
		return nil
	}
	name := path.Clean(filepath.ToSlash(s.cfg.Mermaid.Script))
	if s.diagramScript, err = fs.ReadFile(s.fsys, name); err != nil {
		return fileError(s.display(name), err, "correct mermaid.script in "+ConfigFile)
	}
	return nil
}

// readFont reads mermaid.font_file where it is needed.
func (s *Site) readFont() (err error) {
	if s.cfg.Mermaid.FontFile == "" || !s.draws() {
		return nil
	}
	name := path.Clean(filepath.ToSlash(s.cfg.Mermaid.FontFile))
	if s.diagramFont, err = fs.ReadFile(s.fsys, name); err != nil {
		return fileError(s.display(name), err, "correct mermaid.font_file in "+ConfigFile)
	}
	return nil
}

// usesScript reports whether pages may need mermaid.script.
func (s *Site) usesScript() bool {
	m := s.cfg.Mermaid
	return s.diagramScript != nil && (m.Render == "client" || slices.Contains(m.Fallback, "client"))
}

// newEngine returns the engine that draws diagrams; nil leaves them as code.
// Markdown output keeps the fences and needs none, unless mermaid.markdown is
// set. With keep the diagrams
// are kept in the cache.
func (s *Site) newEngine(keep bool) (mermaid.Engine, error) {
	m := s.cfg.Mermaid
	if !s.draws() {
		return nil, nil
	}
	if m.Render == "client" {
		return s.clientEngine(), nil
	}
	e, _, err := s.buildEngine(keep)
	return e, err
}

// builds reports whether diagrams are drawn while the site is built.
func (s *Site) builds() bool { return s.draws() && s.cfg.Mermaid.Render != "client" }

// buildEngine returns the engine that draws at build time, and its cache.
func (s *Site) buildEngine(keep bool) (mermaid.Engine, *mermaid.Cache, error) {
	m := s.cfg.Mermaid
	// What is wrong with a browser's settings is said at once.
	if m.Render == "browser" {
		if _, err := s.browser(); err != nil {
			return nil, nil, err
		}
	}
	o := mermaid.Options{
		Renderer:   func() (mermaid.Renderer, error) { return s.renderer(m.Render) },
		Cache:      mermaid.NewCache(s.dir, m.Cache),
		Style:      mermaid.Style{Theme: m.Theme, Variables: m.ThemeVariables, Look: m.Look, Layout: m.Layout, Font: m.Font},
		ShowSource: m.Source, Files: s.diagramFiles(),
	}
	o.Cache.ReadOnly = !keep
	for _, name := range m.Fallback {
		f, err := s.fallback(name, o)
		if err != nil {
			return nil, nil, err
		}
		o.Fallback = append(o.Fallback, f)
	}
	e, err := mermaid.New(o)
	if err != nil {
		return nil, nil, problem("", oneLine(err))
	}
	return e, o.Cache, nil
}

// undrawn is the engine of a run that wants no pages: it only has the diagrams
// counted.
type undrawn struct{}

func (undrawn) Draw(context.Context, mermaid.Diagram) (mermaid.Drawing, error) {
	return mermaid.Drawing{}, nil
}
func (undrawn) Close() error { return nil }

func (s *Site) clientEngine() mermaid.Engine {
	o := mermaid.ClientOptions{Theme: s.cfg.Mermaid.Theme}
	if s.diagramScript != nil {
		o.URL = localScriptMark
	}
	return mermaid.NewClient(o)
}

func (s *Site) fallback(name string, o mermaid.Options) (mermaid.Engine, error) {
	if name == "client" {
		return s.clientEngine(), nil
	}
	o.Renderer = func() (mermaid.Renderer, error) { return s.renderer(name) }
	return mermaid.New(o)
}

// renderer makes the renderer of a name. It starts nothing yet.
func (s *Site) renderer(name string) (mermaid.Renderer, error) {
	m := s.cfg.Mermaid
	switch name {
	case "browser":
		return s.browser()
	case "cli":
		return mermaid.NewCLI(mermaid.CLIOptions{Browser: m.Browser, NoSandbox: m.NoSandbox})
	}
	return mermaid.NewEmbedded(mermaid.EmbeddedOptions{
		Font: s.diagramFont, Timeout: time.Duration(m.Timeout) * time.Second, Memory: int64(m.Memory) << 20,
	})
}

func (s *Site) browser() (mermaid.Renderer, error) {
	if s.diagramScript == nil {
		return nil, problem("", "mermaid.script: is missing: mermaid.render: browser needs a local mermaid.min.js, for example from npm install mermaid")
	}
	m := s.cfg.Mermaid
	r, err := mermaid.NewBrowser(mermaid.BrowserOptions{Script: s.diagramScript, ExecPath: m.Browser, NoSandbox: m.NoSandbox})
	if err != nil {
		return nil, problem("", "mermaid.browser: "+oneLine(err))
	}
	return r, nil
}

// diagramVersion stands for what draws diagrams, as part of what the results of
// posts depend on.
func (s *Site) diagramVersion() string {
	if !s.draws() {
		return ""
	}
	r, err := s.renderer("embedded")
	switch {
	case errors.Is(err, mermaid.ErrNoBundle):
		return "none"
	case err != nil:
		return err.Error()
	}
	return r.Version()
}
