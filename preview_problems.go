package mdmedia

import (
	"bytes"
	"cmp"
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
		out = append(out, p.describe(pr))
	}
	if more := len(list) - maxDescribed; more > 0 {
		out = append(out, live.Problem{Message: fmt.Sprintf("and %d more", more), Warning: true})
	}
	return out
}

func (p *Preview) describe(pr Problem) live.Problem {
	d := live.Problem{Message: pr.Message, Warning: pr.Severity == Warning}
	if pr.File == "" {
		return d
	}
	d.Place = strings.TrimSuffix(Problem{File: pr.File, Line: pr.Line, Column: pr.Column}.Error(), ": ")
	abs := pr.File
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(workDir(), abs)
	}
	d.Edit = p.editLink(abs, max(1, pr.Line), max(1, pr.Column))
	if pr.Line > 0 {
		d.Source, d.Column = p.sourceLine(abs, pr.Line, pr.Column)
	}
	return d
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
