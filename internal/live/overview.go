package live

import (
	_ "embed" // the template
	"html/template"
	"io"
	"sync"
)

// An Overview is the page of a preview that lists all posts.
type Overview struct {
	// Title of the site.
	Title string
	// Summary lines, such as counts.
	Summary []string
	// Problems that are about no post.
	Problems []Problem
	// Posts, those with problems first. More counts those left out.
	Posts []OverviewPost
	More  int
	// Unused are media files that no post refers to. MoreUnused counts those
	// left out.
	Unused     []UnusedFile
	MoreUnused int
}

// An OverviewPost is a post in the overview.
type OverviewPost struct {
	// Title and File name the post; URL is its page, Edit opens its file.
	Title, File, URL, Edit string
	// Cover is the address of a small picture. Empty: none.
	Cover string
	// Date as 2006-01-02. Empty: none.
	Date string
	// State is draft or scheduled. Empty: published.
	State string
	// Weight is the size of its media in words. Empty: it has none.
	Weight string
	// Problems of the post.
	Problems []Problem
}

// An UnusedFile is a file that no post refers to.
type UnusedFile struct{ File, Weight string }

//go:embed overview.html
var overviewSource string

var overviewTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("overview").Funcs(template.FuncMap{
		// The template would refuse the schemes of editors.
		"trust": func(link string) template.URL { return template.URL(link) }, //nolint:gosec // the person's own choice, checked there
	}).Parse(overviewSource))
})

// Write writes the page.
func (o Overview) Write(w io.Writer) error { return overviewTemplate().Execute(w, o) }
