package mdmedia

import (
	"io/fs"
	"path"
	"path/filepath"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// newEngine returns the engine that draws diagrams; nil leaves them as code.
// Markdown output keeps the fences, so it needs none.
func (s *Site) newEngine() (mermaid.Engine, error) {
	m := s.cfg.Mermaid
	if s.cfg.Format == Markdown || m.Render == "off" {
		return nil, nil
	}
	var script []byte
	if m.Script != "" {
		name := path.Clean(filepath.ToSlash(m.Script))
		var err error
		if script, err = fs.ReadFile(s.fsys, name); err != nil {
			return nil, fileError(s.display(name), err, "correct mermaid.script in "+ConfigFile)
		}
	}
	s.diagramScript = string(script)
	if m.Render == "browser" {
		if script == nil {
			return nil, problem("", "mermaid.script: is missing: mermaid.render: browser needs a local mermaid.min.js, for example from npm install mermaid")
		}
		e, err := mermaid.NewBrowser(mermaid.BrowserOptions{Script: script, ExecPath: m.Browser, NoSandbox: m.NoSandbox})
		if err != nil {
			return nil, problem("", "mermaid.browser: "+oneLine(err))
		}
		return e, nil
	}
	o := mermaid.ClientOptions{}
	if script != nil {
		s.clientScript = script
		o.URL = localScriptMark
	}
	return mermaid.NewClient(o), nil
}
