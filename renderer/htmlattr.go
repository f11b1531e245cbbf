package renderer

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// tag adds the references of the start tag f.buf[start:end].
func (c *collector) tag(n ast.Node, f *fragment, start, end int, slot *htmlSlot) {
	name, i := tagName(f.buf, start, end)
	rules := c.rules(name)
	if rules == nil {
		return
	}
	first := len(c.refs)
	alt, seen := "", 0
	var given tagAttrs
	var img imgTag
	for s := (attrScanner{buf: f.buf, i: i, end: end}); s.next(); {
		given.note(&s)
		img.note(&s)
		if bytes.EqualFold(s.name, []byte("alt")) && alt == "" {
			alt = unescapeAttr(s.buf[s.start:s.stop])
			if from, to, ok := f.source(s.start, s.stop); ok {
				alt = unescapeAttr(c.body[from:to]) // with its template constructs
			}
		}
		for k, r := range rules {
			if seen&(1<<k) != 0 || len(s.name) != len(r.attr) || !strings.EqualFold(string(s.name), r.attr) {
				continue
			}
			seen |= 1 << k // of an attribute given twice, the first counts
			if r.kind == Srcset {
				c.srcset(f, &s, slot)
			} else {
				c.attribute(f, &s, r.kind, slot)
			}
		}
	}
	if from, _, ok := f.source(start, start+1); ok && len(name) == 3 && bytes.EqualFold(name, []byte("img")) && !c.hidden(from, from+end-start) {
		c.describeTag(n, from, &img)
	}
	for k := first; k < len(c.refs); k++ {
		c.refs[k].Alt = alt
		if kind := c.refs[k].Kind; kind == HTMLImage || kind == Video {
			c.refs[k].Attrs = given.Attrs
			if _, at, ok := f.source(i-1, i); ok {
				item := htmlItem{start: at, end: at, ref: k, lacks: &given}
				slot.items = append(slot.items, item)
				if c.opts.HTMLImages {
					c.tags = append(c.tags, item)
				}
			}
		}
	}
}

// attribute adds the reference in an attribute's value.
func (c *collector) attribute(f *fragment, s *attrScanner, kind Kind, slot *htmlSlot) {
	start, stop := trim(f.buf, s.start, s.stop)
	quote := [...]func(string) string{quoteBare, quoteDouble, quoteSingle}[quoteIndex(s.quote)]
	c.value(f, start, stop, kind, quote, s.quote == 0, slot)
}

func trim(b []byte, start, stop int) (int, int) {
	for start < stop && isSpace(b[start]) {
		start++
	}
	for start < stop && isSpace(b[stop-1]) {
		stop--
	}
	return start, stop
}

func quoteIndex(quote byte) int {
	switch quote {
	case '"':
		return 1
	case '\'':
		return 2
	}
	return 0
}

// value adds the reference f.buf[start:stop].
func (c *collector) value(f *fragment, start, stop int, kind Kind, quote func(string) string, bare bool, slot *htmlSlot) {
	raw := f.buf[start:stop]
	from, to, ok := f.source(start, stop)
	if !ok || len(raw) == 0 || bare && c.body[from] == '{' { // src={variable}
		return
	}
	if kind == Link && (destClass(raw) != destLocal || c.hidden(from, to)) {
		return
	}
	if kind != Link && (!c.wanted(raw) || c.masked(from, to)) {
		return
	}
	r := newRef(kind, unescapeAttr(raw), "", c.base+from, c.base+to, quote)
	item := htmlItem{start: from, end: to, ref: -1}
	switch {
	case kind != Link, c.opts.MediaLinks && isMediaName(r.Path):
		item.ref = c.add(r)
	case c.pageLink != nil:
		url, ok := c.pageLink(r.Dest)
		if !ok {
			return
		}
		item.text = quote(url)
	default:
		return
	}
	slot.items = append(slot.items, item)
}

// srcset adds the candidates of a srcset. A value that as a whole names a file
// is that file, although the standard would split it at the space.
func (c *collector) srcset(f *fragment, s *attrScanner, slot *htmlSlot) {
	quote := [...]func(string) string{srcsetBare, srcsetDouble, srcsetSingle}[quoteIndex(s.quote)]
	start, stop := trim(f.buf, s.start, s.stop)
	value := f.buf[start:stop]
	whole := s.quote == 0 // without quotes there can be only one
	if !whole && c.exists != nil && bytes.ContainsAny(value, " ,") && destClass(value) == destLocal {
		path, query, fragment := splitDest(unescapeAttr(value))
		// What follows a space behind the name belongs to a list.
		whole = !strings.ContainsAny(query+fragment, " ,") && c.exists(path)
	}
	if whole {
		c.value(f, start, stop, Srcset, quote, s.quote == 0, slot)
		return
	}
	srcset(value, func(u candidate) {
		c.value(f, start+u.start, start+u.end, Srcset, quote, false, slot)
	})
}
