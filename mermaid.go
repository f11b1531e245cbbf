package mdmedia

import (
	"io/fs"
	"path"
	"path/filepath"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// draws reports whether the output has drawn diagrams.
func (s *Site) draws() bool { return s.cfg.Format != Markdown && s.cfg.Mermaid.Render != "off" }

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

// newEngine returns the engine that draws diagrams; nil leaves them as code.
// Markdown output keeps the fences, so it needs none.
func (s *Site) newEngine() (mermaid.Engine, error) {
	m := s.cfg.Mermaid
	if !s.draws() {
		return nil, nil
	}
	if m.Render == "browser" {
		if s.diagramScript == nil {
			return nil, problem("", "mermaid.script: is missing: mermaid.render: browser needs a local mermaid.min.js, for example from npm install mermaid")
		}
		e, err := mermaid.NewBrowser(mermaid.BrowserOptions{Script: s.diagramScript, ExecPath: m.Browser, NoSandbox: m.NoSandbox})
		if err != nil {
			return nil, problem("", "mermaid.browser: "+oneLine(err))
		}
		return e, nil
	}
	o := mermaid.ClientOptions{}
	if s.diagramScript != nil {
		o.URL = localScriptMark
	}
	return mermaid.NewClient(o), nil
}
