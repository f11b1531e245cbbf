package mdmedia

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mdmedia/mdmedia/internal/live"
)

// maxDescribed bounds how many problems are shown over a page.
const maxDescribed = 50

// described turns problems into what is shown over a page.
func (p *Preview) described(list []Problem) []live.Problem {
	out := make([]live.Problem, 0, len(list))
	for _, pr := range list[:min(len(list), maxDescribed)] {
		d := p.place(pr)
		if pr.Line > 0 {
			d.Source, d.Column = p.sourceLine(absolute(pr.File), pr.Line, pr.Column)
		}
		out = append(out, d)
	}
	if more := len(list) - maxDescribed; more > 0 {
		out = append(out, live.Problem{Message: fmt.Sprintf("and %d more", more), Warning: true})
	}
	return out
}

// place says where a problem is, and opens the editor there.
func (p *Preview) place(pr Problem) live.Problem {
	d := live.Problem{Message: pr.Message, Warning: pr.Severity == Warning}
	if pr.File == "" {
		return d
	}
	d.Place = strings.TrimSuffix(Problem{File: pr.File, Line: pr.Line, Column: pr.Column}.Error(), ": ")
	d.Edit = p.editLink(absolute(pr.File), max(1, pr.Line), max(1, pr.Column))
	return d
}

// places is place for several, as many as there are.
func (p *Preview) places(list []Problem) []live.Problem {
	out := make([]live.Problem, len(list))
	for i, pr := range list {
		out[i] = p.place(pr)
	}
	return out
}

// absolute is a file of a problem as an absolute path.
func absolute(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(workDir(), file)
}

// editLink is the link that opens a file at a place.
func (p *Preview) editLink(file string, line, col int) string {
	link := cmp.Or(p.opts.Editor, "vscode://file{file}:{line}:{col}")
	slash := filepath.ToSlash(file)
	if !strings.HasPrefix(slash, "/") {
		slash = "/" + slash // C:/site
	}
	link = strings.NewReplacer("{file}", (&url.URL{Path: slash}).EscapedPath(),
		"{line}", strconv.Itoa(line), "{col}", strconv.Itoa(col)).Replace(link)
	if u, err := url.Parse(link); err != nil || u.Scheme == "" || strings.EqualFold(u.Scheme, "javascript") || strings.EqualFold(u.Scheme, "data") {
		return ""
	}
	return link
}

// maxSourceLine is how much of a line is shown, in bytes.
const maxSourceLine = 400

// sourceLine reads a line of a file of the site, and turns a column in bytes
// into one in the units of scripts.
func (p *Preview) sourceLine(abs string, line, col int) (text string, column int) {
	rel, err := filepath.Rel(p.site.dir, abs)
	if err != nil || !inside(filepath.ToSlash(rel)) {
		return "", 0
	}
	src, err := fs.ReadFile(p.site.fsys, filepath.ToSlash(rel))
	if err != nil {
		return "", 0
	}
	for range line - 1 {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return "", 0
		}
		src = src[i+1:]
	}
	if i := bytes.IndexByte(src, '\n'); i >= 0 {
		src = src[:i]
	}
	src = bytes.TrimSuffix(src, []byte("\r"))
	if len(src) > maxSourceLine || !utf8.Valid(src) {
		return "", 0
	}
	if col > 0 && col <= len(src)+1 {
		column = len(utf16.Encode([]rune(string(src[:col-1])))) + 1
	}
	return string(src), column
}

func problemsOf(err error) []Problem {
	var pe *ProblemsError
	if errors.As(err, &pe) && len(pe.Problems) > 0 {
		return pe.Problems
	}
	return []Problem{{Severity: Error, Message: oneLine(err)}}
}

// problems are those of the configuration and of every post.
func (p *Preview) problems() []Problem {
	var ps problems
	for _, list := range [][]Problem{p.broken, p.model.general} {
		for _, pr := range list {
			ps.add(pr)
		}
	}
	for _, post := range p.model.posts {
		for _, pr := range post.problems() {
			ps.add(pr)
		}
	}
	return ps.sorted()
}
