package renderer

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// A shortcodeForm is a way to call a template from a post: its delimiters, and
// whether a bare word is text (Hugo) or the name of a variable.
type shortcodeForm struct {
	open, close string
	bare        bool
}

var shortcodeForms = [...]shortcodeForm{
	{"{{<", ">}}", true}, {"{{%", "%}}", true}, // Hugo: {{< figure src="a.png" >}}
	{"{%", "%}", false}, // Liquid, Nunjucks: {% image "a.png", alt="x" %}
	{"{{", "}}", false}, // Zola: {{ figure(src="a.png") }}
}

// shortcodes adds the references in the arguments of the shortcodes that
// Options.Shortcodes names. They come behind those of the Markdown.
func (c *collector) shortcodes() {
	if len(c.opts.Shortcodes) == 0 {
		return
	}
	for _, m := range c.masks {
		for _, form := range shortcodeForms {
			text := c.body[m.start:m.end]
			if !bytes.HasPrefix(text, []byte(form.open)) || !bytes.HasSuffix(text, []byte(form.close)) || len(text) < len(form.open)+len(form.close) {
				continue
			}
			c.shortcode(m.start+len(form.open), m.end-len(form.close), form)
			break
		}
	}
}

// shortcode handles the call c.body[start:end].
func (c *collector) shortcode(start, end int, form shortcodeForm) {
	end = start + len(bytes.TrimSuffix(bytes.TrimRight(c.body[start:end], " \t\r\n-"), []byte("/"))) // {{< img />}}
	s := argScanner{buf: c.body[:end], i: start}
	s.skip(" \t\r\n-")
	name := s.word(" \t\r\n(/")
	wanted := c.opts.Shortcodes[name]
	if wanted == nil {
		return
	}
	s.skip(" \t\r\n(")
	alt, position, first := "", 0, len(c.refs)
	for s.next() {
		key := s.key
		if key == "" {
			key = strconv.Itoa(position)
			position++
		}
		value := s.buf[s.start:s.stop]
		if key == "alt" && s.quote != 0 {
			alt = string(value)
		}
		if !slices.Contains(wanted, key) || s.quote == 0 && !form.bare || bytes.ContainsAny(value, "\\{}\r\n") || !c.wanted(value) {
			continue
		}
		c.add(newRef(Shortcode, string(value), "", c.base+s.start, c.base+s.stop, quoteArgument(s.quote)))
	}
	for i := first; i < len(c.refs); i++ {
		c.refs[i].Alt = alt
	}
}

// quoteArgument makes a URL fit between the quotes that are there; a bare word
// gets some.
func quoteArgument(quote byte) func(string) string {
	if quote == 0 {
		return func(url string) string { return `"` + strings.ReplaceAll(url, `"`, "%22") + `"` }
	}
	return func(url string) string {
		return strings.ReplaceAll(url, string(quote), "%"+strconv.FormatUint(uint64(quote), 16))
	}
}

// An argScanner goes through the arguments of a call: values between quotes or
// bare, with or without a name before them, separated by spaces or commas.
type argScanner struct {
	buf []byte
	i   int

	key         string // "": the argument has no name
	start, stop int    // of the value, without its quotes
	quote       byte   // 0: bare
}

func (s *argScanner) skip(chars string) {
	for s.i < len(s.buf) && strings.IndexByte(chars, s.buf[s.i]) >= 0 {
		s.i++
	}
}

// word reads up to one of the characters.
func (s *argScanner) word(end string) string {
	from := s.i
	for s.i < len(s.buf) && strings.IndexByte(end, s.buf[s.i]) < 0 {
		s.i++
	}
	return string(s.buf[from:s.i])
}

// next reads the next argument.
func (s *argScanner) next() bool {
	s.skip(" \t\r\n,)")
	s.key = ""
	if !s.value() {
		return false
	}
	behind := s.i
	s.skip(" \t\r\n")
	if s.quote == 0 && s.i < len(s.buf) && (s.buf[s.i] == '=' || s.buf[s.i] == ':') {
		s.key = string(s.buf[s.start:s.stop])
		s.i++
		s.skip(" \t\r\n")
		return s.value()
	}
	s.i = behind
	return true
}

// value reads a value between quotes, or a bare word.
func (s *argScanner) value() bool {
	s.start, s.stop, s.quote = s.i, s.i, 0
	if s.i >= len(s.buf) {
		return false
	}
	switch q := s.buf[s.i]; q {
	case '"', '\'', '`':
		n := bytes.IndexByte(s.buf[s.i+1:], q)
		if n < 0 {
			s.i = len(s.buf)
			return false
		}
		s.quote, s.start, s.stop = q, s.i+1, s.i+1+n
		s.i = s.stop + 1
		return true
	}
	s.word(" \t\r\n,)=:")
	if s.stop = s.i; s.i < len(s.buf) && s.buf[s.i] == ':' && s.i+1 < len(s.buf) && s.buf[s.i+1] == '/' {
		s.word(" \t\r\n,)") // https://
		s.stop = s.i
	}
	return s.start < s.stop
}
