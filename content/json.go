package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// maxJSONDepth is the nesting that encoding/json itself allows.
const maxJSONDepth = 10_000

// decodeJSON fills Meta and the fields in one walk over the tokens: the library
// keeps the last of two equal keys silently and has no positions of values.
func (p *parser) decodeJSON(b block) {
	text := p.post.Source[b.start:b.end]
	w := &jsonWalker{parser: p, text: text, base: b.start, dec: json.NewDecoder(bytes.NewReader(text))}
	w.dec.UseNumber()
	v, err := w.value(field{parent: noParent}, 0)
	if err == nil {
		at := w.next()
		if _, more := w.dec.Token(); more != io.EOF {
			p.fail(at, "text behind the JSON object: delete it, or close the front matter before it")
			return
		}
	}
	meta, ok := v.(map[string]any)
	switch {
	case errors.Is(err, io.EOF) && len(bytes.TrimSpace(text)) == 0:
		p.post.Meta = map[string]any{}
	case err != nil:
		p.jsonError(b, w, err)
	case !ok:
		p.fail(w.base+len(text)-len(bytes.TrimLeft(text, " \t\r\n")), `front matter is not a JSON object: write {"key": "value"}`)
	default:
		p.post.Meta = meta
	}
}

type jsonWalker struct {
	*parser
	dec  *json.Decoder
	text []byte
	base int
}

// next returns the offset in Source of the next token.
func (w *jsonWalker) next() int {
	at := int(w.dec.InputOffset())
	return w.base + len(w.text) - len(bytes.TrimLeft(w.text[at:], " \t\r\n,:"))
}

var errDepth = errors.New("nested too deeply")

// value reads the next value; f is its field so far.
func (w *jsonWalker) value(f field, depth int) (any, error) {
	if depth > maxJSONDepth {
		return nil, errDepth
	}
	start := w.next()
	token, err := w.dec.Token()
	if err != nil {
		return nil, err
	}
	f.kind, f.value = kindOther, Value{Start: start, End: w.base + int(w.dec.InputOffset())}
	var v any = token
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			f.kind = kindMap
			return w.object(f, depth)
		}
		f.kind = kindList
		return w.list(f, depth)
	case string:
		f.kind, f.value.Text, f.value.style = kindString, t, double
	case nil:
		f.kind = kindNull
	case json.Number:
		f.value.Text, v = t.String(), number(t)
	case bool:
		f.value.Text = map[bool]string{true: "true", false: "false"}[t]
	}
	w.post.add(f)
	return v, nil
}

// number returns an int64 where the other notations give an integer, too, and
// the text where float64 cannot hold it.
func number(n json.Number) any {
	if i, err := n.Int64(); err == nil {
		return i
	}
	f, err := n.Float64()
	if err != nil {
		return n.String()
	}
	return f
}

func (w *jsonWalker) object(f field, depth int) (any, error) {
	parent := noParent
	if depth > 0 {
		parent = w.post.add(f)
	}
	m := map[string]any{}
	lines := map[string]int{}
	for w.dec.More() {
		at := w.next()
		token, err := w.dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if !ok {
			return nil, errors.New("a key is not a string")
		}
		if line, twice := lines[name]; twice {
			w.fail(at, "key %q is on line %d already: delete one of them", name, line)
		}
		lines[name] = w.post.Position(at).Line
		if m[name], err = w.value(field{name: name, parent: parent}, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := w.dec.Token()
	return m, err
}

func (w *jsonWalker) list(f field, depth int) (any, error) {
	w.post.add(f)
	list := []any{}
	for w.dec.More() {
		v, err := w.value(f, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := w.dec.Token()
	return list, err
}

// jsonError reports a syntax error.
func (p *parser) jsonError(b block, w *jsonWalker, err error) {
	if p.controlError(b) {
		return
	}
	at := w.next()
	var se *json.SyntaxError
	if errors.As(err, &se) && se.Offset > 0 {
		at = max(at, b.start+int(se.Offset)-1)
	}
	problem := strings.TrimPrefix(err.Error(), "json: ")
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(problem, "unexpected end"):
		p.fail(b.end, "the JSON object is not closed: add the missing brace or bracket")
	case at < b.end && (p.post.Source[at] == '}' || p.post.Source[at] == ']'):
		p.fail(at, "a value is missing, or there is a comma too many: JSON has no comma before a closing bracket")
	default:
		p.fail(at, "front matter is not valid JSON: %s: correct this line", problem)
	}
}
