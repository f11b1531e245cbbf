package content

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// decodeTOML fills Meta with the decoder of the library, and the fields with its
// parser, which knows the positions.
func (p *parser) decodeTOML(b block) {
	text := p.post.Source[b.start:b.end]
	meta := map[string]any{}
	if err := toml.Unmarshal(text, &meta); err != nil {
		p.tomlError(b, err)
		return
	}
	p.post.Meta = plainTOML(meta).(map[string]any)
	w := tomlWalker{post: p.post, base: b.start}
	w.Reset(text)
	w.walk()
}

// plainTOML replaces the library's local dates by times in UTC, a local time and
// what JSON cannot express by its text. Maps and lists are changed in place.
func plainTOML(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			v[k] = plainTOML(inner)
		}
		return v
	case []any:
		for i, inner := range v {
			v[i] = plainTOML(inner)
		}
		return v
	case toml.LocalDate:
		return v.AsTime(time.UTC)
	case toml.LocalDateTime:
		return v.AsTime(time.UTC)
	case toml.LocalTime:
		return v.String()
	case float64:
		return marshallable(v, strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(v, 'g', -1, 64)), "+"))
	case time.Time:
		return marshallable(v, v.String())
	default:
		return v
	}
}

// tomlWalker collects the fields of a valid document.
type tomlWalker struct {
	unstable.Parser
	post *Post
	base int
}

func (w *tomlWalker) walk() {
	table := noParent
	for w.NextExpression() {
		switch n := w.Expression(); n.Kind {
		case unstable.Table, unstable.ArrayTable:
			name, parent, at := w.key(n.Key(), noParent)
			table = w.post.add(field{name, parent, kindMap, Value{Start: at}})
		case unstable.KeyValue:
			w.keyValue(n, table)
		}
	}
}

// key adds a map for each part of a dotted key but the last. It returns that
// one, its parent and where the key begins.
func (w *tomlWalker) key(parts unstable.Iterator, parent int) (name string, last, at int) {
	for parts.Next() {
		n := parts.Node()
		at = w.base + int(n.Raw.Offset)
		name = string(n.Data)
		if !parts.IsLast() {
			parent = w.post.add(field{name, parent, kindMap, Value{Start: at}})
		}
	}
	return name, parent, at
}

func (w *tomlWalker) keyValue(n *unstable.Node, parent int) {
	name, parent, at := w.key(n.Key(), parent)
	w.value(n.Value(), field{name: name, parent: parent, value: Value{Start: at}})
}

// value adds the fields of one value; f is its field so far. Lists and inline
// tables have no position of their own, so theirs is that of the key.
func (w *tomlWalker) value(n *unstable.Node, f field) {
	switch n.Kind {
	case unstable.Array:
		f.kind = kindList
		w.post.add(f)
		for c := n.Children(); c.Next(); {
			w.value(c.Node(), f)
		}
	case unstable.InlineTable:
		f.kind = kindMap
		parent := w.post.add(f)
		for c := n.Children(); c.Next(); {
			w.keyValue(c.Node(), parent)
		}
	case unstable.String:
		f.kind, f.value = kindString, w.span(n.Data, n.Raw)
		f.value.style = tomlStyle(w.Raw(n.Raw))
		w.post.add(f)
	default:
		f.kind, f.value = kindOther, w.span(n.Data, w.Range(n.Data))
		w.post.add(f)
	}
}

func (w *tomlWalker) span(text []byte, r unstable.Range) Value {
	start := w.base + int(r.Offset)
	return Value{Text: string(text), Start: start, End: start + int(r.Length)}
}

func tomlStyle(raw []byte) style {
	if raw[0] == '\'' && !bytes.HasPrefix(raw, []byte("'''")) {
		return literal
	}
	return double
}
