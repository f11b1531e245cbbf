package page

import (
	"cmp"
	"html/template"
	"strings"
	"time"
)

// Data is what a template gets: the page, and beside it the values that every
// layout would otherwise compute. They are fields and not methods, because a
// template reads a field several times faster than it calls a method.
type Data struct {
	Page
	// Lang is the site's language, "en" if none is set.
	Lang string
	// SiteName is the site's title, "Posts" if there is none.
	SiteName string
	// Heading is the title, or the slug if there is none.
	Heading string
	// DocumentTitle is what the browser's tab shows.
	DocumentTitle string
	// Description is the front matter's description. Empty: none.
	Description string
	// DateISO is the date as 2006-01-02. Empty: none.
	DateISO string
	// DateText is the date in words for English sites, DateISO for others.
	DateText string
	// Head is the title, meta and link elements of the page. Only a template
	// needs it as a value.
	Head template.HTML
	// SocialImage is the absolute address for og:image. Empty: none.
	SocialImage string
	// SocialType is the og:type: "article" or "website".
	SocialType string
	// Entries are the posts in the index page, in order. Nil in a post.
	Entries []EntryData
}

// EntryData is one post in the index page, as a template gets it.
type EntryData struct {
	Entry
	// Heading, DateISO and DateText are as in [Data].
	Heading, DateISO, DateText string
}

// newData computes the values for a page, except Head; socialType is its
// og:type.
func newData(p Page, socialType string) *Data {
	description, _ := p.Meta["description"].(string)
	if !isAbsolute(p.Site.URL) {
		p.URL = ""
	}
	d := &Data{
		Page:        p,
		Lang:        cmp.Or(p.Site.Language, "en"),
		SiteName:    siteName(p.Site),
		Heading:     cmp.Or(p.Title, p.Slug),
		Description: strings.TrimSpace(description),
		SocialImage: socialImage(p.Cover),
		SocialType:  socialType,
	}
	d.DocumentTitle = documentTitle(d.Heading, p.Site)
	d.DateISO, d.DateText = dates(p.Date, d.Lang)
	return d
}

func newEntryData(e Entry, lang string) EntryData {
	d := EntryData{Entry: e, Heading: cmp.Or(e.Title, e.URL)}
	d.DateISO, d.DateText = dates(e.Date, lang)
	return d
}

func siteName(s Site) string { return cmp.Or(s.Title, "Posts") }

func documentTitle(heading string, s Site) string {
	switch {
	case heading == "":
		return siteName(s)
	case s.Title == "" || s.Title == heading:
		return heading
	}
	return heading + " · " + s.Title
}

func socialImage(cover *Image) string {
	switch {
	case cover == nil:
		return ""
	case cover.SocialURL != "":
		return cover.SocialURL
	case isAbsolute(cover.URL):
		return cover.URL
	}
	return ""
}

// dates returns the date for machines and for people. A language other than
// English gets the ISO form for both, which needs no table of month names and
// misleads nobody.
func dates(t time.Time, lang string) (iso, text string) {
	if t.IsZero() {
		return "", ""
	}
	iso = t.Format(time.DateOnly)
	if lang == "en" || strings.HasPrefix(lang, "en-") {
		return iso, t.Format("January 2, 2006")
	}
	return iso, iso
}

func isAbsolute(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}
