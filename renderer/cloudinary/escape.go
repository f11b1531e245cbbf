package cloudinary

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape encodes a public id or a remote URL for the path of a delivery URL as
// Cloudinary's libraries do: what is percent-encoded already is decoded first,
// so that "a b" and "a%20b" both become "a%20b". Slashes and colons stay. An
// id that is not valid percent-encoding, such as "100%.jpg", is taken as it
// is.
//
// For a name that comes from a disk this is the wrong rule (a file may be
// called "a%20b"); [Delivery.URL] encodes keys as they are.
func Escape(id string) string {
	if decoded, err := url.PathUnescape(id); err == nil {
		id = decoded
	}
	return escapePath(id)
}

// escapeRemote is Escape for a remote URL, except where decoding would change
// which file the URL means ("a%2Fb", "100%25"): that is encoded as it stands,
// and Cloudinary gets it back by decoding once.
func escapeRemote(u string) string {
	if reservedEscape.MatchString(u) {
		return escapePath(u)
	}
	return Escape(u)
}

var reservedEscape = regexp.MustCompile(`%(?:2[3-6BbCcFf]|3[AaBbDdFf]|40)`)

const upperHex = "0123456789ABCDEF"

// escapePath encodes s as JavaScript's encodeURIComponent does, but leaves
// slashes and colons alone.
func escapePath(s string) string {
	n := 0
	for i := range len(s) {
		if !plain(s[i]) {
			n++
		}
	}
	if n == 0 {
		return s
	}
	b := make([]byte, 0, len(s)+2*n)
	for i := range len(s) {
		if c := s[i]; plain(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return string(b)
}

// plain reports whether c stands for itself in the path of a URL.
func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		strings.IndexByte("-_.!~*'()/:", c) >= 0
}

// escapeTransform encodes what may not stand in a URL as it is. Commas, the
// rest of Cloudinary's syntax, and escapes that the author wrote (%2F in a
// text layer) stay.
func escapeTransform(tx string) string {
	if strings.IndexFunc(tx, func(r rune) bool { return r >= utf8.RuneSelf || !plainInTransform(byte(r)) }) < 0 {
		return tx // nearly always
	}
	var b strings.Builder
	for i := range len(tx) {
		switch c := tx[i]; {
		case plainInTransform(c):
			b.WriteByte(c)
		case c == '%' && i+2 < len(tx) && isHex(tx[i+1]) && isHex(tx[i+2]):
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(upperHex[c>>4])
			b.WriteByte(upperHex[c&15])
		}
	}
	return b.String()
}

func plainInTransform(c byte) bool { return plain(c) || strings.IndexByte(",$=@", c) >= 0 }

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// PublicID makes a key, or a part of one, fit the rules of Cloudinary's public
// ids, for the Upload product: each of ? & # \ % < > + and each control
// character becomes "-", and so does a space at either end; slashes at the
// ends are dropped. Everything else stays, so a good key is returned as it is.
func PublicID(name string) string {
	name = strings.Trim(name, "/")
	id := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`?&#\%<>+`, r) || unicode.IsControl(r) || r == utf8.RuneError {
			return '-'
		}
		return r
	}, name)
	inner := strings.TrimLeft(id, " ")
	left := len(id) - len(inner)
	inner = strings.TrimRight(inner, " ")
	right := len(id) - left - len(inner)
	return strings.Repeat("-", left) + inner + strings.Repeat("-", right)
}

// checkPath refuses what no URL can carry: browsers resolve "." and ".."
// folders, percent-encoded or not, before they ask. what names the value in
// the message.
func checkPath(what, path string) error {
	switch {
	case path == "":
		return fmt.Errorf("%s is empty: name a file, relative to the bucket", what)
	case strings.HasPrefix(path, "/") || strings.HasSuffix(path, "/"):
		return fmt.Errorf("%s %q begins or ends with a slash: name a file, relative to the bucket", what, path)
	case !utf8.ValidString(path):
		return fmt.Errorf("%s %q is not valid UTF-8: rename the file", what, path)
	case hasDotFolder(path):
		return fmt.Errorf(`%s %q has a folder "." or "..": write the path without it`, what, path)
	}
	return nil
}

func hasDotFolder(key string) bool {
	for part := range strings.SplitSeq(key, "/") {
		if part == "." || part == ".." {
			return true
		}
	}
	return false
}

// isRemote reports whether s is an absolute http or https URL.
func isRemote(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}
