package content

import (
	"math"
	"time"

	"go.yaml.in/yaml/v3"
)

// maxAliased bounds how many nodes aliases may repeat: a few lines of aliases
// to aliases stand for more than fits into memory.
const maxAliased = 100_000

// decodeYAML fills Meta and the fields. One walk over the nodes does both: the
// decoder of the library gives no positions of values, and its check for keys
// that occur twice takes quadratic time.
func (p *parser) decodeYAML(b block) {
	text := p.post.Source[b.start:b.end]
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		p.yamlError(b, err)
		return
	}
	p.post.Meta = map[string]any{}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return
	}
	w := &yamlWalker{parser: p, pos: newYAMLPositions(text, b.start)}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		p.fail(w.pos.offset(root), "front matter is %s: write \"key: value\" lines", yamlKind(root))
		return
	}
	p.post.Meta = w.mapping(root, place{parent: noParent, alias: -1})
}

func yamlKind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a map"
	default:
		return "a single value"
	}
}

// yamlWalker turns nodes into Go values and collects the fields.
type yamlWalker struct {
	*parser
	pos      *yamlPositions
	anchored map[*yaml.Node][2]int // the fields that an anchored node holds
	open     map[*yaml.Node]bool   // anchored nodes that the walk is inside of
	aliased  int                   // nodes repeated through aliases so far
}

// place is where a walk is.
type place struct {
	name   string // as in field
	parent int
	flow   bool // inside [] or {}
	alias  int  // offset of the alias that led here, -1 without one
}

// in returns the place of what a list or map directly holds.
func (at place) in(n *yaml.Node) place {
	at.flow = at.flow || n.Style&yaml.FlowStyle != 0
	return at
}

func (w *yamlWalker) value(n *yaml.Node, at place) any {
	if !w.spend(at) {
		return nil
	}
	if n.Anchor != "" && n.Kind != yaml.AliasNode {
		defer w.enter(n, at)()
	}
	switch n.Kind {
	case yaml.AliasNode:
		return w.alias(n, at)
	case yaml.MappingNode:
		at.parent = w.add(n, at, kindMap)
		return w.mapping(n, at)
	case yaml.SequenceNode:
		w.add(n, at, kindList)
		list := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			list = append(list, w.value(c, at.in(n)))
		}
		return list
	default:
		return w.scalar(n, at)
	}
}

// enter remembers that the walk is inside an anchored node, and which fields
// come from there.
func (w *yamlWalker) enter(n *yaml.Node, at place) (leave func()) {
	if w.open == nil {
		w.open, w.anchored = map[*yaml.Node]bool{}, map[*yaml.Node][2]int{}
	}
	w.open[n] = true
	first := len(w.post.fields)
	return func() {
		delete(w.open, n)
		if at.alias < 0 {
			w.anchored[n] = [2]int{first, len(w.post.fields)}
		}
	}
}

// spend counts a node that an alias repeats. It returns false if there are too
// many.
func (w *yamlWalker) spend(at place) bool {
	if at.alias < 0 {
		return true
	}
	w.aliased++
	if w.aliased == maxAliased+1 {
		w.fail(at.alias, "aliases repeat more than %d values: write the values out", maxAliased)
	}
	return w.aliased <= maxAliased
}

func (w *yamlWalker) alias(n *yaml.Node, at place) any {
	direct := at.alias < 0
	if direct {
		at.alias = w.pos.offset(n)
	}
	if !w.follow(n, at) {
		return nil
	}
	before := len(w.post.fields)
	v := w.value(n.Alias, at)
	if direct && n.Alias.Kind == yaml.ScalarNode && len(w.post.fields) > before {
		f := &w.post.fields[before] // the alias itself can be replaced
		f.value.End = at.alias + len("*") + len(n.Value)
		f.value.style = plainStyle(at)
	}
	return v
}

