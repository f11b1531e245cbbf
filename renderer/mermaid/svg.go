package mermaid

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// idPrefix is unique among the diagrams of a site: pages of several posts,
// such as a front page, hold the diagrams of all of them.
func idPrefix(d Diagram) string {
	h := fnv.New32a()
	_, _ = io.WriteString(h, d.Page)
	return fmt.Sprintf("mermaid-%08x-%d", h.Sum32(), d.Index)
}

var (
	idAttr = regexp.MustCompile(`(\sid=")([^"]*)(")`)
	// Attributes that hold one "#id", and those that hold a list of ids.
	hrefAttr = regexp.MustCompile(`(\s(?:xlink:)?href="#)([^"]*)(")`)
	listAttr = regexp.MustCompile(`(\s(?:aria-labelledby|aria-describedby|aria-controls|aria-owns|aria-details|aria-flowto)=")([^"]*)(")`)
	// Serialized from the style object, the quotes are there too, escaped.
	urlRef = regexp.MustCompile(`(url\(\s*(?:"|'|&quot;|&#39;)?#)([^"'&)]*)()`)
	entity = regexp.MustCompile(`^&#?\w+`)
	// In a selector.
	hashRef = regexp.MustCompile(`(#)([\pL\pN_-]+)()`)
)

// uniqueIDs gives every id of an SVG another name: prefix for the first one,
// which is the svg element's own, then prefix-1, prefix-2 and so on; and
// changes everything that refers to one of them. Mermaid's ids repeat from one
// diagram to the next (every SVG of the library has id="mermaid"), and some
// are random; in one page the styles and arrowheads of one diagram would then
// be taken for another's.
//
// svg is as a browser serializes it: quoted attributes, and style elements
// that are closed.
func uniqueIDs(svg, prefix string) []byte {
	names := map[string]string{}
	for _, m := range idAttr.FindAllStringSubmatch(tagsOf(svg), -1) {
		if _, ok := names[m[2]]; !ok && m[2] != "" {
			names[m[2]] = name(prefix, len(names))
		}
	}
	out := make([]byte, 0, len(svg)+len(svg)/8)
	inStyle := false
	eachToken(svg, func(kind html.TokenType, raw []byte) {
		switch {
		case kind == html.StartTagToken || kind == html.SelfClosingTagToken:
			inStyle = bytes.HasPrefix(raw, []byte("<style"))
			out = append(out, renameInTag(string(raw), names)...)
		case kind == html.TextToken && inStyle:
			out = append(out, renameInCSS(string(raw), names)...)
		default:
			inStyle = false
			out = append(out, raw...)
		}
	})
	return out
}

func name(prefix string, n int) string {
	if n == 0 {
		return prefix
	}
	return prefix + "-" + strconv.Itoa(n)
}

// eachToken calls f for every token of an SVG, with its bytes unchanged.
func eachToken(svg string, f func(html.TokenType, []byte)) {
	z := html.NewTokenizer(strings.NewReader(svg))
	for {
		kind := z.Next()
		raw := z.Raw()
		if kind == html.ErrorToken {
			// What is left of a tag that does not end.
			f(html.CommentToken, raw)
			return
		}
		f(kind, raw)
	}
}

// tagsOf returns the tags of an SVG without what is between them, so that a
// label with the text ` id="x"` is not taken for an attribute.
func tagsOf(svg string) string {
	var b strings.Builder
	eachToken(svg, func(kind html.TokenType, raw []byte) {
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			b.Write(raw)
		}
	})
	return b.String()
}

func renameInTag(tag string, names map[string]string) string {
	tag = rename(idAttr, tag, names)
	tag = rename(hrefAttr, tag, names)
	tag = rename(urlRef, tag, names)
	return replaceMiddle(listAttr, tag, func(list string) string {
		ids := strings.Fields(list)
		for i, id := range ids {
			if n, ok := names[id]; ok {
				ids[i] = n
			}
		}
		return strings.Join(ids, " ")
	})
}

// renameInCSS changes "#id" in selectors and "url(#id)" in declarations. In
// declarations "#..." is a colour: an id may well be called fff.
func renameInCSS(css string, names map[string]string) string {
	var b strings.Builder
	for css != "" {
		end := ruleEnd(css)
		part := css[:end+1]
		css = css[end+1:]
		if part[end] == '{' {
			part = rename(hashRef, part, names)
		}
		b.WriteString(rename(urlRef, part, names))
	}
	return b.String()
}

// ruleEnd returns where a selector or a declaration ends. The semicolon of an
// escaped character ("a&gt;b" for "a>b") does not end one.
func ruleEnd(css string) int {
	for i := 0; i < len(css); i++ {
		switch css[i] {
		case '{', '}', ';':
			return i
		case '&':
			i += len(entity.FindString(css[i:min(i+10, len(css))]))
		}
	}
	return len(css) - 1
}

func rename(re *regexp.Regexp, s string, names map[string]string) string {
	return replaceMiddle(re, s, func(id string) string {
		if n, ok := names[id]; ok {
			return n
		}
		return id
	})
}

// replaceMiddle replaces the second of the three groups of every match.
func replaceMiddle(re *regexp.Regexp, s string, f func(string) string) string {
	var b strings.Builder
	end := 0
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		b.WriteString(s[end:m[4]])
		b.WriteString(f(s[m[4]:m[5]]))
		end = m[5]
	}
	if end == 0 {
		return s
	}
	b.WriteString(s[end:])
	return b.String()
}
