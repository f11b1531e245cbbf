package strip

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"io"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// png goes through all chunks, those behind the pixels too.
func (f *finder) png(p *peek.Reader) {
	for off := int64(8); ; {
		h := p.Bytes(off, 8)
		if h == nil {
			return
		}
		n := int64(binary.BigEndian.Uint32(h))
		if off+12+n > p.Size() { // cut off
			return
		}
		var clean func([]byte) (data []byte, gone bool)
		switch string(h[4:8]) {
		case "eXIf":
			clean = func(b []byte) ([]byte, bool) { return cleanExif(b), false }
		case "tEXt":
			clean = cleanTEXT
		case "zTXt":
			clean = cleanZTXT
		case "iTXt":
			clean = cleanITXT
		case "IEND":
			return
		}
		if clean != nil {
			f.chunk(p, off, n, clean)
		}
		off += 12 + n
	}
}

// chunk cleans the data of a chunk and makes its CRC right.
func (f *finder) chunk(p *peek.Reader, off, n int64, clean func([]byte) ([]byte, bool)) {
	if n > maxBlock {
		f.drop(off, 12+n)
		return
	}
	whole := p.Bytes(off, int(12+n))
	if whole == nil {
		return
	}
	old := whole[8 : 8+n]
	data, gone := clean(old)
	switch {
	case gone:
		f.drop(off, 12+n)
	case data != nil:
		now := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		now = append(append(now, whole[4:8]...), data...)
		now = binary.BigEndian.AppendUint32(now, crc32.ChecksumIEEE(now[4:]))
		if len(now) == len(whole) {
			f.patch(off, whole, now)
		} else {
			f.replace(off, 12+n, now)
		}
	}
}

// cleanTEXT cleans a keyword, a zero and a text (PNG, 11.3.3.2).
func cleanTEXT(b []byte) ([]byte, bool) {
	keyword, text, ok := bytes.Cut(b, []byte{0})
	if !ok {
		return nil, false
	}
	now, gone := cleanText(string(keyword), text)
	if now == nil {
		return nil, gone
	}
	return append(bytes.Clone(b[:len(b)-len(text)]), now...), false
}

// cleanZTXT cleans a keyword, a zero, the method and a compressed text
// (11.3.3.3).
func cleanZTXT(b []byte) ([]byte, bool) {
	keyword, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest) < 1 || !interesting(string(keyword)) {
		return nil, false
	}
	return cleanCompressed(b[:len(keyword)+2], string(keyword), rest[1:])
}

// cleanITXT cleans a keyword, a zero, whether it is compressed, the method,
// the language, a translated keyword and a text (11.3.3.4).
func cleanITXT(b []byte) ([]byte, bool) {
	keyword, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || !interesting(string(keyword)) {
		return nil, false
	}
	if len(rest) < 2 {
		return nil, true
	}
	_, text, ok1 := bytes.Cut(rest[2:], []byte{0})
	_, text, ok2 := bytes.Cut(text, []byte{0})
	if !ok1 || !ok2 {
		return nil, true
	}
	head := b[:len(b)-len(text)]
	if rest[0] == 1 {
		return cleanCompressed(head, string(keyword), text)
	}
	now, gone := cleanText(string(keyword), text)
	if now == nil {
		return nil, gone
	}
	return append(bytes.Clone(head), now...), false
}

// cleanCompressed cleans a text that follows head. One that is broken or
// larger than it can be goes.
func cleanCompressed(head []byte, keyword string, packed []byte) ([]byte, bool) {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, true
	}
	text, err := io.ReadAll(io.LimitReader(z, maxBlock+1))
	if err != nil || len(text) > maxBlock {
		return nil, true
	}
	now, gone := cleanText(keyword, text)
	if now == nil {
		return nil, gone
	}
	out := bytes.NewBuffer(bytes.Clone(head))
	w := zlib.NewWriter(out)
	w.Write(now) //nolint:errcheck // a Buffer takes everything
	w.Close()
	return out.Bytes(), false
}

const rawProfile = "Raw profile type "

// interesting reports whether a text of this keyword is looked at.
func interesting(keyword string) bool {
	return keyword == "XML:com.adobe.xmp" || secretKeyword(keyword) || profile(keyword)
}

// profile reports whether the keyword is that of metadata in hexadecimal
// digits, as ImageMagick and ExifTool write them.
func profile(keyword string) bool {
	kind, ok := strings.CutPrefix(keyword, rawProfile)
	if !ok {
		return false
	}
	switch strings.ToLower(kind) {
	case "exif", "app1", "xmp", "iptc", "8bim":
		return true
	}
	return false
}

// secretKeyword: ImageMagick writes exif:GPSLatitude and the like.
func secretKeyword(keyword string) bool { return secretName(local([]byte(keyword))) }

// cleanText cleans the text of a keyword; nil if it stays, or goes whole.
func cleanText(keyword string, text []byte) (now []byte, gone bool) {
	switch {
	case keyword == "XML:com.adobe.xmp":
		return cleanXMP(text), false
	case profile(keyword):
		return cleanProfile(text)
	}
	return nil, secretKeyword(keyword)
}

// cleanProfile cleans a line feed, a name, a line with the length and lines of
// hexadecimal digits. The digits that change are replaced where they are.
func cleanProfile(text []byte) (now []byte, gone bool) {
	parts := bytes.SplitN(bytes.TrimLeft(text, "\n"), []byte("\n"), 3)
	if len(parts) < 3 {
		return nil, true
	}
	digits := parts[2]
	packed := bytes.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n", r) {
			return -1
		}
		return r
	}, digits)
	data := make([]byte, len(packed)/2)
	if _, err := hex.Decode(data, packed); err != nil {
		return nil, true
	}
	cleaned := cleanAny(data)
	if cleaned == nil {
		return nil, false
	}
	hexed := hex.AppendEncode(nil, cleaned)
	now = bytes.Clone(text)
	at := len(text) - len(digits)
	for i, k := at, 0; i < len(now); i++ {
		if strings.IndexByte(" \t\r\n", now[i]) < 0 {
			now[i] = hexed[k]
			k++
		}
	}
	return now, false
}

// cleanAny cleans metadata by what it begins with.
func cleanAny(b []byte) []byte {
	for _, kind := range []struct {
		header string
		clean  cleaner
	}{
		{exifHeader, cleanExif}, {xmpHeader, cleanXMP}, {photoshopHeader, cleanPhotoshop},
	} {
		if rest, ok := bytes.CutPrefix(b, []byte(kind.header)); ok {
			if now := kind.clean(rest); now != nil {
				return append([]byte(kind.header), now...)
			}
			return nil
		}
	}
	switch {
	case bytes.HasPrefix(b, []byte("8BIM")):
		return cleanPhotoshop(b)
	case bytes.HasPrefix(b, []byte{0x1c}):
		return cleanIPTC(b)
	case bytes.HasPrefix(b, []byte("II*\x00")), bytes.HasPrefix(b, []byte("MM\x00*")):
		return cleanExif(b)
	}
	return cleanXMP(b)
}
