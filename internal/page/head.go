package page

import (
	"bytes"
	"html"
	"strconv"
)

// head writes the meta and link elements of a page. They are written here and
// not in the template, since all of them are text in a quoted attribute or
// element, and html/template takes ten times as long for what is a fifth of
// the time of a whole build.
func head(b *bytes.Buffer, d *Data) {
	b.WriteString(`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
`)
	put(b, `<title>`, d.DocumentTitle, "</title>\n")
	b.WriteString("<meta name=\"generator\" content=\"mdmedia\">\n")
	meta(b, "name", "description", d.Description)
	if d.Preconnect != "" {
		put(b, `<link rel="preconnect" href="https://`, d.Preconnect, "\">\n")
	}
	if d.URL != "" {
		social(b, d)
	}
}

// social writes what needs absolute addresses.
func social(b *bytes.Buffer, d *Data) {
	put(b, `<link rel="canonical" href="`, d.URL, "\">\n")
	put(b, `<link rel="alternate" type="application/atom+xml" title="`, d.SiteName, `"`)
	put(b, ` href="`, d.Root, "feed.xml\">\n")
	meta(b, "property", "og:type", d.SocialType)
	meta(b, "property", "og:title", d.Heading)
	meta(b, "property", "og:url", d.URL)
	meta(b, "property", "og:site_name", d.Site.Title)
	meta(b, "property", "og:description", d.Description)
	card := "summary"
	if d.SocialImage != "" {
		card = "summary_large_image"
		meta(b, "property", "og:image", d.SocialImage)
		if c := d.Cover; d.SocialImage == c.SocialURL && c.SocialWidth > 0 && c.SocialHeight > 0 {
			meta(b, "property", "og:image:width", strconv.Itoa(c.SocialWidth))
			meta(b, "property", "og:image:height", strconv.Itoa(c.SocialHeight))
		}
		meta(b, "property", "og:image:alt", d.Cover.Alt)
	}
	meta(b, "name", "twitter:card", card)
}

// meta writes a meta element, or nothing without a value.
func meta(b *bytes.Buffer, kind, name, value string) {
	if value != "" {
		b.WriteString("<meta ")
		b.WriteString(kind)
		b.WriteString(`="`)
		b.WriteString(name)
		put(b, `" content="`, value, "\">\n")
	}
}

// put writes value escaped for text and for quoted attributes.
func put(b *bytes.Buffer, before, value, after string) {
	b.WriteString(before)
	b.WriteString(html.EscapeString(value))
	b.WriteString(after)
}
