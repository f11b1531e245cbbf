package renderer

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/renderer/html"
)

// Attrs is an attribute block directly behind an image:
//
//	![alt](shot.png){width=550 .wide #fig loading=lazy}
//
// It counts as one only if every key is known: width, height, class (or .x),
// id (or #x), alt, title, loading, decoding, fetchpriority, sizes, tx, and for
// videos autoplay, loop, muted and controls. Anything else stays text.
//
// A block in the form of kramdown and Python-Markdown, {: width="300"}, may have
// any key and stays in Markdown, and so does every block with
// [Options.AttributeLists].
type Attrs struct {
	// List holds the attributes in the order written. Classes are joined into
	// one, under "class"; of any other key given twice, the last counts.
	List []Attr
	// Start and End are the span of the block in Input.Source with its
	// braces; both 0: there is no block.
	Start, End int

	list bool // any key counts, and the block stays in Markdown
	tx   span // where tx stands in it, from Start
}

// An Attr is one attribute.
type Attr struct{ Key, Value string }

// Get returns the value of key, or "" where there is none. A bare key, such as
// autoplay, has its own name as the value.
func (a Attrs) Get(key string) string {
	v, _ := a.lookup(key)
	return v
}

func (a Attrs) lookup(key string) (value string, ok bool) {
	for i := range a.List {
		if a.List[i].Key == key {
			return a.List[i].Value, true
		}
	}
	return "", false
}

// over returns a with those of defaults that a lacks, and with their classes.
func (a Attrs) over(defaults []Attr) Attrs {
	if len(defaults) == 0 {
		return a
	}
	list := a.List
	a.List = nil
	for _, d := range defaults {
		a.set(d.Key, d.Value)
	}
	for _, own := range list {
		if own.Key != "class" {
			a.drop(own.Key)
		}
		a.set(own.Key, own.Value)
	}
	return a
}

func (a *Attrs) drop(key string) {
	a.List = slices.DeleteFunc(a.List, func(x Attr) bool { return x.Key == key })
}

func (a *Attrs) set(key, value string) {
	for i := range a.List {
		if a.List[i].Key != key {
			continue
		}
		if key == "class" {
			value = a.List[i].Value + " " + value
		}
		a.List[i].Value = value
		return
	}
	a.List = append(a.List, Attr{key, value})
}

type attrRule int

const (
	attrUnknown attrRule = iota
	attrText             // any value
	attrPixels           // a whole number, with or without px
	attrBool             // may stand alone
)

func attrRuleOf(key string) attrRule {
	switch key {
	case "class", "id", "alt", "title", "loading", "decoding", "fetchpriority", "sizes", "tx":
		return attrText
	case "width", "height":
		return attrPixels
	case "autoplay", "loop", "muted", "controls":
		return attrBool
	}
	return attrUnknown
}

// maxAttrs is the length in bytes up to which a block is one: nobody writes
// more, and hostile input would cost the square of its length.
const maxAttrs = 4096

// parseAttrs parses the block that line starts with and returns its length; 0:
// it is no block, and problem says why where the author seems to mean one. In a
// list any key counts.
// goldmark's own parser is not used since it knows no bare words and ends a
// value at a comma, as in tx=c_fill,w_550.
func parseAttrs(line []byte, list bool) (a Attrs, n int, problem string) {
	line = line[:min(len(line), maxAttrs)]
	i := 1 // behind the brace
	if len(line) > i && line[i] == ':' {
		list = true
		i++
	}
	a.list = list
	for {
		i = skipSpaces(line, i)
		if i >= len(line) {
			return Attrs{}, 0, ""
		}
		switch c := line[i]; c {
		case '}':
			if len(a.List) == 0 || problem != "" {
				return Attrs{}, 0, problem
			}
			return a, i + 1, ""
		case ',':
			i++
			continue
		case '.', '#':
			end := wordEnd(line, i+1)
			if end == i+1 {
				return Attrs{}, 0, ""
			}
			key := "class"
			if c == '#' {
				key = "id"
			}
			a.set(key, string(line[i+1:end]))
			i = end
			continue
		}
		start := i
		var key, value string
		var ok bool
		if key, value, i, ok = parseAttr(line, i, list); !ok {
			return Attrs{}, 0, ""
		}
		value, bad := checkAttr(key, value)
		if !list {
			problem = cmp.Or(problem, bad)
		}
		if key == "tx" {
			a.tx = span{start, i}
		}
		a.set(key, value)
	}
}

