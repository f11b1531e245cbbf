package mdmedia

import (
	"errors"
	"path"
	"path/filepath"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/generator"
)

// readHugo reads the configuration of a Hugo site, so that it need not be
// repeated in ours. What we write ourselves may be mounted there as content.
func (s *Site) readHugo() error {
	var ours []string
	for _, dir := range []string{s.given.Out, s.given.Store.Dir} {
		if filepath.IsAbs(dir) {
			dir, _ = filepath.Rel(s.dir, dir)
		}
		if dir != "" && inside(filepath.ToSlash(dir)) {
			ours = append(ours, path.Clean(filepath.ToSlash(dir)))
		}
	}
	h, err := generator.ReadHugo(s.fsys, ours...)
	var bad *generator.Error
	if errors.As(err, &bad) {
		return &ProblemsError{[]Problem{{File: s.display(bad.File), Line: bad.Line, Column: bad.Column, Severity: Error, Message: bad.Msg}}}
	}
	s.hugo = h
	return err
}

// withHugo fills in what mdmedia.yaml leaves to Hugo's configuration.
func (s *Site) withHugo(c Config) Config {
	if s.hugo == nil {
		return c
	}
	if c.Content == "" {
		c.Content = s.hugo.Content[0].Folder
	}
	if c.Static == nil && len(s.hugo.Static) > 0 {
		c.Static = s.hugo.Static
	}
	if c.Base == "" {
		c.Base = s.hugo.Base
	}
	if c.Lookup == nil {
		c.Lookup = hugoLookup
	}
	return c
}

// hugoLookup is where a Hugo site's references lead, by its own hooks, by those
// of themes, and in a browser.
var hugoLookup = []string{"beside", "static", "mounts", "pretty-url", "default-language", "relative-static", "root"}

// mounts are those that posts refer through.
func (s *Site) mounts() []content.Mount {
	if s.hugo == nil {
		return nil
	}
	var mounts []content.Mount
	for _, m := range s.hugo.Mounts {
		mounts = append(mounts, content.Mount{At: m.At, Folder: m.Folder})
	}
	for _, r := range s.roots {
		if at := path.Join(s.roots[0].Folder, r.At); r.At != "" && at != r.Folder {
			mounts = append(mounts, content.Mount{At: at, Folder: r.Folder})
		}
	}
	return mounts
}
