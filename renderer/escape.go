package renderer

import (
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark/util"
)

// percentDecode decodes what is an escape and keeps everything else, so that a
// file named 100%.png is found under its own name.
func percentDecode(s string) string {
	i := strings.IndexByte(s, '%')
	if i < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	b = append(b, s[:i]...)
	for ; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi >= 0 && lo >= 0 {
				b = append(b, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// entityAt returns the length of the character reference that b starts with,
// from & to the semicolon, and what it stands for; 0: there is none.
func entityAt(b []byte) (n int, text string) {
	const longest = 40 // "&CounterClockwiseContourIntegral;" has 33
	end := bytes.IndexByte(b[:min(len(b), longest)], ';')
	if end < 2 {
		return 0, ""
	}
	for i, c := range b[1:end] {
		if !util.IsAlphaNumeric(c) && (c != '#' || i != 0) {
			return 0, ""
		}
	}
	ref := string(b[:end+1])
	text = html.UnescapeString(ref)
	if text == ref || strings.HasSuffix(text, ";") && ref != "&semi;" && ref != "&#59;" {
		return 0, "" // unknown, or only a prefix of it is known
	}
	return end + 1, text
}

// unescapeMarkdown undoes backslash escapes and character references in one
// pass: \&amp; means the five characters &amp; and not an ampersand.
func unescapeMarkdown(b []byte) string { return unescape(b, true) }

// unescapeAttr undoes character references. Those without a semicolon stay as
// they are: in an attribute ?a=1&copy=2 is no copyright sign.
func unescapeAttr(b []byte) string { return unescape(b, false) }

func unescape(b []byte, backslash bool) string {
	i := bytes.IndexByte(b, '&')
	if backslash && i != 0 {
		if j := bytes.IndexByte(b, '\\'); j >= 0 && (i < 0 || j < i) {
			i = j
		}
	}
	if i < 0 {
		return string(b)
	}
	out := make([]byte, 0, len(b))
	out = append(out, b[:i]...)
	for i < len(b) {
		switch c := b[i]; {
		case backslash && c == '\\' && i+1 < len(b) && util.IsPunct(b[i+1]):
			out = append(out, b[i+1])
			i += 2
			continue
		case c == '&':
			if n, text := entityAt(b[i:]); n > 0 {
				out = append(out, text...)
				i += n
				continue
			}
		}
		out = append(out, b[i])
		i++
	}
	return string(out)
}

// Characters that no URL may hold as they are. Backticks, braces and bars are
// among them since they mean something in Markdown, templates and tables.
const urlUnsafe = " \"<>\\^`{|}"

// Brackets and parentheses end a Markdown destination or the text around it.
const markdownUnsafe = urlUnsafe + "()[]"

func escapeURL(url, unsafe string) string {
	n := 0
	for i := range len(url) {
		if c := url[i]; c <= ' ' || c == 0x7F || strings.IndexByte(unsafe, c) >= 0 {
			n++
		}
	}
	if n == 0 {
		return url
	}
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, len(url)+2*n)
	for i := range len(url) {
		if c := url[i]; c <= ' ' || c == 0x7F || strings.IndexByte(unsafe, c) >= 0 {
			b = append(b, '%', hex[c>>4], hex[c&15])
		} else {
			b = append(b, c)
		}
	}
	return string(b)
}

// quoteMarkdown writes a URL as a destination, in brackets or not, such that
// it means exactly that URL wherever a destination may stand.
func quoteMarkdown(url string) string {
	url = escapeURL(url, markdownUnsafe)
	for i := 0; i < len(url); i++ {
		if url[i] == '&' {
			if n, _ := entityAt([]byte(url[i:min(len(url), i+40)])); n > 0 {
				url = url[:i+1] + "amp;" + url[i+1:]
			}
		}
	}
	return url
}

func escapeAttr(url string) string {
	return strings.ReplaceAll(escapeURL(url, urlUnsafe), "&", "&amp;")
}

// The three ways to write an attribute value; escapeURL has encoded the double
// quote already.
func quoteDouble(url string) string { return escapeAttr(url) }

func quoteSingle(url string) string { return strings.ReplaceAll(escapeAttr(url), "'", "&#39;") }

// quoteBare adds quotes where the value needs them: CommonMark takes = and
// quotes in a bare value for the end of the tag's syntax.
func quoteBare(url string) string {
	if strings.ContainsAny(url, "='") || strings.HasSuffix(url, "/") {
		return `"` + escapeAttr(url) + `"`
	}
	return escapeAttr(url)
}

// srcsetURL makes a URL safe as a candidate: a comma at either end would be
// taken for the separator.
func srcsetURL(url string) string {
	for strings.HasPrefix(url, ",") {
		url = "%2C" + url[1:]
	}
	for strings.HasSuffix(url, ",") {
		url = url[:len(url)-1] + "%2C"
	}
	return url
}

func srcsetDouble(url string) string { return quoteDouble(srcsetURL(url)) }
func srcsetSingle(url string) string { return quoteSingle(srcsetURL(url)) }
func srcsetBare(url string) string   { return quoteBare(srcsetURL(url)) }
