package content

import (
	"fmt"
	"path"
	"strings"
)

// kind is what a key of the front matter holds.
type kind uint8

const (
	kindString kind = iota
	kindNull
	kindOther // a number, a boolean, a date
	kindList
	kindMap
)

// noParent is the parent of the keys of the top level.
const noParent = -1

// field is one scalar, list or map of the front matter. The items of a list have
// the name and the parent of the list. The Value of what is not a string that
// can be rewritten has the style unwritable; its Start is right.
//
// Fields know their parent instead of their whole key: a long key with many
// keys below it would be copied into each of them.
type field struct {
	name   string
	parent int // index of the map that the field is in
	kind   kind
	value  Value
}

// add appends a field and returns its index.
func (p *Post) add(f field) int {
	p.fields = append(p.fields, f)
	return len(p.fields) - 1
}

// isAt reports whether a field is at a dotted key.
func (p *Post) isAt(f *field, key string) bool {
	for f.parent != noParent {
		rest, ok := strings.CutSuffix(key, f.name)
		if ok {
			rest, ok = strings.CutSuffix(rest, ".")
		}
		if !ok {
			return false
		}
		key, f = rest, &p.fields[f.parent]
	}
	return key == f.name
}

// field returns the first field at a key that is not null.
func (p *Post) field(key string) (field, bool) {
	for i := range p.fields {
		if f := &p.fields[i]; f.kind != kindNull && p.isAt(f, key) {
			return *f, true
		}
	}
	return field{}, false
}

// Values returns the strings that the front matter holds at a dotted key
// ("image", "cover.image"), in the order of the file: one, or several if the
// key or one on the way holds a list ("images", or "images.src" for a list of
// maps).
//
// Not returned, because no span of the file could be replaced alone: YAML block
// scalars (| and >), values behind a YAML anchor that an alias repeats, values
// that come through an alias of a list or map or through a merge key. They are
// in Meta all the same, and [Post.Unwritable] says where they are.
func (p *Post) Values(key string) []Value {
	var vs []Value
	for i := range p.fields {
		f := &p.fields[i]
		if f.kind == kindString && f.value.style != unwritable && p.isAt(f, key) {
			vs = append(vs, f.value)
		}
	}
	return vs
}

// Unwritable returns a problem, with its position, for each string at a dotted
// key that [Post.Values] leaves out although it may name a local file. It is
// for keys whose values are to be rewritten; nil if there is nothing to say.
func (p *Post) Unwritable(key string) []*Error {
	var errs []*Error
	for i := range p.fields {
		f := &p.fields[i]
		if f.kind == kindString && f.value.style == unwritable && p.isAt(f, key) && mayBeLocal(f.value.Text) {
			errs = append(errs, &Error{Pos: p.Position(f.value.Start), Msg: key + " " + p.whyUnwritable(f)})
		}
	}
	return errs
}

// NotText returns a remark, with its position, for each value at a dotted key
// that is neither text nor a list of texts: a map, a number, a date. It is for
// keys that should hold the name of a file; false says that there is none.
func (p *Post) NotText(key string) []*Error {
	var errs []*Error
	for i := range p.fields {
		f := &p.fields[i]
		if f.kind != kindMap && f.kind != kindOther || f.value.Text == "false" || !p.isAt(f, key) {
			continue
		}
		msg := key + " is not text"
		if f.kind == kindMap {
			msg = key + " is a map"
			if inner := p.fileIn(i); inner != "" {
				msg += ", whose file is at " + key + "." + inner
			}
		}
		errs = append(errs, &Error{Pos: p.Position(f.value.Start), Msg: msg})
	}
	return errs
}

// fileIn returns the first key of the map that is field i whose text ends in an
// extension, as the name of a file does.
func (p *Post) fileIn(i int) string {
	for _, f := range p.fields[i+1:] {
		if f.parent == i && f.kind == kindString && path.Ext(f.value.Text) != "" {
			return f.name
		}
	}
	return ""
}

func (p *Post) whyUnwritable(f *field) string {
	switch mark := p.Source[f.value.Start]; mark {
	case '|', '>': // no plain value begins with these
		return fmt.Sprintf("is a block scalar (%c), which cannot be rewritten: write the value on one line, without the %q", mark, mark)
	default:
		return "is shared through an anchor, which cannot be rewritten: write the value out"
	}
}

// mayBeLocal reports whether a value can be the path of a file: it is neither
// blank nor a URL. A scheme of one letter is a drive of Windows.
func mayBeLocal(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasPrefix(text, "//") {
		return false
	}
	scheme, _, ok := strings.Cut(text, ":")
	return !ok || len(scheme) < 2 || strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") != ""
}
