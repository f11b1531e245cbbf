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

// expand fills in a pattern. Empty values leave no double slash behind. A
// {hash:N} keeps N characters. {ext} has its dot, unless the pattern writes
// one before it.
func expand(pattern string, value func(token string) string) string {
	var b strings.Builder
	last := 0
	for _, m := range tokenRE.FindAllStringSubmatchIndex(pattern, -1) {
		b.WriteString(pattern[last:m[0]])
		last = m[1]
		v := value(pattern[m[2]:m[3]])
		if m[4] >= 0 {
			if n, err := strconv.Atoi(pattern[m[4]:m[5]]); err == nil && n < len(v) {
				v = v[:n]
			}
		}
		if pattern[m[2]:m[3]] == "ext" && m[0] > 0 && pattern[m[0]-1] == '.' {
			v = strings.TrimPrefix(v, ".")
		}
		b.WriteString(v)
	}
	b.WriteString(pattern[last:])
	return b.String()
}

// cleanSlashes removes the empty parts that empty values leave.
func cleanSlashes(p string) string {
	slash := strings.HasSuffix(p, "/")
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	if slash && p != "" {
		p += "/"
	}
	return p
}
