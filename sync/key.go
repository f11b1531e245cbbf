package sync

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxKey is the longest key in bytes that S3 takes.
const MaxKey = 1024

// CheckKey reports why key cannot name an object: it must be 1 to 1,024 bytes
// of UTF-8 without control characters, must not begin with a slash, and must
// not have a segment that is "." or "..", which servers and browsers resolve
// away. The error is one line that begins with the key.
func CheckKey(key string) error {
	if isPlain(key) {
		return nil
	}
	switch {
	case key == "":
		return fmt.Errorf("the key is empty: give the file a name")
	case len(key) > MaxKey:
		return fmt.Errorf("%s: the key is %d bytes long, S3 takes at most %d: shorten the names of the file and its folders",
			shorten(key), len(key), MaxKey)
	case !utf8.ValidString(key):
		return fmt.Errorf("%q: the key is not UTF-8: rename the file", key)
	case strings.ContainsFunc(key, isControl):
		return fmt.Errorf("%q: the key has a control character: rename the file", key)
	case key[0] == '/':
		return fmt.Errorf("%s: the key begins with a slash: remove it from the key's pattern", key)
	}
	for segment := range strings.SplitSeq(key, "/") {
		if segment == "." || segment == ".." {
			return fmt.Errorf("%s: the key has the segment %q: remove it from the key's pattern", key, segment)
		}
	}
	return nil
}

// isPlain reports that key is one of those that nothing can be wrong with:
// almost all are.
func isPlain(key string) bool {
	if key == "" || len(key) > MaxKey || key[0] == '/' {
		return false
	}
	before := byte('/')
	for i := range len(key) {
		c := key[i]
		if c < 0x20 || c >= 0x7f || c == '.' && before == '/' {
			return false
		}
		before = c
	}
	return true
}

// isControl reports the characters that XML 1.0 listings and HTTP headers
// cannot carry, and the second control block of Unicode, which is invisible.
func isControl(r rune) bool { return r < 0x20 || r >= 0x7f && r <= 0x9f }

// shorten keeps both ends of a text that is too long for a message.
func shorten(s string) string {
	const ends = 40
	if len(s) <= 2*ends+3 {
		return s
	}
	return strings.ToValidUTF8(s[:ends], "") + "..." + strings.ToValidUTF8(s[len(s)-ends:], "")
}

func containsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}
