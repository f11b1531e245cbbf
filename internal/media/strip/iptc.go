package strip

import (
	"bytes"
	"encoding/binary"
)

// places are the IPTC datasets of record 2 that go (IIM 4.2): the content
// location's code and name, city, sublocation, state, country code and name.
const places = "\x1a\x1b\x5a\x5c\x5f\x64\x65"

// cleanIPTC takes datasets out of an IPTC-IIM block: 1C, record, dataset,
// length, value. The others move up; zeros follow, which readers skip.
func cleanIPTC(b []byte) []byte {
	out := make([]byte, 0, len(b))
	rest, found := b, false
	for len(rest) >= 5 && rest[0] == 0x1c {
		n := 5 + int(binary.BigEndian.Uint16(rest[3:]))
		if n > len(rest) { // cut off, or longer than 32767, which nobody writes
			break
		}
		if rest[1] == 2 && bytes.IndexByte([]byte(places), rest[2]) >= 0 {
			found = true
		} else {
			out = append(out, rest[:n]...)
		}
		rest = rest[n:]
	}
	if !found && !looksLikePlace(rest) {
		return nil
	}
	return append(out, make([]byte, len(b)-len(out))...)
}

// looksLikePlace reports whether such a dataset seems to begin anywhere in b,
// which could not be parsed.
func looksLikePlace(b []byte) bool {
	for i := 0; i+2 < len(b); i++ {
		if b[i] == 0x1c && b[i+1] == 2 && bytes.IndexByte([]byte(places), b[i+2]) >= 0 {
			return true
		}
	}
	return false
}

// cleanPhotoshop looks into the image resources that are metadata (Adobe
// Photoshop File Formats, Image Resource Blocks): a signature, the ID, a name
// of even length with its length in front, the size, the data, even again.
func cleanPhotoshop(b []byte) []byte {
	var out []byte
	change := func(off int, data []byte) {
		if data != nil {
			if out == nil {
				out = bytes.Clone(b)
			}
			copy(out[off:], data)
		}
	}
	at := 0
	for len(b)-at >= 12 && string(b[at:at+4]) == "8BIM" {
		id := binary.BigEndian.Uint16(b[at+4:])
		data := at + 6 + (1+int(b[at+6])+1)&^1
		if data+4 > len(b) {
			break
		}
		n := int64(binary.BigEndian.Uint32(b[data:]))
		data += 4
		if n > int64(len(b)-data) {
			break
		}
		end := data + int(n)
		switch id {
		case 0x0404:
			change(data, cleanIPTC(b[data:end]))
		case 0x0422, 0x0423:
			change(data, cleanExif(b[data:end]))
		case 0x0424:
			change(data, cleanXMP(b[data:end]))
		}
		at = min(data+(int(n)+1)&^1, len(b))
	}
	if rest := b[at:]; looksLikePlace(rest) {
		change(at, make([]byte, len(rest)))
	}
	return out
}
