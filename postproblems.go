package mdmedia

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/renderer"
)

// unwritable reports covers that are written in a way that cannot be replaced,
// or are none.
func (r *run) unwritable(p *article, post *content.Post) {
	sev := Error
	if r.site.cfg.Missing == "warn" {
		sev = Warning
	}
	for _, key := range r.site.cfg.Covers {
		for _, e := range post.Unwritable(key) {
			pos := e.Pos
			pos.Filename = r.site.display(pos.Filename)
			r.ps.at(pos, sev, e.Msg)
			p.failed = p.failed || sev == Error
		}
		if slices.ContainsFunc(r.site.cfg.Covers, func(k string) bool { return strings.HasPrefix(k, key+".") }) {
			continue // a map is right, too
		}
		for _, e := range post.NotText(key) {
			pos := e.Pos
			pos.Filename = r.site.display(pos.Filename)
			r.ps.at(pos, Warning, e.Msg+": write the name of a file, or correct covers in "+ConfigFile)
		}
	}
}

func (r *run) documentError(p *article, post *content.Post, err error) {
	var re *renderer.RefError
	var de *renderer.DiagramError
	switch {
	case errors.As(err, &re):
		r.missed.Add(1)
		if r.site.cfg.Missing == "warn" {
			r.at(post, re.Ref.Start, Warning, oneLine(re.Err))
			return
		}
		r.at(post, re.Ref.Start, Error, oneLine(re.Err))
	case errors.As(err, &de):
		sev := Error
		if r.site.cfg.Mermaid.OnError == "keep-source" {
			sev = Warning
		}
		pos := post.Position(de.Offset)
		problem := Problem{
			File: r.site.display(pos.Filename), Line: pos.Line, Column: pos.Column, Severity: sev,
			Message: "mermaid: " + strings.TrimPrefix(oneLine(de.Err), "mermaid: "),
		}
		if de.Line > 0 { // not where the whole diagram is meant
			problem.Source = lineAt(post.Source, de.Offset)
		}
		r.ps.add(problem)
		if sev == Warning {
			return
		}
	case errors.Is(err, context.Canceled):
	default:
		r.ps.add(Problem{File: r.site.display(post.Name), Message: oneLine(err)})
	}
	p.failed = true
}

// lineAt is the line of an offset, without its end.
func lineAt(source []byte, offset int) string {
	from := bytes.LastIndexByte(source[:offset], '\n') + 1
	line, _, _ := bytes.Cut(source[from:], []byte("\n"))
	return string(bytes.TrimRight(line, "\r"))
}

func (r *run) at(post *content.Post, offset int, sev Severity, msg string) {
	pos := post.Position(offset)
	pos.Filename = r.site.display(pos.Filename)
	r.ps.at(pos, sev, msg)
}

// contentError reports a post that cannot be read or parsed.
func (r *run) contentError(name string, err error) {
	for _, e := range flatten(err) {
		var ce *content.Error
		if errors.As(e, &ce) {
			pos := ce.Pos
			pos.Filename = r.site.display(pos.Filename)
			r.ps.at(pos, Error, ce.Msg)
			continue
		}
		r.ps.add(Problem{File: r.site.display(name), Message: "cannot be read: " + reason(e)})
	}
}

// flatten returns the errors that were joined, in order.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range j.Unwrap() {
			all = append(all, flatten(e)...)
		}
		return all
	}
	return []error{err}
}

// oneLine keeps a message on its line, whatever a library put into it.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// problemEach makes a problem of each of the joined errors, which keep their
// order.
func problemEach(err error) error {
	var list []Problem
	for _, e := range flatten(err) {
		list = append(list, Problem{Severity: Error, Message: oneLine(e)})
	}
	return &ProblemsError{list}
}
