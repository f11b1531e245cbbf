package content

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSearched bounds the search for the line of an error, in bytes of front
// matter: the search parses it once for each line.
const maxSearched = 16 << 10

// firstWrongLine returns where the first line begins that makes a text wrong:
// the one behind the longest beginning that parses. It also returns the error
// for the text up to that line's end, which says more about the line than the
// error for the whole.
func firstWrongLine(text []byte, parse func([]byte) error) (int, error) {
	text = text[:min(len(text), maxSearched)]
	wrong := 0
	var first error
	for at := 0; at < len(text); {
		_, next := lineAt(text, at)
		if err := parse(text[:next]); err == nil {
			wrong, first = next, nil
		} else if first == nil {
			first = err
		}
		at = next
	}
	return wrong, first
}

// controlError reports a control character in front matter that does not parse:
// what the decoders say about it is of no help.
func (p *parser) controlError(b block) bool {
	text := p.post.Source[b.start:b.end]
	i := bytes.IndexFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && !strings.ContainsRune("\t\r\n\u0085", r) || r == 0xFFFE || r == 0xFFFF
	})
	if i < 0 {
		return false
	}
	r, _ := utf8.DecodeRune(text[i:])
	p.fail(b.start+i, "control character %U in the front matter: delete it", r)
	return true
}
