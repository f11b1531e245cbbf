package renderer

import (
	"bytes"
	"sort"

	"github.com/yuin/goldmark/ast"
)

// Template constructs belong to another program that reads the post: Go
// templates, Hugo's shortcodes, Liquid, Jinja, Vue. They are not parsed, only
// found, so that nothing in them is touched; Markdown is parsed as if they
// were text. One that is not closed before the next blank line is none,
// comments excepted.
type construct struct {
	open, close string
	comment     bool // may hold blank lines
}

// The order matters: the first that fits is taken.
var constructs = [...]construct{
	{"{{/*", "*/}}", true},
	{"{{- /*", "*/ -}}", true},
	{"{{<", ">}}", false},
	{"{{%", "%}}", false},
	{"{{", "}}", false},
	{"{%", "%}", false},
	{"{# ", "#}", true},
	{"{#\n", "#}", true},
	{"{#-", "#}", true},
	{"{#", "#}", false},
}

var mdxComment = construct{"{/*", "*/}", true}

// findMasks returns the template constructs of src outside code.
func findMasks(src []byte, root ast.Node, mdx bool) spans {
	if !mdx && !mayHaveMasks(src) {
		return nil
	}
	m := masker{src: src, code: codeSpans(root), blank: -1, mdx: mdx}
	m.ahead = m.code
	for i := range m.next {
		m.next[i] = -1
	}
	m.scan()
	if mdx {
		m.modules()
	}
	return m.found.normalize()
}

func mayHaveMasks(src []byte) bool {
	for i := 0; ; i++ {
		n := bytes.IndexByte(src[i:], '{')
		if n < 0 || i+n+1 >= len(src) {
			return false
		}
		i += n
		switch src[i+1] {
		case '{', '%', '#':
			return true
		}
	}
}

// codeSpans returns where code stands, from the tree.
func codeSpans(root ast.Node) spans {
	var code spans
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindCodeSpan:
			first, ok1 := n.FirstChild().(*ast.Text)
			last, ok2 := n.LastChild().(*ast.Text)
			if ok1 && ok2 {
				code = append(code, span{first.Segment.Start, last.Segment.Stop})
			}
			return ast.WalkSkipChildren, nil
		case ast.KindCodeBlock, ast.KindFencedCodeBlock:
			if lines := n.Lines(); lines.Len() > 0 {
				code = append(code, span{lines.At(0).Start, lines.At(lines.Len() - 1).Stop})
			}
		}
		return ast.WalkContinue, nil
	})
	return code.normalize()
}

type masker struct {
	src   []byte
	code  spans // all of it
	ahead spans // of which this is not passed yet
	found spans
	blank int                      // the next blank line, remembered
	next  [len(constructs) + 1]int // where each closer comes next, remembered
	mdx   bool
}

func (m *masker) scan() {
	for i := 0; ; {
		n := bytes.IndexByte(m.src[i:], '{')
		if n < 0 {
			return
		}
		i += n
		if end := m.codeAt(i); end > i {
			i = end
			continue
		}
		start, end := m.construct(i)
		if end == 0 && m.mdx && i > 0 && m.src[i-1] == '=' {
			start, end = i, m.expression(i)
		}
		if end == 0 {
			i++
			continue
		}
		m.found = append(m.found, span{start, end})
		i = end
	}
}

// codeAt returns the end of the code around i, or 0. Calls come in order.
func (m *masker) codeAt(i int) int {
	for len(m.ahead) > 0 && m.ahead[0].end <= i {
		m.ahead = m.ahead[1:]
	}
	if len(m.ahead) > 0 && m.ahead[0].start <= i {
		return m.ahead[0].end
	}
	return 0
}

// construct returns the construct that starts at i. Where another of its kind
// starts before the end, the first was never closed and the last is meant.
func (m *masker) construct(i int) (start, end int) {
	rest := m.src[i:]
	for k := range len(constructs) + 1 {
		c := mdxComment
		if k < len(constructs) {
			c = constructs[k]
		} else if !m.mdx {
			break
		}
		if !bytes.HasPrefix(rest, []byte(c.open)) {
			continue
		}
		from := i + len(c.open)
		end := m.closer(k, c.close, from)
		if end < 0 || !c.comment && end > m.blankLine(i) {
			continue
		}
		if !c.comment {
			if again := bytes.LastIndex(m.src[from:end], []byte(c.open)); again >= 0 {
				i = from + again
			}
		}
		end += len(c.close)
		for c.close == "}}" && end < len(m.src) && m.src[end] == '}' {
			end++
		}
		return i, end
	}
	return 0, 0
}

// closer finds the next closer of one kind at or behind from; -1: there is
// none. It searches each byte once for each kind.
func (m *masker) closer(kind int, closer string, from int) int {
	if at := m.next[kind]; at < from && at < len(m.src) {
		n := bytes.Index(m.src[min(from, len(m.src)):], []byte(closer))
		if n < 0 {
			m.next[kind] = len(m.src)
		} else {
			m.next[kind] = from + n
		}
	}
	if m.next[kind] >= len(m.src) {
		return -1
	}
	return m.next[kind]
}

// blankLine returns where the next blank line behind i begins.
func (m *masker) blankLine(i int) int {
	for m.blank <= i && m.blank < len(m.src) {
		from := max(i, m.blank)
		n := bytes.IndexByte(m.src[from:], '\n')
		if n < 0 {
			m.blank = len(m.src)
			break
		}
		m.blank = from + n + 1
		end := m.blank
		for end < len(m.src) && (m.src[end] == ' ' || m.src[end] == '\t' || m.src[end] == '\r') {
			end++
		}
		if end < len(m.src) && m.src[end] != '\n' {
			i = m.blank // not blank: go on from here
		}
	}
	return m.blank
}

// expression returns the end of a JSX expression in braces, or 0.
func (m *masker) expression(i int) int {
	limit := min(m.blankLine(i), len(m.src), i+4096)
	for depth := 0; i < limit; i++ {
		switch m.src[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// modules finds the import and export statements of MDX: from a line that
// starts with the word, at the start of a block, to the next blank line.
func (m *masker) modules() {
	atStart := true
	for i := 0; i < len(m.src); {
		end := len(m.src)
		if n := bytes.IndexByte(m.src[i:], '\n'); n >= 0 {
			end = i + n + 1
		}
		line := m.src[i:end]
		if atStart && (bytes.HasPrefix(line, []byte("import ")) || bytes.HasPrefix(line, []byte("export "))) {
			if _, code := m.code.overlapping(i, end); !code {
				end = m.blankAfter(end)
				m.found = append(m.found, span{i, end})
			}
		}
		atStart = len(bytes.TrimSpace(line)) == 0
		i = end
	}
}

func (m *masker) blankAfter(i int) int {
	for i < len(m.src) {
		n := bytes.IndexByte(m.src[i:], '\n')
		if n < 0 {
			return len(m.src)
		}
		if len(bytes.TrimSpace(m.src[i:i+n])) == 0 {
			return i
		}
		i += n + 1
	}
	return i
}

// inside reports whether a construct begins before start and ends behind end.
func (s spans) inside(start, end int) bool {
	i := sort.Search(len(s), func(i int) bool { return s[i].end > start })
	return i < len(s) && s[i].start < start && s[i].end > end
}
