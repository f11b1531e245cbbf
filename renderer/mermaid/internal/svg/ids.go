package svg

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Prefix begins every id of a finished picture, until Inline replaces it with
// one that is unique in the page.
const Prefix = "mmd-id"

var (
	urlRef  = regexp.MustCompile(`url\(\s*["']?#([^"')]*)["']?\s*\)`)
	hashRef = regexp.MustCompile(`#([\pL\pN_-]+)`)
)

// An idMap gives ids new names: the root's is Prefix, the others are numbered
// as they appear.
type idMap map[string]string

func (m idMap) name(id string) string {
	if n, ok := m[id]; ok {
		return n
	}
	n := Prefix
	if len(m) > 0 {
		n += "-" + strconv.Itoa(len(m))
	}
	m[id] = n
	return n
}

// renumber gives the ids that something refers to their new names, and drops
// the others.
func renumber(root *html.Node, rules []rule) {
	used := referred(root, rules)
	ids := idMap{}
	old := get(root, "id")
	ids.name(old)
	put(root, "id", Prefix)
	all := elementsOf(root)
	for _, n := range all[1:] {
		id := get(n, "id")
		if id == "" {
			continue
		}
		if _, twice := ids[id]; !used[id] || twice {
			put(n, "id", "")
			continue
		}
		put(n, "id", ids.name(id))
	}
	for _, n := range all {
		for i, a := range n.Attr {
			n.Attr[i].Val = ids.inAttribute(a.Key, a.Val)
		}
	}
	for i := range rules {
		r := &rules[i]
		r.selectors = slices.Clone(r.selectors)
		for k, s := range r.selectors {
			r.selectors[k] = hashRef.ReplaceAllStringFunc(s, func(m string) string { return "#" + ids.known(m[1:]) })
		}
		for k, d := range r.declarations {
			r.declarations[k].value = ids.inURLs(d.value)
		}
	}
}

// referred returns the ids that attributes and rules name.
func referred(root *html.Node, rules []rule) map[string]bool {
	used := map[string]bool{}
	urls := func(text string) {
		for _, m := range urlRef.FindAllStringSubmatch(text, -1) {
			used[m[1]] = true
		}
	}
	for _, n := range elementsOf(root) {
		for _, a := range n.Attr {
			switch a.Key {
			case "href":
				used[strings.TrimPrefix(a.Val, "#")] = true
			case "aria-labelledby", "aria-describedby":
				for _, id := range strings.Fields(a.Val) {
					used[id] = true
				}
			default:
				urls(a.Val)
			}
		}
	}
	for _, r := range rules {
		for _, s := range r.selectors {
			for _, m := range hashRef.FindAllStringSubmatch(s, -1) {
				used[m[1]] = true
			}
		}
		for _, d := range r.declarations {
			urls(d.value)
		}
	}
	return used
}

func (m idMap) inAttribute(key, value string) string {
	switch key {
	case "href":
		if id, ok := strings.CutPrefix(value, "#"); ok {
			return "#" + m.known(id)
		}
		return value
	case "aria-labelledby", "aria-describedby":
		ids := strings.Fields(value)
		for i, id := range ids {
			ids[i] = m.known(id)
		}
		return strings.Join(ids, " ")
	}
	return m.inURLs(value)
}

func (m idMap) inURLs(value string) string {
	return urlRef.ReplaceAllStringFunc(value, func(ref string) string {
		return "url(#" + m.known(urlRef.FindStringSubmatch(ref)[1]) + ")"
	})
}

// known returns the new name of an id; one that no element has leads nowhere,
// as before, and not to an element of the page.
func (m idMap) known(id string) string {
	if n, ok := m[id]; ok {
		return n
	}
	return Prefix + "-none"
}
