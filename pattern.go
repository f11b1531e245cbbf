package mdmedia

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
)

var (
	keyTokens       = []string{"slug", "file", "dir", "name", "ext", "hash"}
	permalinkTokens = []string{"slug", "dir", "name", "year", "month", "day"}

	tokenRE = regexp.MustCompile(`\{([a-z]+)(?::(\d+))?\}`)
)

// checkPattern returns what is wrong with a key or permalink pattern, or "".
func checkPattern(pattern string, tokens []string) string {
	for _, m := range tokenRE.FindAllStringSubmatch(pattern, -1) {
		if !contains(tokens, m[1]) {
			return fmt.Sprintf("%q has no meaning in %q: %s", m[0], pattern,
				suggest(m[1], tokens, "use {"+strings.Join(tokens, "} {")+"}"))
		}
	}
	rest := tokenRE.ReplaceAllString(pattern, "x")
	if strings.ContainsAny(rest, "{}\\") {
		return fmt.Sprintf("%q has a brace that closes nothing: use {%s}", pattern, strings.Join(tokens, "} {"))
	}
	if !inside(rest) {
		return fmt.Sprintf("%q leads out of the folder: remove ../ and the leading /", pattern)
	}
	return ""
}

// A pattern is one that was taken apart.
type pattern []patternPart

// A patternPart is some text, or a token behind some text.
type patternPart struct {
	text, token string
	most        int  // characters of the value; 0: all
	dotted      bool // the text ends in a dot
}

// parsePattern takes apart what checkPattern found right.
func parsePattern(p string) pattern {
	var parts pattern
	last := 0
	for _, m := range tokenRE.FindAllStringSubmatchIndex(p, -1) {
		part := patternPart{text: p[last:m[0]], token: p[m[2]:m[3]]}
		part.dotted = strings.HasSuffix(part.text, ".")
		if m[4] >= 0 {
			part.most, _ = strconv.Atoi(p[m[4]:m[5]])
		}
		parts, last = append(parts, part), m[1]
	}
	return append(parts, patternPart{text: p[last:]})
}

// expand fills in a pattern. Empty values leave no double slash behind. A
// {hash:N} keeps N characters. {ext} has its dot, unless the pattern writes
// one before it.
func (p pattern) expand(value func(token string) string) string {
	var buf [128]byte
	b := buf[:0]
	for i := range p {
		part := &p[i]
		b = append(b, part.text...)
		if part.token == "" {
			continue
		}
		v := value(part.token)
		if part.most > 0 && part.most < len(v) {
			v = v[:part.most]
		}
		if part.token == "ext" && part.dotted {
			v = strings.TrimPrefix(v, ".")
		}
		b = append(b, v...)
	}
	return cleanSlashes(string(b))
}

// cleanSlashes removes the empty parts that empty values leave.
func cleanSlashes(p string) string {
	if !strings.HasPrefix(p, "/") && !strings.Contains(p, "//") && !strings.Contains(p, "/.") && !strings.HasPrefix(p, ".") {
		return p // nearly always
	}
	slash := strings.HasSuffix(p, "/")
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	if slash && p != "" {
		p += "/"
	}
	return p
}
