package content

import (
	"strings"
	"time"
)

// fillPost sets the typed fields of the post from its front matter and its name.
func (p *parser) fillPost() {
	post := p.post
	name := splitName(post.Name)
	post.Date = name.date
	if f, ok := p.scalar("title"); ok {
		post.Title = f.value.Text
	}
	p.fillDate()
	p.fillDraft()
	if f, ok := p.scalar("slug"); ok && f.value.Text != "" {
		post.Slug = f.value.Text
		if why := unsafeSlug(post.Slug); why != "" {
			p.fail(f.value.Start, "slug %q %s: write a relative path such as \"my-post\"", post.Slug, why)
		}
		return
	}
	post.Slug = name.slug
	if why := unsafeSlug(post.Slug); why != "" {
		p.fail(0, "the slug %q, made from the file name, %s: add a \"slug\" to the front matter or rename the file", post.Slug, why)
	}
}

// scalar returns the field at a key of the top level. A list or a map there is
// a problem.
func (p *parser) scalar(key string) (field, bool) {
	f, ok := p.post.field(key)
	if !ok {
		return field{}, false
	}
	switch f.kind {
	case kindList:
		p.fail(f.value.Start, "%s is a list: write one value", key)
		return field{}, false
	case kindMap:
		p.fail(f.value.Start, "%s is a map: write one value", key)
		return field{}, false
	}
	return f, true
}

func (p *parser) fillDate() {
	f, ok := p.scalar("date")
	if !ok || f.kind == kindString && strings.TrimSpace(f.value.Text) == "" {
		return
	}
	date, ok := p.post.Meta["date"].(time.Time)
	if !ok {
		date, ok = parseDate(f.value.Text)
	}
	if !ok {
		p.fail(f.value.Start, "date %q is not understood: write 2022-08-18", f.value.Text)
		return
	}
	p.post.Date = date
}

func (p *parser) fillDraft() {
	f, ok := p.scalar("draft")
	if !ok {
		return
	}
	switch strings.ToLower(strings.TrimSpace(f.value.Text)) {
	case "true", "yes", "on": // the latter two are booleans in YAML 1.1
		p.post.Draft = true
	case "false", "no", "off", "":
	default:
		p.fail(f.value.Start, "draft %q is not understood: write true or false", f.value.Text)
	}
}
