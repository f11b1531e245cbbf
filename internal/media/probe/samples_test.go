package probe

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

func inParts(data []byte, ext string, inMemory int) Info {
	return Peek(peek.New(bytes.NewReader(data), int64(len(data)), data[:inMemory]), types[ext])
}

func be32(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

func be16(n int) string { return string(binary.BigEndian.AppendUint16(nil, uint16(n))) }

// chunk returns one of a PNG. The CRC is not looked at here.
func chunk(kind, data string) string { return be32(len(data)) + kind + data + "CRC." }

func pngFile(colour byte, chunks string) []byte { return pngSize(7, 3, colour, chunks) }

func pngSize(w, h int, colour byte, chunks string) []byte {
	header := be32(w) + be32(h) + "\x08" + string(colour) + "\x00\x00\x00"
	return []byte("\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunks + chunk("IDAT", "pixels") + chunk("IEND", ""))
}

func segment(marker byte, data string) string {
	return "\xff" + string([]byte{marker}) + be16(2+len(data)) + data
}

func jpegFile(segments string) []byte {
	frame := segment(0xc0, "\x08\x00\x03\x00\x07\x01\x01\x11\x00")
	return []byte("\xff\xd8" + segments + frame + "\xff\xda\x00\x02pixels\xff\xd9")
}

func exifSegment(orientation byte) string {
	return segment(0xe1, "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"+string(orientation)+"\x00\x00\x00\x00\x00\x00\x00")
}

func prop(kind, data string) string { return be32(8+len(data)) + kind + data }

// heifFile returns a HEIF file whose primary item, number 2, has the numbered
// ones of the properties. version is that of the tables.
func heifFile(version byte, props string, numbers ...int) []byte {
	id, first := be16(2), be16(1)
	if version > 0 {
		id, first = be32(2), be32(1)
	}
	list := ""
	for _, n := range numbers {
		if version > 0 {
			list += be16(n)
		} else {
			list += string([]byte{byte(n)})
		}
	}
	full := string([]byte{version, 0, 0, version})
	ipma := full + be32(2) + first + "\x00" + id + string([]byte{byte(len(numbers))}) + list
	meta := "\x00\x00\x00\x00" + prop("pitm", full+id) + prop("iprp", prop("ipco", props)+prop("ipma", ipma))
	return []byte(prop("ftyp", "heic\x00\x00\x00\x00mif1") + prop("meta", meta) + prop("mdat", "pixels"))
}

// gap is a large file of which only the two ends exist.
type gap struct {
	head []byte
	at   int64 // where tail begins
	tail []byte
}

func (g gap) size() int64 { return g.at + int64(len(g.tail)) }

func (g gap) ReadAt(p []byte, off int64) (int, error) {
	clear(p)
	if off < int64(len(g.head)) {
		copy(p, g.head[off:])
	}
	if d := g.at - off; d < int64(len(p)) {
		if d >= 0 {
			copy(p[d:], g.tail)
		} else {
			copy(p, g.tail[-d:])
		}
	}
	n := min(int64(len(p)), g.size()-off)
	if n < int64(len(p)) {
		return int(n), io.EOF
	}
	return int(n), nil
}

// counted returns g as a reader that must not give out more than limit bytes.
func (g gap) counted(t *testing.T, limit int) io.ReaderAt {
	c := &mediatest.Counter{ReaderAt: g}
	t.Cleanup(func() {
		if c.Bytes > limit {
			t.Errorf("read %d bytes, want at most %d", c.Bytes, limit)
		}
	})
	return c
}
