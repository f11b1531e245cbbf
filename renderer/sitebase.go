package renderer

import (
	"regexp"
	"strings"
)

// Destinations that a template makes of a root-absolute path: Jekyll's
// {{ site.baseurl }}/img/x.png and {{ "/img/x.png" | relative_url }}, and
// Eleventy's {{ "/img/x.png" | url }}.
var (
	basePrefix = regexp.MustCompile(`^(?:\{\{-?\s*site\.(?:url|baseurl)\s*-?\}\})+(/[^\s{}"'<>]+)$`)
	baseFilter = regexp.MustCompile(`^\{\{-?\s*["']([^"'{}]+)["']\s*\|\s*(?:url|relative_url|absolute_url|prepend:\s*site\.baseurl)\s*(?:\|\s*(?:absolute_url|prepend:\s*site\.url)\s*)?-?\}\}$`)
)

// throughBase adds the reference of a destination that is only known with
// Options.SiteBase, and reports whether it is one.
func (c *collector) throughBase(start, end int) bool {
	if !c.opts.SiteBase {
		return false
	}
	dest := c.body[start:end]
	m := basePrefix.FindSubmatch(dest)
	if m == nil {
		m = baseFilter.FindSubmatch(dest)
	}
	if m == nil || destClass(m[1]) != destLocal {
		return false
	}
	path := "/" + strings.TrimLeft(string(m[1]), "/")
	c.add(newRef(Shortcode, path, "", c.base+start, c.base+end, quoteAnywhere.Replace))
	return true
}

// quoteAnywhere makes a URL fit into a destination and between any quotes.
var quoteAnywhere = strings.NewReplacer(" ", "%20", `"`, "%22", "'", "%27", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E")
