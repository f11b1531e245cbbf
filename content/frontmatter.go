package content

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"sync"

	"github.com/adrg/frontmatter"
)

// maxFrontMatter bounds the work on a broken or hostile file: the decoders are
// not linear in all cases, and a megabyte of "[" in TOML would overflow the
// stack, which ends the program.
const maxFrontMatter = 256 << 10

// endMark stands for the closing line when the front matter is handed to
// adrg/frontmatter. That compares trimmed lines, so the author's own "---"
// would also match an indented one inside a block scalar, and it knows one
// closing line per format, while "----------" and "..." are in use as well. No
// front matter that is valid can hold this line.
const endMark = "\x00"

// block is the front matter of a file, as offsets in its Source.
type block struct {
	syntax     Syntax
	fence      int // where the opening line begins
	start, end int // the text for the decoder
	body       int // where the Markdown begins
}

// opening tells what an opening line announces; delims says that the fences are
// part of the text.
func opening(line string) (s Syntax, closing string, delims bool) {
	switch line {
	case "---", "---yaml":
		return YAML, "---", false
	case "+++":
		return TOML, "+++", false
	case "---toml":
		return TOML, "---", false
	case ";;;":
		return JSON, ";;;", false
	case "---json":
		return JSON, "---", false
	case "{":
		return JSON, "}", true
	default:
		return None, "", false
	}
}

// split finds the front matter and sets the post's Body. It returns false if
// the front matter has no end. A block of Syntax None is no front matter.
func (p *parser) split() (block, bool) {
	src := p.post.Source
	if bytes.HasPrefix(src, []byte("\ufeff")) { // it would hide the opening line
		p.post.Body = len("\ufeff")
	}
	b := block{fence: p.post.Body}
	line, next := lineAt(src, b.fence)
	for len(bytes.TrimSpace(line)) == 0 && next < len(src) {
		b.fence = next
		line, next = lineAt(src, b.fence)
	}
	if isObject(line) {
		return p.splitLine(b.fence, next)
	}
	syntax, closing, delims := opening(string(bytes.TrimRight(line, " \t\r\n")))
	if syntax == None {
		return block{}, true
	}
	b.syntax, b.start = syntax, next
	found := b.findEnd(src, closing, delims)
	if b.isBody(src, found) {
		return block{}, true
	}
	if !found {
		p.fail(b.fence, "front matter is not closed: add a line %q after it", closing)
		return block{}, false
	}
	if delims {
		b.start = b.fence
	}
	return b, p.accept(b)
}

// isObject reports whether a line is a JSON object from its first character to
// its last. A line of Markdown may begin with a brace, too: a shortcode, an
// attribute list, prose.
func isObject(line []byte) bool {
	return bytes.HasPrefix(line, []byte("{")) && json.Valid(line)
}

// splitLine is split for front matter that is the line from start to end.
func (p *parser) splitLine(start, end int) (block, bool) {
	b := block{syntax: JSON, fence: start, start: start, end: end, body: end}
	return b, p.accept(b)
}

// accept sets where the body begins, unless the front matter is too large.
func (p *parser) accept(b block) bool {
	if b.end-b.start > maxFrontMatter {
		p.fail(b.fence, "front matter is larger than 256 KiB: move its text into the body")
		return false
	}
	p.post.Body, p.post.Syntax = b.body, b.syntax
	return true
}

// findEnd looks for the closing line. It must begin at column 0: an indented
// one is text in a block scalar.
func (b *block) findEnd(src []byte, closing string, delims bool) bool {
	for at := b.start; at < len(src); {
		line, next := lineAt(src, at)
		if isClosing(line, b.syntax, closing) && (!delims || blankAt(src, next) || json.Valid(src[b.fence:next])) {
			b.end, b.body = at, next
			if delims {
				b.end = next
			}
			return true
		}
		at = next
	}
	return false
}

// isClosing reports whether a line closes front matter: the closing line, a
// longer one of the same character, or the end of a YAML document.
func isClosing(line []byte, s Syntax, closing string) bool {
	if len(line) == 0 || (line[0] != closing[0] && line[0] != '.') {
		return false
	}
	text := string(bytes.TrimRight(line, " \t\r\n"))
	if s == YAML && text == "..." {
		return true
	}
	return text == closing || len(closing) == 3 && strings.HasPrefix(text, closing) &&
		strings.Trim(text, closing[:1]) == ""
}