// follow reports whether an alias may be followed: not into what it is part of.
// What it repeats cannot be rewritten any more: it would change here, too.
func (w *yamlWalker) follow(n *yaml.Node, at place) bool {
	if w.open[n.Alias] {
		w.fail(at.alias, "anchor %q contains itself: write the value out", n.Value)
		return false
	}
	for i := w.anchored[n.Alias][0]; i < w.anchored[n.Alias][1]; i++ {
		w.post.fields[i].value.style = unwritable
	}
	return true
}

func plainStyle(at place) style {
	if at.flow {
		return plainFlow
	}
	return plain
}

func (w *yamlWalker) mapping(n *yaml.Node, at place) map[string]any {
	m := make(map[string]any, len(n.Content)/2)
	at = at.in(n)
	var merges []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Tag == "!!merge" {
			merges = append(merges, v)
			continue
		}
		name, ok := w.key(k, at)
		if !ok {
			continue
		}
		if _, twice := m[name]; twice {
			w.fail(w.where(k, at), "key %q is on line %d already: delete one of them", name, w.firstLine(n, name))
			continue
		}
		at.name = name
		m[name] = w.value(v, at)
	}
	for _, v := range merges {
		w.merge(m, v, at)
	}
	return m
}

func (w *yamlWalker) key(k *yaml.Node, at place) (string, bool) {
	if k.Kind == yaml.AliasNode {
		k = k.Alias
	}
	if k.Kind != yaml.ScalarNode {
		w.fail(w.where(k, at), "a key is %s: write text before the colon", yamlKind(k))
		return "", false
	}
	return k.Value, true
}

func (w *yamlWalker) firstLine(m *yaml.Node, name string) int {
	for i := 0; i < len(m.Content); i += 2 {
		if m.Content[i].Value == name {
			return w.post.Position(w.pos.offset(m.Content[i])).Line
		}
	}
	return 0
}

// merge adds what "<<" brings in: a map or a list of maps, behind aliases or
// not. A key that is there already stays as it is.
func (w *yamlWalker) merge(m map[string]any, v *yaml.Node, at place) {
	if at.alias < 0 {
		at.alias = w.pos.offset(v)
	}
	if !w.spend(at) {
		return
	}
	switch v.Kind {
	case yaml.AliasNode:
		if w.follow(v, at) {
			defer w.enter(v.Alias, at)()
			w.merge(m, v.Alias, at)
		}
	case yaml.SequenceNode:
		for _, c := range v.Content {
			w.merge(m, c, at)
		}
	case yaml.MappingNode:
		for k, v := range w.mapping(v, at) {
			if _, there := m[k]; !there {
				m[k] = v
			}
		}
	default:
		w.fail(at.alias, "\"<<\" brings in what is not a map: put its anchor at a map")
	}
}

func (w *yamlWalker) scalar(n *yaml.Node, at place) any {
	switch n.Tag {
	case "!!str":
		w.add(n, at, kindString)
		return n.Value
	case "!!null":
		w.add(n, at, kindNull)
		return nil
	}
	i := w.add(n, at, kindOther)
	var v any
	if err := n.Decode(&v); err != nil {
		w.fail(w.post.fields[i].value.Start, "%q is no %s: correct the value or delete the tag", n.Value, n.Tag)
		return nil
	}
	return marshallable(v, n.Value)
}

// marshallable replaces what JSON cannot express by its text.
func marshallable(v any, text string) any {
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return text
		}
	case time.Time:
		if _, err := v.MarshalJSON(); err != nil {
			return text
		}
	}
	return v
}

// where is the offset to report for a node: the alias that led to it, or its own.
func (w *yamlWalker) where(n *yaml.Node, at place) int {
	if at.alias >= 0 {
		return at.alias
	}
	return w.pos.offset(n)
}

func (w *yamlWalker) add(n *yaml.Node, at place, k kind) int {
	f := field{name: at.name, parent: at.parent, kind: k, value: Value{Text: n.Value}}
	if at.alias >= 0 {
		f.value.Start, f.value.End = at.alias, at.alias
	} else {
		f.value.Start, f.value.End, f.value.style = w.pos.span(n, at)
	}
	return w.post.add(f)
}
