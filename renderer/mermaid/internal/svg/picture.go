package svg

import (
	"regexp"
	"strconv"
	"strings"
)

// A Picture is a finished diagram, in a form that every published form can be
// made from: for pages and for files, for both modes and for one.
type Picture struct {
	// Body is the svg element, on one line and without xmlns. Every id in it
	// begins with Prefix, and what differs between light and dark is a custom
	// property, of which the values are in Colors: light, dark.
	Body   string      `json:"-"`
	Colors [][2]string `json:"colors,omitempty"`
	// OtherBody is the dark picture where it differs from the light one in more
	// than colours; mostly empty.
	OtherBody string `json:"-"`
	// Width and Height are the displayed size in pixels.
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	// LostHTML says that labels in HTML were dropped.
	LostHTML bool `json:"lostHTML,omitempty"`
}

var titleElement = regexp.MustCompile(`<title[^>]*>([^<]*)</title>(?:<desc[^>]*>([^<]*)</desc>)?`)

// Alt returns the title and the description as one text, escaped for an
// attribute of HTML.
func (p *Picture) Alt() string {
	m := titleElement.FindStringSubmatch(p.Body)
	if m == nil {
		return ""
	}
	text := strings.TrimSuffix(strings.Join(m[1:], ": "), ": ")
	return strings.ReplaceAll(text, `"`, "&quot;")
}

const xmlns = ` xmlns="http://www.w3.org/2000/svg"`

// Inline returns the picture for an HTML page. It follows the reader's system,
// and data-theme="light" or "dark", or the class light or dark, on any element
// around it. Its ids begin with prefix, a word of letters, digits, "-" and "_".
func (p *Picture) Inline(prefix string) string {
	return strings.ReplaceAll(p.combined(true), Prefix, prefix)
}

// File returns the picture as a file that follows the reader's system. (Safari
// does not do so in an img element: use Light and Dark in a picture element.)
func (p *Picture) File() string {
	if p.OtherBody != "" {
		return p.Light() // a file holds one picture, and most pages are light
	}
	return asFile(p.combined(false))
}

// Light and Dark return the picture as a file for one mode. They are equal if
// it has only one look.
func (p *Picture) Light() string { return asFile(p.with(p.Body, 0)) }

// Dark is the counterpart of Light.
func (p *Picture) Dark() string {
	if p.OtherBody != "" {
		return asFile(p.OtherBody)
	}
	return asFile(p.with(p.Body, 1))
}

// Looks returns how many looks the picture has: 2 if light and dark differ.
func (p *Picture) Looks() int {
	if len(p.Colors) > 0 || p.OtherBody != "" {
		return 2
	}
	return 1
}

func asFile(body string) string {
	return "<svg" + xmlns + strings.TrimPrefix(body, "<svg") + "\n"
}

// with replaces the custom properties by their values in one mode.
func (p *Picture) with(body string, mode int) string {
	for i := len(p.Colors) - 1; i >= 0; i-- {
		body = strings.ReplaceAll(body, property(i), p.Colors[i][mode])
	}
	return body
}

// The conditions under which a page is light or dark whatever the system says.
const (
	pageIsLight = `:is([data-theme="light"],.light) #`
	pageIsDark  = `:is([data-theme="dark"],.dark) #`
	systemDark  = "@media(prefers-color-scheme:dark)"
)

// combined is the picture with the style that chooses between the modes.
func (p *Picture) combined(inPage bool) string {
	if p.Looks() == 1 {
		return p.Body
	}
	if p.OtherBody != "" {
		return withStyle(p.Body, twoPictures()) + strings.ReplaceAll(p.OtherBody, Prefix, otherPrefix)
	}
	values := func(mode int) string {
		var b strings.Builder
		b.WriteString(Prefix + "{")
		for i, c := range p.Colors {
			b.WriteString("--c" + strconv.Itoa(i) + ":" + c[mode] + ";")
		}
		b.WriteString("}")
		return b.String()
	}
	css := "#" + values(0) + systemDark + "{#" + values(1) + "}"
	if inPage {
		css += pageIsLight + values(0) + pageIsDark + values(1)
	}
	return withStyle(p.Body, css)
}

// otherPrefix begins the ids of the dark one of two pictures.
const otherPrefix = Prefix + "-dark"

// twoPictures shows one of two pictures at a time.
func twoPictures() string {
	const show, hide = "{display:inline}", "{display:none}"
	return "#" + otherPrefix + hide +
		systemDark + "{#" + Prefix + hide + "#" + otherPrefix + show + "}" +
		pageIsLight + Prefix + show + pageIsLight + otherPrefix + hide +
		pageIsDark + Prefix + hide + pageIsDark + otherPrefix + show
}

// withStyle puts rules before those that an SVG has.
func withStyle(body, css string) string {
	at := strings.IndexByte(body, '>') + 1
	rest := body[at:]
	if inner, ok := strings.CutPrefix(rest, "<style>"); ok {
		return body[:at] + "<style>" + css + inner
	}
	return body[:at] + "<style>" + css + "</style>" + rest
}
