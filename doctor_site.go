package mdmedia

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// isLeafBundle reports whether Hugo publishes the files beside a post with it.
func isLeafBundle(name string) bool {
	stem, _, _ := strings.Cut(path.Base(name), ".")
	return stem == "index"
}

// publishes reports whether Hugo publishes the files of a bundle, as far as its
// own front matter says.
func (d *doctor) publishes(post string) bool {
	p, _ := d.site.read(post)
	if p == nil {
		return false
	}
	for _, key := range []string{"build", "_build"} {
		if build, ok := p.Meta[key].(map[string]any); ok {
			if on, ok := build["publishResources"].(bool); ok && !on {
				return false
			}
		}
	}
	return true
}

// diagrams draws one.
func (d *doctor) diagrams(ctx context.Context) {
	s := d.site
	m := s.cfg.Mermaid
	browser := m.Browser
	if browser == "" {
		browser = mermaid.FindBrowser()
	}
	wants := m.Render == "browser" || m.Render == "cli" || contains(m.Fallback, "browser") || contains(m.Fallback, "cli")
	switch _, err := os.Stat(browser); {
	case browser != "" && err == nil:
		d.say("browser", OK, browser)
	case wants:
		d.say("browser", Wrong, "no Chromium or Chrome found, which mermaid.render or mermaid.fallback wants: install one, or name it in mermaid.browser")
	default:
		d.say("browser", OK, "none found, and none is needed")
	}
	if s.cfg.Data != "" {
		s, m = s.forData(), s.forData().cfg.Mermaid
	}
	if !s.draws() {
		d.say("diagrams", OK, "are left as they are")
		return
	}
	engine, err := s.newEngine(false)
	if err == nil {
		defer engine.Close()
		_, err = engine.Draw(ctx, mermaid.Diagram{Source: []byte("flowchart LR\n  A[Post] --> B[Page]\n"), Page: "doctor"})
	}
	d.either("diagrams", err, "one was drawn ("+m.Render+")")
}

// git looks at what should be committed, and what not.
func (d *doctor) git(ctx context.Context) {
	s := d.site
	program, err := exec.LookPath("git")
	if err != nil || d.run(ctx, program, "rev-parse", "--is-inside-work-tree") != nil {
		return
	}
	if !s.ownBucket() {
		lock := filepath.Base(s.lockPath())
		_, err := os.Stat(s.lockPath())
		switch {
		case errors.Is(err, fs.ErrNotExist):
			d.say("git", Note, s.display(LockFile)+" is not there yet: run mdmedia sync, then commit it")
		case d.run(ctx, program, "check-ignore", "-q", lock) == nil:
			d.say("git", Wrong, s.display(LockFile)+" is ignored by git: take it out of .gitignore and commit it, so that others know what the bucket holds")
		case d.run(ctx, program, "ls-files", "--error-unmatch", lock) != nil:
			d.say("git", Wrong, s.display(LockFile)+" is not committed: git add it, so that others know what the bucket holds")
		default:
			d.say("git", OK, s.display(LockFile)+" is committed")
		}
	}
	generated := []string{s.outRel}
	if dir := s.cfg.Store.Dir; dir != "" && !filepath.IsAbs(dir) && !s.inStatic(dir) {
		generated = append(generated, dir)
	}
	for _, dir := range generated {
		if dir == "" {
			continue
		}
		if d.run(ctx, program, "check-ignore", "-q", dir+"/x") != nil {
			d.say("git", Note, s.display(dir)+" is generated and not ignored by git: add /"+dir+"/ to .gitignore")
		} else {
			d.say("git", OK, s.display(dir)+" is ignored")
		}
	}
}

// inStatic reports whether a folder is published by the site's generator, which
// may run where mdmedia does not.
func (s *Site) inStatic(dir string) bool {
	dir = path.Clean(filepath.ToSlash(dir))
	return s.generator != nil && slices.ContainsFunc(s.cfg.Static, func(static string) bool {
		return strings.HasPrefix(dir, path.Clean(static)+"/")
	})
}

// run runs git in the site's folder, without its output.
func (d *doctor) run(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = d.site.dir
	return cmd.Run()
}
