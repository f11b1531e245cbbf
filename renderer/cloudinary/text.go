package cloudinary

import "strings"

// EscapeText encodes a text for a text layer, l_text:<font>:<text>, of a
// transformation. A comma, a slash and a percent sign that would come out of
// decoding once as syntax are encoded twice, as Cloudinary's libraries do; so is
// nothing else. "$(" would begin a variable and gets a space.
//
// https://cloudinary.com/documentation/image_text_layers#special_characters
func EscapeText(text string) string {
	text = strings.ReplaceAll(text, "$(", "$ (")
	text = strings.NewReplacer(",", "%2C", "/", "%2F").Replace(escapePercent(text))
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; plain(c) && c != '/' && c != ':' {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(upperHex[c>>4])
			b.WriteByte(upperHex[c&15])
		}
	}
	return b.String()
}

// escapePercent encodes the percent signs after which a second decoding would
// find an escape: "100%25" is not to become "100%".
func escapePercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			b.WriteString("25")
		}
	}
	return b.String()
}