// blockLike begins with a class, an id or an attribute of ours; expressions of
// MDX and Svelte do not.
var blockLike = regexp.MustCompile(`^\{\s*(\.[A-Za-z]|#[A-Za-z][^\s}]*(\}|\s*$)|[^<>(){}]*\b(width|height|class|alt|title|loading|sizes|tx)\s*=)`)

// meantAsAttrs reports whether a line that begins with a brace seems to be a
// block with a mistake in it.
func meantAsAttrs(line []byte) bool { return blockLike.Match(line) }

// parseAttr parses key=value, key="value" or a bare key, which has itself as
// the value; in a list it may be any.
func parseAttr(line []byte, i int, list bool) (key, value string, next int, ok bool) {
	start := i
	for i < len(line) && (isLetter(line[i]) || i > start && (line[i] == '-' || line[i] == '_' || '0' <= line[i] && line[i] <= '9')) {
		i++
	}
	if i == start || i >= len(line) {
		return "", "", i, false
	}
	key = strings.ToLower(string(line[start:i]))
	if line[i] != '=' {
		return key, key, i, (list || attrRuleOf(key) == attrBool) && (isSpace(line[i]) || line[i] == '}' || line[i] == ',')
	}
	i++
	if i < len(line) && (line[i] == '"' || line[i] == '\'') {
		for end := i + 1; end < len(line) && line[end] != '\n'; end++ {
			switch line[end] {
			case line[i]:
				return key, unescapeMarkdown(line[i+1 : end]), end + 1, true
			case '\\':
				end++ // an escaped quote
			}
		}
		return "", "", i, false
	}
	end := wordEnd(line, i)
	if end == i {
		return "", "", i, false
	}
	return key, strings.TrimSuffix(string(line[i:end]), ","), end, true
}

func checkAttr(key, value string) (string, string) {
	switch attrRuleOf(key) {
	case attrUnknown:
		return value, "not an attribute block: " + shorten(key) + " is not a known attribute"
	case attrPixels:
		value = strings.TrimSuffix(value, "px")
		if n, err := strconv.Atoi(value); err != nil || n <= 0 || value[0] == '+' {
			return value, "not an attribute block: " + key + " must be a number of pixels"
		}
	case attrBool:
		if value != key && value != "true" && value != "false" {
			return value, "not an attribute block: " + key + " is either there or not"
		}
	}
	return value, ""
}

// others are the attributes of a list that have no meaning of ours and that HTML
// allows on an image. Handlers of events are not among them.
func (a Attrs) others() (list []Attr) {
	for _, x := range a.List {
		if attrRuleOf(x.Key) == attrUnknown && x.Key != "style" && x.Key != "srcset" &&
			(strings.HasPrefix(x.Key, "data-") || html.ImageAttributeFilter.Contains([]byte(x.Key))) {
			list = append(list, x)
		}
	}
	return list
}

// unknownToOthers is the part of a block that only we understand, as a span of
// the source; empty: there is none.
func (a Attrs) unknownToOthers() span {
	switch {
	case a.Start >= a.End:
		return span{}
	case !a.list, len(a.List) == 1 && a.tx.end > 0:
		return span{a.Start, a.End}
	}
	return span{a.Start + a.tx.start, a.Start + a.tx.end}
}

// wordEnd is the end of a value without quotes.
func wordEnd(line []byte, i int) int {
	for i < len(line) && !isSpace(line[i]) && strings.IndexByte("{}\"'<>`", line[i]) < 0 {
		i++
	}
	return i
}

func skipSpaces(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t') {
		i++
	}
	return i
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
