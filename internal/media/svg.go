package media

import "bytes"

// isSVG reports whether head is the start of an XML document whose root is
// svg: behind a byte-order mark, the XML declaration, comments, processing
// instructions and a doctype for svg, as the XML specification allows them
// (https://www.w3.org/TR/xml/#sec-prolog-dtd). An HTML page that contains an
// <svg> is none. A prolog that goes on behind the end of head is not followed.
func isSVG(head []byte) bool {
	b := trimBOM(head)
	for {
		b = trimSpace(b)
		switch {
		case bytes.HasPrefix(b, []byte("<?")):
			b = after(b, "?>")
		case bytes.HasPrefix(b, []byte("<!--")):
			b = after(b[len("<!--"):], "-->")
		case bytes.HasPrefix(b, []byte("<!DOCTYPE")):
			b = trimSpace(b[len("<!DOCTYPE"):])
			if !svgName(b) {
				return false
			}
			b = afterDoctype(b)
		default:
			return len(b) > 0 && b[0] == '<' && svgName(b[1:])
		}
	}
}

// svgName reports whether b begins with the name svg, alone or behind a
// namespace prefix (<svg:svg>).
func svgName(b []byte) bool {
	end := bytes.IndexAny(b, " \t\r\n/>[")
	if end < 0 {
		return false
	}
	name := b[:end]
	if i := bytes.IndexByte(name, ':'); i > 0 {
		name = name[i+1:]
	}
	return string(name) == "svg"
}

// afterDoctype returns what follows a document type declaration. Its internal
// subset in [...] may hold declarations of its own, quoted text and comments.
func afterDoctype(b []byte) []byte {
	inSubset := false
	for len(b) > 0 {
		switch c := b[0]; {
		case c == '"' || c == '\'':
			b = after(b[1:], string(c))
		case bytes.HasPrefix(b, []byte("<!--")):
			b = after(b[len("<!--"):], "-->")
		case c == '>' && !inSubset:
			return b[1:]
		default:
			inSubset = (inSubset || c == '[') && c != ']'
			b = b[1:]
		}
	}
	return nil
}

// after returns what follows the first end in b, nil without one.
func after(b []byte, end string) []byte {
	if i := bytes.Index(b, []byte(end)); i >= 0 {
		return b[i+len(end):]
	}
	return nil
}

func trimSpace(b []byte) []byte { return bytes.TrimLeft(b, " \t\r\n") }

func trimBOM(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")) }
