package mdmedia

import (
	"errors"
	"path"
	"path/filepath"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/generator"
)

// readGenerator reads the configuration of the generator whose site this is, so
// that it need not be repeated in ours. What we write ourselves may be its
// content.
func (s *Site) readGenerator() error {
	var ours []string
	for _, dir := range []string{s.given.Out, s.given.Store.Dir} {
		if filepath.IsAbs(dir) {
			dir, _ = filepath.Rel(s.dir, dir)
		}
		if dir != "" && inside(filepath.ToSlash(dir)) {
			ours = append(ours, path.Clean(filepath.ToSlash(dir)))
		}
	}
	g, err := generator.Read(s.fsys, ours...)
	var bad *generator.Error
	if errors.As(err, &bad) {
		return &ProblemsError{[]Problem{{File: s.display(bad.File), Line: bad.Line, Column: bad.Column, Severity: Error, Message: bad.Msg}}}
	}
	s.generator = g
	return err
}

// withGenerator fills in what mdmedia.yaml leaves to the other configuration.
func (s *Site) withGenerator(c Config) Config {
	g := s.generator
	if g == nil {
		return c
	}
	if c.Content == "" {
		c.Content = g.Content[0].Folder
	}
	if c.Static == nil && len(g.Static) > 0 {
		c.Static = g.Static
	}
	if c.Base == "" {
		c.Base = g.Base
	}
	if c.Lookup == nil {
		c.Lookup = g.Lookup
	}
	if c.Slugs == nil {
		c.Slugs = g.Slugs
	}
	return c
}

// mounts are those that posts refer through.
func (s *Site) mounts() []content.Mount {
	if s.generator == nil {
		return nil
	}
	var mounts []content.Mount
	for _, m := range s.generator.Mounts {
		mounts = append(mounts, content.Mount{At: m.At, Folder: m.Folder})
	}
	for _, r := range s.roots {
		if at := path.Join(s.roots[0].Folder, r.At); r.At != "" && at != r.Folder {
			mounts = append(mounts, content.Mount{At: at, Folder: r.Folder})
		}
	}
	return mounts
}

// throughLiquid reports whether posts pass through a template language in which
// {{ site.baseurl }} is known.
func (s *Site) throughLiquid() bool {
	return s.generator != nil && (s.generator.Kind == generator.Jekyll || s.generator.Kind == generator.Eleventy)
}
