package mdmedia

import (
	"path"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/generator"
)

// pageURL is the URL path of a post's page, which a reader's browser resolves
// relative references from: a folder. It is where our own page is, or, where
// another generator makes the pages, where that puts it.
func (s *Site) pageURL(post *content.Post) string {
	if s.given.Permalink != "" || s.given.Format != Markdown && s.generator == nil {
		return strings.TrimSuffix(s.pagePathAs(HTML, post), "index.html")
	}
	for _, key := range []string{"url", "permalink", "path"} { // Hugo's; Jekyll's and Eleventy's; Zola's
		if v := post.Values(key); len(v) > 0 && !strings.Contains(v[0].Text, "{{") && inside(strings.TrimLeft(v[0].Text, "/")) {
			return folderOf(path.Clean(strings.TrimLeft(v[0].Text, "/")))
		}
	}
	return path.Join(s.languagePrefix(post.Name), s.generatedURL(post))
}

// folderOf is the folder that a page at a URL path is in.
func folderOf(url string) string {
	switch path.Ext(url) {
	case ".html", ".htm":
		return path.Dir(url)
	}
	return url
}

func (s *Site) generatedURL(post *content.Post) string {
	dir, base := s.sectionDir(post.Name), path.Base(post.Name)
	stem, _, _ := strings.Cut(base, ".")
	section, _, _ := strings.Cut(dir, "/")
	switch stem {
	case "_index":
		return dir
	case "index":
		base, dir = path.Base(dir), path.Dir(dir)
	}
	name := strings.TrimSuffix(base, path.Ext(base))
	if v := post.Values("slug"); len(v) > 0 {
		name = v[0].Text
	} else {
		name = s.unlanguaged(post.Name, strings.Replace(name, ".", "-", 1))
	}
	if s.generator == nil || s.generator.Kind != generator.Hugo {
		return path.Join(dir, name)
	}
	if pattern := s.generator.Permalinks[section]; pattern != "" {
		return folderOf(hugoPermalink(pattern, post, dir, name))
	}
	if (s.generator.Ugly[""] || s.generator.Ugly[section]) && stem != "index" {
		return dir
	}
	return path.Join(dir, name)
}

// hugoPermalink fills in a pattern of Hugo's configuration.
func hugoPermalink(pattern string, post *content.Post, dir, name string) string {
	section, _, _ := strings.Cut(dir, "/")
	base := strings.TrimSuffix(path.Base(post.Name), path.Ext(post.Name))
	if base == "index" {
		base = path.Base(path.Dir(post.Name))
	}
	parts := strings.Split(strings.Trim(pattern, "/"), "/")
	for i, part := range parts {
		for _, token := range []struct{ name, value string }{ // the longer names first
			{":sections", dir}, {":section", section}, {":slugorfilename", name}, {":slugorcontentbasename", name}, {":slug", name},
			{":contentbasename", base}, {":filename", base}, {":title", titleSlug(post, name)},
			{":year", dateOr(post.Date, "2006")}, {":monthname", dateOr(post.Date, "January")}, {":month", dateOr(post.Date, "01")},
			{":day", dateOr(post.Date, "02")},
		} {
			part = strings.ReplaceAll(part, token.name, token.value)
		}
		parts[i] = part
	}
	return path.Join(parts...)
}

// titleSlug is a title as a part of a URL.
func titleSlug(post *content.Post, otherwise string) string {
	if post.Title == "" {
		return otherwise
	}
	return strings.Join(strings.Fields(strings.ToLower(post.Title)), "-")
}
