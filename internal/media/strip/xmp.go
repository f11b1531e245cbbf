package strip

import (
	"bytes"
	"slices"
	"strings"
)

// secretName reports whether an XMP property of this local name goes: those of
// exif, exifEX, aux, Iptc4xmpCore, Iptc4xmpExt, photoshop, drone-dji, GCamera
// and their like.
func secretName(name []byte) bool {
	if len(name) < 3 || len(name) > 64 {
		return false
	}
	var lower [64]byte
	n := lower[:0]
	for _, c := range name {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		n = append(n, c)
	}
	switch string(n) {
	case "lat", "lon", "long", "location", "city", "state", "country", "countrycode", "countryname",
		"sublocation", "provincestate", "worldregion", "locationcreated", "locationshown", "locationid",
		"ownername", "cameraownername", "imageuniqueid", "rawdatauniqueid",
		"absolutealtitude", "relativealtitude":
		return true
	}
	return bytes.HasPrefix(n, []byte("gps")) || slices.ContainsFunc(secretParts, func(part []byte) bool { return bytes.Contains(n, part) })
}

var secretParts = [][]byte{[]byte("serialnum"), []byte("latitude"), []byte("longitude"), []byte("makernote")}

// mayBeSecret reports whether anything in the text looks like the name of such
// a property: letters behind a colon or an opening bracket.
func mayBeSecret(b []byte) bool {
	for i := 0; i < len(b); {
		j := bytes.IndexAny(b[i:], ":<")
		if j < 0 {
			return false
		}
		i += j + 1
		if secretName(b[i : i+nameLength(b[i:])]) {
			return true
		}
	}
	return false
}

func nameLength(b []byte) (n int) {
	for n < len(b) {
		c := b[n] | 0x20
		if (c < 'a' || c > 'z') && (b[n] < '0' || b[n] > '9') && b[n] != '_' && b[n] != '-' && b[n] != '.' {
			break
		}
		n++
	}
	return n
}

func cleanXMP(b []byte) []byte { return cleanXMPNames(b, secretName) }

// cleanXMPNames blanks the properties whose names go, or the packet.
func cleanXMPNames(b []byte, goes func([]byte) bool) []byte {
	if wide(b) {
		if mayBeSecret(bytes.ReplaceAll(b, []byte{0}, nil)) {
			return bytes.Repeat([]byte{' '}, len(b))
		}
		return nil
	}
	if !mayBeSecret(b) && !goes([]byte(extendedName)) {
		return nil
	}
	spans, ok := properties(b, goes)
	if ok && len(spans) == 0 {
		return nil
	}
	out := bytes.Clone(b)
	if !ok {
		spans = []span{{0, int64(len(b))}}
	}
	for _, s := range spans {
		for i := s.start; i < s.end; i++ {
			out[i] = ' '
		}
	}
	return out
}

// wide reports whether the packet is in UTF-16 or UTF-32.
func wide(b []byte) bool {
	head := b[:min(len(b), 64)]
	return bytes.Contains(head, []byte("<\x00")) || bytes.Contains(head, []byte("\x00<"))
}

// properties finds the elements and attributes whose names go, with all that is
// in them. ok is false if the packet is not well-formed.
func properties(b []byte, goes func([]byte) bool) (spans []span, ok bool) {
	depth, gone, start := 0, -1, 0 // gone: the depth of an element that goes
	for i := 0; ; {
		j := bytes.IndexByte(b[i:], '<')
		if j < 0 {
			return spans, depth == 0
		}
		i += j
		end := markup(b, i)
		if end < 0 {
			return nil, false
		}
		tag := b[i:end]
		switch tag[1] {
		case '?', '!':
		case '/':
			if depth--; depth < 0 {
				return nil, false
			}
			if depth == gone {
				spans, gone = append(spans, span{int64(start), int64(end)}), -1
			}
		default:
			closed := tag[len(tag)-2] == '/'
			switch named := goes(local(tag[1:])); {
			case gone >= 0:
			case named && closed:
				spans = append(spans, span{int64(i), int64(end)})
			case named:
				gone, start = depth, i
			default:
				if spans, ok = attributes(b, i, end, goes, spans); !ok {
					return nil, false
				}
			}
			if !closed {
				depth++
			}
		}
		i = end
	}
}

// markup returns the end of the tag, comment or instruction at i; negative if
// it has none, or is a doctype, which XMP never has.
func markup(b []byte, i int) int {
	until := func(s string) int {
		if j := bytes.Index(b[i:], []byte(s)); j >= 0 {
			return i + j + len(s)
		}
		return -1
	}
	rest := b[i:]
	switch {
	case bytes.HasPrefix(rest, []byte("<?")):
		return until("?>")
	case bytes.HasPrefix(rest, []byte("<!--")):
		return until("-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return until("]]>")
	case bytes.HasPrefix(rest, []byte("<!")) || len(rest) < 3 || bytes.HasPrefix(rest, []byte("<>")):
		return -1
	}
	quote := byte(0)
	for j := i + 1; j < len(b); j++ {
		switch c := b[j]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return -1
		case c == '>':
			return j + 1
		}
	}
	return -1
}

// local returns the local part of the name that b begins with.
func local(b []byte) []byte {
	n := nameLength(b)
	if n < len(b) && b[n] == ':' {
		b = b[n+1:]
		n = nameLength(b)
	}
	return b[:n]
}

// attributes adds the attributes of a tag whose names go.
func attributes(b []byte, start, end int, goes func([]byte) bool, spans []span) ([]span, bool) {
	const space = " \t\r\n"
	i := start + 1 + bytes.IndexAny(b[start+1:end], space+"/>")
	for {
		for strings.IndexByte(space, b[i]) >= 0 {
			i++
		}
		if b[i] == '>' || b[i] == '/' {
			return spans, true
		}
		from := i
		eq := bytes.IndexByte(b[i:end], '=')
		if eq < 0 || bytes.ContainsAny(bytes.TrimRight(b[i:i+eq], space), space+`"'`) { // no value
			return nil, false
		}
		i += eq + 1
		for strings.IndexByte(space, b[i]) >= 0 {
			i++
		}
		closing := -1
		if b[i] == '"' || b[i] == '\'' {
			closing = bytes.IndexByte(b[i+1:end], b[i])
		}
		if closing < 0 {
			return nil, false
		}
		i += closing + 2
		if name := b[from:]; !bytes.HasPrefix(name, []byte("xmlns")) && goes(local(name)) {
			spans = append(spans, span{int64(from), int64(i)})
		}
	}
}
