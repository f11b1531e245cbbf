package mdmedia

import (
	"path"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/content"
)

// pagePath is where a post's result goes, below the output folder.
func (s *Site) pagePath(post *content.Post) string { return s.pagePathAs(s.cfg.Format, post) }

func (s *Site) pagePathAs(format string, post *content.Post) string {
	if format == Markdown {
		return path.Join(s.contentDir(post.Name), path.Base(post.Name))
	}
	base := path.Base(post.Name)
	p := s.permalink.expand(func(token string) string {
		switch token {
		case "slug":
			return post.Slug
		case "dir":
			return s.sectionDir(post.Name)
		case "name":
			return strings.TrimSuffix(base, path.Ext(base))
		case "year":
			return dateOr(post.Date, "2006")
		case "month":
			return dateOr(post.Date, "01")
		default: // day
			return dateOr(post.Date, "02")
		}
	})
	if code := s.languagePrefix(post.Name); code != "" {
		p = code + "/" + p
	}
	if p == "" || strings.HasSuffix(p, "/") {
		p += "index.html"
	} else if path.Ext(p) != ".html" {
		p += ".html"
	}
	if format == JSON {
		p = strings.TrimSuffix(p, ".html") + ".json"
	}
	return p
}

// htmlPath is the page that the JSON of a post is about.
func htmlPath(out string) string {
	if rest, ok := strings.CutSuffix(out, ".json"); ok {
		return rest + ".html"
	}
	return out
}

func dateOr(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}