// isBody reports whether what looked like front matter is Markdown: a document
// may begin with a thematic break or a brace. Without an end it is front matter
// if a key comes first; with an end it is front matter unless it reads like
// paragraphs between two thematic breaks.
func (b *block) isBody(src []byte, closed bool) bool {
	if !closed {
		return !survey(src[b.start:], b.syntax).keyFirst
	}
	l := survey(src[b.start:b.end], b.syntax)
	switch {
	case b.syntax != YAML || l.keyFirst:
		return false
	case !l.content:
		return l.blankFirst && l.comment // a comment could as well be a heading
	default:
		return l.blankFirst || l.blank && !l.key
	}
}

// look is what the lines of a text look like.
type look struct {
	content, blank, comment, key bool // there is such a line
	blankFirst, keyFirst         bool // it is the first (of the content)
}

func survey(text []byte, s Syntax) look {
	var l look
	for at := 0; at < len(text); {
		line, next := lineAt(text, at)
		switch trimmed := bytes.TrimSpace(line); {
		case len(trimmed) == 0:
			l.blankFirst = l.blankFirst || at == 0
			l.blank = true
		case line[0] == '#' && s != JSON:
			l.comment = true
		default:
			key := looksLikeKey(trimmed, s)
			l.keyFirst = l.keyFirst || key && !l.content
			l.key = l.key || key
			l.content = true
		}
		at = next
	}
	return l
}

// looksLikeKey reports whether a line, trimmed and not empty, is one that front
// matter begins with.
func looksLikeKey(line []byte, s Syntax) bool {
	text := string(line)
	switch s {
	case TOML:
		key, _, ok := strings.Cut(text, "=")
		return text[0] == '[' || ok && isKey(strings.TrimSpace(key))
	case JSON:
		return strings.ContainsRune(`"{}`, rune(text[0]))
	default:
		key, rest, ok := strings.Cut(text, ":")
		return ok && isKey(strings.TrimSpace(key)) && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
	}
}

// isKey reports whether s is one word, or several in quotes.
func isKey(s string) bool {
	if len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return true
	}
	return s != "" && !strings.ContainsAny(s, " \t\"'`*<>[](){}")
}

// decode hands the front matter to the decoder of its notation.
func (p *parser) decode(b block) {
	if b.syntax == None {
		return
	}
	src := p.post.Source
	open, next := lineAt(src, b.fence)
	r := io.MultiReader(bytes.NewReader(src[b.fence:next]),
		bytes.NewReader(src[next:max(b.end, next)]), strings.NewReader("\n"+endMark))
	format := frontmatter.NewFormat(string(bytes.TrimSpace(open)), endMark, func([]byte, any) error {
		p.decodeBlock(b) // not the copy it is called with: spans are offsets in Source
		return nil
	})
	buffered := readers.Get().(*bufio.Reader)
	defer readers.Put(buffered)
	buffered.Reset(r)
	rest, err := frontmatter.MustParse(buffered, nil, format)
	if (err != nil || len(rest) > 0) && len(p.errs) == 0 {
		p.fail(b.fence, "front matter holds a control character: delete it")
	}
}

// readers are as large as what adrg/frontmatter would make for each post.
var readers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 4096) }}

func (p *parser) decodeBlock(b block) {
	switch b.syntax {
	case YAML:
		p.decodeYAML(b)
	case TOML:
		p.decodeTOML(b)
	case JSON:
		p.decodeJSON(b)
	}
}

// lineAt returns the line that begins at offset, its end included, and the
// offset of the next one.
func lineAt(src []byte, offset int) (line []byte, next int) {
	if i := bytes.IndexByte(src[offset:], '\n'); i >= 0 {
		return src[offset : offset+i+1], offset + i + 1
	}
	return src[offset:], len(src)
}

// blankAt reports whether the line that begins at offset is blank or missing.
func blankAt(src []byte, offset int) bool {
	line, _ := lineAt(src, offset)
	return len(bytes.TrimSpace(line)) == 0
}
