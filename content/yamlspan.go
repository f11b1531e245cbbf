package content

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlPositions turns the positions of yaml.Node into offsets. The library
// counts columns in characters, and ends lines at CR, NEL, LS and PS, too.
type yamlPositions struct {
	text  []byte
	base  int   // offset of text in Source
	lines []int // offset in text of each line

	// The last answer: nodes come in order, and a whole document can be one
	// line of flow style.
	line, column, at int
}

func newYAMLPositions(text []byte, base int) *yamlPositions {
	lines := make([]int, 1, 16)
	for i := 0; i < len(text); {
		n := yamlBreak(text[i:])
		i += max(n, 1)
		if n > 0 {
			lines = append(lines, i)
		}
	}
	return &yamlPositions{text: text, base: base, lines: lines}
}

// yamlBreak returns the length of the line end that b begins with, or 0.
func yamlBreak(b []byte) int {
	switch {
	case b[0] == '\n':
		return 1
	case b[0] == '\r' && len(b) > 1 && b[1] == '\n':
		return 2
	case b[0] == '\r':
		return 1
	case b[0] == 0xC2 && len(b) > 1 && b[1] == 0x85:
		return 2
	case b[0] == 0xE2 && len(b) > 2 && b[1] == 0x80 && b[2]|1 == 0xA9:
		return 3
	default:
		return 0
	}
}

// offset returns the offset in Source at which a node begins.
func (y *yamlPositions) offset(n *yaml.Node) int { return y.base + y.index(n) }

func (y *yamlPositions) index(n *yaml.Node) int {
	line := min(max(n.Line, 1), len(y.lines))
	if line != y.line || n.Column < y.column {
		y.line, y.column, y.at = line, 1, y.lines[line-1]
	}
	for y.column < n.Column && y.at < len(y.text) {
		_, size := utf8.DecodeRune(y.text[y.at:])
		y.at += size
		y.column++
	}
	return y.at
}

// span returns the offsets in Source of a scalar as it is written, and its
// style. The style is unwritable if the node is not a string in one of the
// styles that can be replaced.
func (y *yamlPositions) span(n *yaml.Node, at place) (start, end int, s style) {
	i := y.index(n)
	if n.Kind != yaml.ScalarNode {
		return y.base + i, y.base + i, unwritable
	}
	i = y.skipProperties(i)
	rest := y.text[i:]
	length := -1
	switch n.Style &^ yaml.TaggedStyle {
	case yaml.DoubleQuotedStyle:
		s, length = double, quotedLen(rest, '"')
	case yaml.SingleQuotedStyle:
		s, length = single, quotedLen(rest, '\'')
	case 0:
		s, length = plainStyle(at), plainLen(rest, n.Value)
	}
	if n.Tag != "!!str" {
		s = unwritable
	}
	if length <= 0 {
		s, length = unwritable, 0
	}
	return y.base + i, y.base + i + length, s
}

// skipProperties skips the tag and the anchor before a value: a node's position
// is theirs.
func (y *yamlPositions) skipProperties(i int) int {
	for i < len(y.text) && (y.text[i] == '!' || y.text[i] == '&') {
		space := bytes.IndexAny(y.text[i:], " \t\r\n")
		if space < 0 {
			return len(y.text)
		}
		i += space
		i += len(y.text[i:]) - len(bytes.TrimLeft(y.text[i:], " \t\r\n"))
	}
	return i
}

// quotedLen returns the length of the quoted scalar that b begins with, or -1.
func quotedLen(b []byte, quote byte) int {
	if len(b) == 0 || b[0] != quote {
		return -1
	}
	for i := 1; i < len(b); i++ {
		switch {
		case b[i] == '\\' && quote == '"':
			i++
		case b[i] != quote:
		case quote == '\'' && i+1 < len(b) && b[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return -1
}

// plainLen returns the length of the plain scalar with that value that b begins
// with, or -1. Where it goes over several lines, white space differs.
func plainLen(b []byte, value string) int {
	if len(value) <= len(b) && string(b[:len(value)]) == value {
		return len(value)
	}
	const white = " \t\r\n\u0085\u2028\u2029"
	i := 0
	for value != "" {
		word := value
		if j := strings.IndexAny(value, white); j >= 0 {
			word = value[:j]
		}
		if !bytes.HasPrefix(b[i:], []byte(word)) {
			return -1
		}
		i += len(word)
		value = value[len(word):]
		trimmed := strings.TrimLeft(value, white)
		if trimmed != value {
			i = len(b) - len(bytes.TrimLeft(b[i:], white))
		}
		value = trimmed
	}
	return i
}
