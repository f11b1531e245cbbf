package content

import (
	"bytes"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlError reports a syntax error. The line that the library names is the one
// where the construct began or one off, and there is no column.
func (p *parser) yamlError(b block, err error) {
	text := p.post.Source[b.start:b.end]
	if p.controlError(b) {
		return
	}
	start := libraryLine(text, err)
	if len(text) <= maxSearched {
		start, err = firstWrongLine(text, func(text []byte) error {
			var doc yaml.Node
			return yaml.Unmarshal(text, &doc)
		})
	}
	line, _ := lineAt(text, start)
	column, msg := yamlHint(line, yamlProblem(err))
	p.fail(b.start+start+column, "%s", msg)
}

// libraryLine returns the beginning of the line that an error names, or 0.
func libraryLine(text []byte, err error) int {
	_, after, _ := strings.Cut(err.Error(), "line ")
	n := 0
	for _, c := range after {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	at := 0
	for ; n > 1 && at < len(text); n-- {
		_, at = lineAt(text, at)
	}
	return at
}

// yamlProblem returns the library's description of an error, without the prefix
// and the line.
func yamlProblem(err error) string {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	return regexp.MustCompile(`^line \d+: `).ReplaceAllString(msg, "")
}

// yamlHint says in plain words what is wrong with a line, and at which of its
// bytes.
func yamlHint(line []byte, problem string) (column int, msg string) {
	indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
	if tab := bytes.IndexByte(indent, '\t'); tab >= 0 {
		return tab, "front matter is indented with a tab: indent with spaces"
	}
	value := len(indent)
	if i := bytes.Index(line, []byte(": ")); i >= 0 {
		value = i + 2 + len(line[i+2:]) - len(bytes.TrimLeft(line[i+2:], " "))
	}
	has := func(s string) bool { return strings.Contains(problem, s) }
	switch {
	case has("mapping values are not allowed"):
		if i := bytes.Index(line[value:], []byte(": ")); i >= 0 && value > len(indent) {
			return value + i, `": " inside a value: put the value in quotes`
		}
		return len(indent), "wrong indentation: line this up with the key above it"
	case has("unexpected end of stream"):
		return value, "quote is not closed: add the closing quote"
	case has("expected ',' or ']'"):
		return value, `list is not closed: add "]"`
	case has("expected ',' or '}'"):
		return value, `map is not closed: add "}"`
	case has("expected ':'"):
		return len(indent), `this line is not "key: value": correct it, or close the front matter before it`
	case has("cannot start any token"), has("alphabetic or numeric"), has("unknown anchor"), has("tag"):
		return value, "a value cannot begin like this: put the value in quotes"
	case has("unknown escape character"):
		return value, `unknown escape in double quotes: write \\ for a backslash, or use single quotes`
	case has("did not find expected"):
		return len(indent), "this line does not fit the ones before it: check its quotes and indentation"
	default:
		return len(indent), "front matter is not valid YAML: " + problem + ": correct this line"
	}
}
