package mdmedia

import (
	"cmp"
	"context"
	"errors"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/renderer"
)

// An Explanation says how one reference of a post becomes its URL.
type Explanation struct {
	// File, Line and Column are where it stands, as in a Problem.
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	// Kind is such as "image" or "srcset", Dest the reference as the author
	// means it.
	Kind string `json:"kind"`
	Dest string `json:"dest"`
	// Tried are the looks for its file, in order. The last one found it, unless
	// there is a Problem.
	Tried []Look `json:"tried"`
	// Name is the file as the person would type it, Key that of its object, URL
	// what is published.
	Name string `json:"name,omitempty"`
	Key  string `json:"key,omitempty"`
	URL  string `json:"url,omitempty"`
	// Notes are further lines on how it came to that.
	Notes []string `json:"notes,omitempty"`
	// Problem is why there is no URL.
	Problem string `json:"problem,omitempty"`
}

// A Look is one place in which the file of a reference was looked for.
type Look struct {
	// Place is in plain words, such as "beside the post".
	Place string `json:"place"`
	// Name is the file, as the person would type it.
	Name string `json:"name"`
	// Result is "there", or why the file is not it, such as "not there".
	Result string `json:"result"`
}

// Explain says for each reference of a post, or for those that begin in one line
// of it, where its file was looked for and what became of it. post is a path of
// the operating system; line 0 means all. Nothing is uploaded or written.
func (s *Site) Explain(ctx context.Context, post string, line int) ([]Explanation, error) {
	name, err := s.siteName(post)
	if err != nil {
		return nil, err
	}
	r, names, err := s.scanner(ctx, nil, false)
	if err != nil {
		return nil, err
	}
	defer r.close()
	if !contains(names, name) {
		return nil, problem(post, "is no post of the site: "+suggest(name, names, "name one below "+s.display(s.cfg.Content)))
	}
	p, err := s.read(name)
	if p == nil {
		return nil, problem("", oneLine(err))
	}
	e := &explainer{run: r, post: p, resolver: r.resolver(r.article(p)), line: line}
	r.links.store(name, target{out: e.from})
	doc, err := renderer.New(s.rendererOptions(nil, true)).Prepare(ctx, r.input(p, e, &memo{}))
	if doc == nil {
		return nil, err
	}
	return e.list, ctx.Err()
}

// An explainer is a resolver that says what it does.
type explainer struct {
	*resolver
	run  *run
	post *content.Post
	line int
	list []Explanation
}

// explainRemote says what becomes of a reference to another host.
func (e *explainer) explainRemote(ref renderer.Ref, err error) string {
	switch {
	case err != nil && e.site.mirrors(ref.Dest):
		return "on another host: there is no copy yet, which mdmedia build makes"
	case err != nil:
		return "on another host: left as it is"
	case e.site.mirrors(ref.Dest):
		return "on another host: the copy in " + mirrorDir + " is used"
	}
	return "on another host: fetched by Cloudinary"
}

// Resolve explains a reference, and resolves it.
func (e *explainer) Resolve(ctx context.Context, ref renderer.Ref) (renderer.Media, error) {
	pos := e.post.Position(ref.Start)
	if e.line > 0 && pos.Line != e.line {
		return renderer.Media{}, renderer.ErrSkip
	}
	x := Explanation{
		File: e.site.display(pos.Filename), Line: pos.Line, Column: pos.Column, Kind: ref.Kind.String(), Dest: ref.Dest, Tried: []Look{},
	}
	defer func() { e.list = append(e.list, x) }()
	if ref.Remote() {
		media, err := e.resolver.Resolve(ctx, ref)
		x.URL, x.Notes = cmp.Or(media.URL, ref.Dest), []string{e.explainRemote(ref, err)}
		return renderer.Media{}, renderer.ErrSkip
	}
	for _, t := range e.finder.Explain(e.post.Name, ref.Path) {
		x.Tried = append(x.Tried, Look{t.Place.String(), e.site.display(t.Name), t.Reason.String()})
	}
	media, err := e.resolver.Resolve(ctx, ref)
	switch {
	case errors.Is(err, renderer.ErrSkip):
		x.Notes = append(x.Notes, "left as it is")
	case err != nil:
		x.Problem = oneLine(err)
	default:
		_, a, key, _ := e.find(ref.Path)
		x.Name, x.Key, x.URL = e.site.display(a.name), key, media.URL
		x.Notes = append(e.site.explainOptions(a.name), explainMedia(&media)...)
	}
	return media, err
}
