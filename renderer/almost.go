package renderer

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// text finds what looks like an image but is none: a destination with a space
// or with a template construct. It asks only where ]( stands in plain text.
func (c *collector) text(n *ast.Text) {
	for from, stop := n.Segment.Start, n.Segment.Stop; from < stop; {
		i := bytes.Index(c.body[from:stop], []byte("]("))
		if i < 0 {
			return
		}
		c.almostImage(from + i)
		from += i + 2
	}
}

// almostImage looks at the text around ]( at offset at. It is bounded, so that
// a long line of brackets stays cheap.
func (c *collector) almostImage(at int) {
	const reach = 500
	before := c.body[max(0, at-reach):at]
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	open := bytes.LastIndex(before, []byte("!["))
	if open < 0 || util.IsEscapedPunctuation(before, open) || at > 0 && c.body[at-1] == '\\' {
		return
	}
	if bytes.Contains(before[open:], []byte("](")) {
		return // that image has its destination: this is a link's
	}
	dest := parenthesized(c.body[at+2 : min(len(c.body), at+2+reach)])
	if !bytes.ContainsAny(dest, " \t") || dest[0] == '<' || destClass(dest) != destLocal {
		return
	}
	start := at + 2
	if c.masked(start, start+len(dest)) {
		return
	}
	path, _, _ := splitDest(string(dest))
	if isMediaName(path) {
		c.warn(c.base+start, fmt.Sprintf("not an image: a name with a space is written <%s> or %s",
			shorten(string(dest)), shorten(escapeURL(string(dest), urlUnsafe))))
	}
}

// parenthesized returns the text up to the parenthesis that closes, on this
// line, without a title at its end; empty: there is none.
func parenthesized(b []byte) []byte {
	for i, depth := 0, 0; i < len(b) && b[i] != '\n'; i++ {
		switch b[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				b = b[:i]
				if i > 0 && (b[i-1] == '"' || b[i-1] == '\'') {
					if q := bytes.IndexByte(b, b[i-1]); q > 0 && q < i-1 && isSpace(b[q-1]) {
						b = b[:q]
					}
				}
				return bytes.TrimRight(b, " \t")
			}
		}
	}
	return nil
}
