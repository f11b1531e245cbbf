package content

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Value is a string in the front matter and where it is written.
type Value struct {
	// Text is the string, decoded.
	Text string
	// Start and End are the span in Source that a rewrite replaces by Quote's
	// result: the value as written, its quotes included. They are included
	// because not every string fits between quotes of every style: nothing can
	// stand for ' in a literal string of TOML.
	Start, End int

	style style
}

// style is how a string is written.
type style uint8

const (
	unwritable style = iota // no span that could be replaced
	plain                   // YAML without quotes
	plainFlow               // the same inside [] or {}, where commas end a value
	single                  // YAML '...'
	double                  // "..." in YAML, TOML and JSON
	literal                 // TOML '...'
)

// Quote returns what to write at Start:End so that the value becomes s: in the
// style that the author chose if s can be written so, else in double quotes. A
// plain YAML value stays plain only if no YAML parser could take s for anything
// but that string. Bytes of s that are not UTF-8 become U+FFFD.
func (v Value) Quote(s string) string {
	switch {
	case v.style == plain && isPlain(s, ":?,()!*&$"):
		return s
	case v.style == plainFlow && isPlain(s, "()!*&$"): // : and ? end a value in some parsers
		return s
	case v.style == single && isPrintable(s):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	case v.style == literal && isPrintable(s) && !strings.Contains(s, "'"):
		return "'" + s + "'"
	default:
		return doubleQuote(s)
	}
}

// isPlain reports whether s is a string without quotes in any YAML parser. It
// errs on the side of quotes.
func isPlain(s, also string) bool {
	if s == "" || strings.ContainsAny(s[:1], also) || strings.ContainsAny(s[:1], "-?=:@%~") {
		return false
	}
	digits := true // 12:30 and 1_000 are numbers in YAML 1.1
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9' || c == '_' || c == '-' || c == '+' || c == '.':
		case c == ':' && i+1 < len(s) && strings.ContainsRune(also, c):
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			digits = false
		case c != ':' && strings.ContainsRune("/%=~@;"+also, c):
			digits = false
		default:
			return false
		}
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off": // booleans in YAML 1.1
		return false
	}
	var v any
	return !digits && yaml.Unmarshal([]byte(s), &v) == nil && v == any(s)
}

// isPrintable reports whether s can stand between single quotes: one line of
// UTF-8 without control characters.
func isPrintable(s string) bool {
	for i, c := range s {
		if needsEscape(c) || c == '\t' {
			return false
		}
		if c == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return false
			}
		}
	}
	return true
}

// needsEscape reports whether one of the notations does not allow c, or takes
// it for the end of a line.
func needsEscape(c rune) bool {
	switch {
	case c < ' ', c >= 0x7F && c <= 0x9F, c == 0x2028, c == 0x2029, c == 0xFEFF, c == 0xFFFE, c == 0xFFFF:
		return true
	default:
		return false
	}
}

// doubleQuote writes s with the escapes that YAML, TOML and JSON share.
func doubleQuote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case needsEscape(c):
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
