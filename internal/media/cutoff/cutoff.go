package cutoff

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// Peek returns what is missing at the end of a file of the given content type,
// such as "its end (IEND) is missing", and "" if it is whole or that cannot be
// told. Little is read of a whole file. A file that cannot be read gives "" and
// leaves its error in p.
func Peek(p *peek.Reader, contentType string) (missing string) {
	switch contentType {
	case "image/png":
		missing = png(p)
	case "image/jpeg":
		missing = jpeg(p)
	case "image/gif":
		missing = gif(p)
	case "image/webp":
		missing = webp(p)
	case "image/avif", "image/heic":
		missing = boxes(p, false)
	case "image/jxl":
		if h := p.Bytes(0, 2); h != nil && h[0] != 0xff { // a bare codestream says nothing
			missing = boxes(p, false)
		}
	case "video/mp4", "video/quicktime", "audio/mp4":
		missing = boxes(p, true)
	case "video/webm", "audio/webm":
		missing = webm(p)
	case "image/svg+xml":
		missing = svg(p)
	}
	if p.Err() != nil {
		return ""
	}
	return missing
}

const noPixels = "it ends before its pixels"

// tail is how much of a file's end is looked at first: a whole file has its
// mark there.
const tail = 64

func last(p *peek.Reader, n int64) []byte { return p.Upto(max(0, p.Size()-n), int(n)) }

// png goes through the chunks (PNG, third edition, section 5): length, type,
// data, CRC. All pixels are there once the last one, IEND, begins.
func png(p *peek.Reader) string {
	if bytes.Contains(last(p, tail), []byte("\x00\x00\x00\x00IEND")) {
		return ""
	}
	for off := int64(8); ; {
		h := p.Bytes(off, 8)
		if h == nil {
			return "its end (IEND) is missing"
		}
		kind, end := string(h[4:]), off+8+int64(binary.BigEndian.Uint32(h))
		switch {
		case kind == "IEND":
			return ""
		case end > p.Size():
			return tooLong(kind, "chunk")
		}
		off = end + 4
	}
}

func tooLong(kind, part string) string {
	return "its " + printable(kind) + " " + part + " is longer than the rest of the file"
}

// printable is a type of four characters as it may be shown.
func printable(kind string) string {
	for _, c := range []byte(kind) {
		if c < ' ' || c > '~' {
			return fmt.Sprintf("%x", kind)
		}
	}
	return kind
}

// webp compares the file with the length that it begins with (RFC 9649, 2.4).
// Some writers count the byte of padding behind the last chunk and leave it out.
func webp(p *peek.Reader) string {
	h := p.Bytes(0, 8)
	if h == nil {
		return noPixels
	}
	if 8+int64(binary.LittleEndian.Uint32(h[4:])) > p.Size()+1 {
		return tooLong("RIFF", "chunk")
	}
	return ""
}

// svg wants the end tag of the root behind all others. A document whose last
// bytes have no end tag at all may be a single element.
func svg(p *peek.Reader) string {
	b := bytes.TrimRight(last(p, 4096), " \t\r\n")
	if !bytes.HasSuffix(b, []byte(">")) {
		return "it ends in the middle"
	}
	if i := bytes.LastIndex(b, []byte("</")); i >= 0 {
		name := b[i+2 : i+2+bytes.IndexAny(b[i+2:], "> \t\r\n")]
		if string(name[bytes.IndexByte(name, ':')+1:]) != "svg" {
			return "its end (</svg>) is missing"
		}
	}
	return ""
}
