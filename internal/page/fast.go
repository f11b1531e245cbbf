package page

import (
	"bytes"
	"html"
	"strconv"
	"strings"
)

// writeBuiltin writes what the template "page" of layout.html writes, byte for
// byte, eight times as fast: html/template finds every field by
// reflection. It is only for data whose addresses are literal, see
// [literalURLs]. FuzzBuiltin holds the two together.
func (l *Layout) writeBuiltin(b *bytes.Buffer, d *Data) {
	b.Grow(len(l.style) + len(d.Body) + len(d.Script) + 4<<10)
	putText(b, "<!doctype html>\n<html lang=\"", d.Lang, "\">\n<head>\n")
	head(b, d)
	b.WriteString(l.style)
	putText(b, `
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<nav class="site" aria-label="Site"><a href="`, d.Root, `index.html">`)
	putText(b, "", d.SiteName, `</a></nav>
<main id="main" tabindex="-1">
<article>
<header>
`)
	putText(b, "<h1>", d.Heading, "</h1>")
	if d.DateISO != "" {
		putText(b, "\n<time datetime=\"", d.DateISO, `">`)
		putText(b, "", d.DateText, "</time>")
	}
	b.WriteString("\n</header>")
	if d.Cover != nil {
		putCover(b, d.Cover)
	}
	b.WriteString("\n")
	b.WriteString(string(d.Body))
	b.WriteString("\n</article>\n</main>\n")
	b.WriteString(string(d.Script))
	b.WriteString("\n</body>\n</html>\n")
}

func putCover(b *bytes.Buffer, c *Image) {
	putText(b, "\n<img class=\"cover\" src=\"", c.URL, `"`)
	putAttr(b, ` srcset="`, string(c.Srcset))
	putAttr(b, ` sizes="`, c.Sizes)
	putText(b, ` alt="`, c.Alt, `"`)
	putSize(b, ` width="`, c.Width)
	putSize(b, ` height="`, c.Height)
	b.WriteString(` fetchpriority="high"`)
	putAttr(b, ` style="`, string(c.Style))
	b.WriteString(">")
}

// putAttr writes an attribute, or nothing for an empty value.
func putAttr(b *bytes.Buffer, before, value string) {
	if value != "" {
		putText(b, before, value, `"`)
	}
}

// putSize writes an attribute, or nothing for an unknown size.
func putSize(b *bytes.Buffer, before string, size int) {
	if size != 0 {
		b.WriteString(before)
		b.Write(strconv.AppendInt(b.AvailableBuffer(), int64(size), 10))
		b.WriteByte('"')
	}
}

// putText is [put] with the two escapes that html/template has beyond those
// of package html: the plus sign, which UTF-7 begins with, and NUL.
func putText(b *bytes.Buffer, before, value, after string) {
	s := html.EscapeString(value)
	s = strings.ReplaceAll(s, "+", "&#43;")
	s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	b.WriteString(before)
	b.WriteString(s)
	b.WriteString(after)
}

// literalURLs reports whether html/template would leave the addresses in the
// built-in page as they are, apart from escaping them as text. Its filter for
// schemes and its normaliser are not exported, and a second version of a
// security measure is one too many: the template writes the other pages.
func literalURLs(d *Data) bool {
	return literalURL(d.Root) && (d.Cover == nil || literalURL(d.Cover.URL))
}

// literalURL is true for an http, https or relative address in which every
// byte is allowed by RFC 3986 and no percent sign is stray. Quotes,
// parentheses and all beyond ASCII are what html/template encodes.
func literalURL(s string) bool {
	if strings.Contains(s, ":") && !isAbsolute(s) {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
		case strings.IndexByte("/.,_-=?:&#~+!$*;@[]", c) < 0:
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
