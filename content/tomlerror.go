package content

import (
	"bytes"
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// tomlError reports a syntax error, or a key that occurs twice.
func (p *parser) tomlError(b block, err error) {
	text := p.post.Source[b.start:b.end]
	if p.controlError(b) {
		return
	}
	at := 0
	var de *toml.DecodeError
	if errors.As(err, &de) {
		row, column := de.Position()
		for ; row > 1; row-- {
			_, at = lineAt(text, at)
		}
		at = min(at+column-1, len(text))
	} else { // about keys: the library does not say where
		at, _ = firstWrongLine(text, func(text []byte) error {
			var m map[string]any
			return toml.Unmarshal(text, &m)
		})
	}
	p.fail(b.start+at, "%s", tomlHint(text, at, strings.TrimPrefix(err.Error(), "toml: ")))
}

// tomlHint says in plain words what is wrong at an offset.
func tomlHint(text []byte, at int, problem string) string {
	before, isValue := bytes.CutSuffix(bytes.TrimRight(text[:at], " \t"), []byte("="))
	isValue = isValue && bytes.IndexByte(text[len(before):at], '\n') < 0
	has := func(s string) bool { return strings.Contains(problem, s) }
	switch {
	case has("already"):
		return problem + ": delete one of them"
	case isValue && at < len(text) && isLetter(text[at]):
		return `a text value needs quotes: write key = "text"`
	case isValue && len(bytes.TrimSpace(lineRest(text, at))) == 0:
		return `the value is missing: write one, or delete the key`
	case has("expected character =") || has("expected = after"):
		return `this line is not key = value: correct it, or close the front matter before it`
	case has("cannot have new lines"):
		return "quote is not closed: add the closing quote"
	case has("start of key"):
		return "a key needs quotes if it has other characters than letters, digits, _ and -: add them"
	default:
		return "front matter is not valid TOML: " + problem + ": correct this line"
	}
}

func lineRest(text []byte, at int) []byte {
	line, _ := lineAt(text, at)
	return line
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
