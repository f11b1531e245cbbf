package renderer

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// headingIDs gives headings in ASCII the same ids as goldmark's own, which tries
// -1, -2, ... from the start each time and so takes half a minute for 25,000
// equal headings.
type headingIDs struct {
	next map[string]int // id in use -> the number to try next behind it
}

var _ parser.IDs = (*headingIDs)(nil)

// Generate implements parser.IDs.
func (h *headingIDs) Generate(value []byte, kind ast.NodeKind) []byte {
	id := slug(value)
	if len(id) == 0 {
		id = []byte("id")
		if kind == ast.KindHeading {
			id = []byte("heading")
		}
	}
	if h.next == nil {
		h.next = make(map[string]int)
	}
	n, used := h.next[string(id)]
	if !used {
		h.next[string(id)] = 1
		return id
	}
	base := string(id)
	for ; ; n++ {
		id = strconv.AppendInt(append(id[:len(base)], '-'), int64(n), 10)
		if _, used := h.next[string(id)]; !used {
			h.next[base] = n + 1
			h.next[string(id)] = 1
			return id
		}
	}
}

// Put implements parser.IDs.
func (h *headingIDs) Put(value []byte) {
	if h.next == nil {
		h.next = make(map[string]int)
	}
	if _, used := h.next[string(value)]; !used {
		h.next[string(value)] = 1
	}
}

// slug keeps letters and digits, in lower case. goldmark keeps those of ASCII
// alone, which leaves nothing of a heading in Greek, or all but one letter of one
// in German.
func slug(value []byte) []byte {
	value = util.TrimRightSpace(util.TrimLeftSpace(value))
	id := make([]byte, 0, len(value)+4)
	for i := 0; i < len(value); {
		c, n := utf8.DecodeRune(value[i:])
		i += n
		switch {
		case c < utf8.RuneSelf && util.IsAlphaNumeric(byte(c)), c >= utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsDigit(c)):
			id = utf8.AppendRune(id, unicode.ToLower(c))
		case c < utf8.RuneSelf && util.IsSpace(byte(c)) || c == '-' || c == '_':
			id = append(id, '-')
		}
	}
	return id
}
