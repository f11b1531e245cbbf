package renderer

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Descriptions returns what pictures lack for people who cannot see them, local
// and remote ones alike: a description, one that says something, or the text of
// a link that is a picture. An alt that is empty on purpose, alt="" in HTML or
// {alt=""} behind an image, is the author's decision.
func (d *Document) Descriptions() []Warning { return d.descriptions }

func (c *collector) undescribed(offset int, format string, args ...any) {
	c.descriptions = append(c.descriptions, Warning{c.base + offset, fmt.Sprintf(format, args...)})
}

// describeImage judges a Markdown image.
func (c *collector) describeImage(n *ast.Image, block *attrNode) {
	at := n.Pos()
	if at < 0 || c.hidden(at, at+1) || isPlayed(string(n.Destination)) {
		return
	}
	if off, ok := c.offset(n.Destination); ok && c.hidden(off, off+len(n.Destination)) {
		return
	}
	file := fileName(unescapeMarkdown(n.Destination))
	alt, decided := altText(n, c.body), false
	if block != nil {
		if v, ok := block.attrs.lookup("alt"); ok {
			alt, decided = v, v == ""
		}
	}
	switch alt = strings.TrimSpace(alt); {
	case decided:
		c.describeLink(n, at)
	case alt == "":
		c.undescribed(at, `%s has no description: write what it shows between the brackets, or {alt=""} behind it if it only decorates`, file)
	case isUselessAlt(alt, file):
		c.undescribed(at, "%q does not say what is seen: describe %s in a few words", shorten(alt), file)
	}
}

// describeTag judges an <img> of n, which begins at an offset of the body.
func (c *collector) describeTag(n ast.Node, at int, t *imgTag) {
	file := fileName(t.src)
	switch alt := strings.TrimSpace(t.alt); {
	case t.labelled:
	case !t.hasAlt:
		c.undescribed(at, `%s has no alt: write what it shows, or alt="" if it only decorates`, file)
	case alt == "":
		c.describeLink(n, at)
	case isUselessAlt(alt, file):
		c.undescribed(at, "%q does not say what is seen: describe %s in a few words", shorten(alt), file)
	}
}

// describeLink reports a link in which there is nothing to read.
func (c *collector) describeLink(n ast.Node, at int) {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink && strings.TrimSpace(altText(p, c.body)) == "" {
			c.undescribed(at, "a link has only a picture without a description: write where it leads")
			return
		}
	}
}

// An imgTag is what an <img> says of itself.
type imgTag struct {
	src, alt string
	hasAlt   bool
	labelled bool // by other means, or hidden from those who would need it
}

func (t *imgTag) note(s *attrScanner) {
	value := func() string { return strings.TrimSpace(unescapeAttr(s.buf[s.start:s.stop])) }
	switch strings.ToLower(string(s.name)) {
	case "src":
		t.src = value()
	case "alt":
		t.alt, t.hasAlt = value(), true
	case "role":
		t.labelled = t.labelled || value() == "presentation" || value() == "none"
	case "aria-hidden":
		t.labelled = t.labelled || value() == "true"
	case "aria-label", "aria-labelledby":
		t.labelled = t.labelled || value() != ""
	}
}

// fileName is how messages call a picture.
func fileName(dest string) string {
	p, _, _ := splitDest(dest)
	if destClass(dest) == destOther || path.Base(p) == "." || path.Base(p) == "/" {
		return "a picture"
	}
	return `"` + shorten(path.Base(p)) + `"`
}

func isPlayed(dest string) bool {
	p, _, _ := splitDest(dest)
	switch strings.ToLower(path.Ext(p)) {
	case ".mp4", ".m4v", ".webm", ".mov", ".mkv", ".ogv", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".aac":
		return true
	}
	return false
}

// saysNothing are words that stand where a description should, and the names
// that cameras and programs give.
var saysNothing = regexp.MustCompile(`(?i)^(?:an? |the |my )?(?:alt(?:[ -]?text)?|image|img|picture|pic|photo|photograph|` +
	`screen[ -]?shot|figure|fig|graphic|icon|untitled|unnamed|placeholder|description|caption|todo|xxx+|test)(?: description| here)?[ .:_-]*\d*\.?$|` +
	`^(?:img|dsc[nf]?|pxl|dscf|image|photo|screenshot|p)[ _-]?\d[\d _.-]*$|` +
	`^screen ?shot(?: from)? \d{4}-\d\d-\d\d.*$|^bildschirmfoto .*\d$`)

// isUselessAlt reports whether a description says no more than that there is
// one, or is the name of the file, quoted in file. A name of one word may be a
// description.
func isUselessAlt(alt, file string) bool {
	if saysNothing.MatchString(alt) {
		return true
	}
	name := strings.Trim(file, `"`)
	stem := strings.TrimSuffix(name, path.Ext(name))
	return strings.EqualFold(alt, name) || strings.EqualFold(alt, stem) && strings.ContainsAny(stem, "-_.0123456789")
}
