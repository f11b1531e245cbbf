package mdmedia

// A remark is a warning about a post's own text that need not be read again to
// be said again: old sites have many, and stay as fast as others.
type remark struct {
	line, col int32
	msg       string
}

// remarksOf returns the remarks about a post as problems.
func (r *run) remarksOf(p *article) []Problem {
	list := make([]Problem, len(p.remarks))
	for i, m := range p.remarks {
		list[i] = Problem{File: r.site.display(p.name), Line: int(m.line), Column: int(m.col), Severity: Warning, Message: m.msg}
	}
	return list
}

// sayRemarks adds all remarks to the problems.
func (r *run) sayRemarks() {
	for _, p := range r.pages {
		for _, m := range r.remarksOf(p) {
			r.ps.add(m)
		}
	}
}

// countRemarks says how many there are: a build of an old site would drown what
// is wrong in them.
func (r *run) countRemarks() {
	pictures, posts := 0, 0
	for _, p := range r.pages {
		if n := len(p.remarks); n > 0 && !p.skip {
			pictures, posts = pictures+n, posts+1
		}
	}
	if pictures > 0 {
		r.report.Notes = append(r.report.Notes, plural(pictures, "picture")+" in "+plural(posts, "post")+
			" without a description of what is seen: mdmedia check names each")
	}
}
