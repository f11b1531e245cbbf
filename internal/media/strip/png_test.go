package strip

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"
)

func deflate(s string) string {
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	w.Write([]byte(s))
	w.Close()
	return buf.String()
}

func rawText(kind string, data []byte) string {
	digits := hex.EncodeToString(data)
	lines := ""
	for len(digits) > 72 {
		lines, digits = lines+digits[:72]+"\n", digits[72:]
	}
	return fmt.Sprintf("\n%s\n%8d\n%s%s\n", kind, len(data), lines, digits)
}

func TestPNG(t *testing.T) {
	block := camera(binary.LittleEndian, 6)
	itxt := "XML:com.adobe.xmp\x00\x00\x00\x00\x00"
	packed := "XML:com.adobe.xmp\x00\x01\x00\x00\x00"
	for _, tt := range []struct {
		name, kind, data string
		keep             []string
	}{
		{"Exif", "eXIf", string(block), kept},
		{"XMP", "iTXt", itxt + packet, kept},
		{"compressed XMP", "iTXt", packed + deflate(packet), nil},
		{"raw profile", "tEXt", "Raw profile type exif\x00" + rawText("exif", append([]byte(exifHeader), block...)), []string{hex.EncodeToString([]byte("Ann"))}},
		{"compressed raw profile", "zTXt", "Raw profile type APP1\x00\x00" + deflate(rawText("generic profile", append([]byte(exifHeader), block...))), nil},
		{"raw XMP", "zTXt", "Raw profile type xmp\x00\x00" + deflate(rawText("xmp", []byte(packet))), nil},
		{"raw IPTC", "tEXt", "Raw profile type iptc\x00" + rawText("iptc", []byte(iptc(90, "SECRET"))), nil},
		{"broken raw profile", "tEXt", "Raw profile type exif\x00\nexif\n 5\nzz SECRET\n", nil},
		{"broken compression", "zTXt", "Raw profile type exif\x00\x00SECRET", nil},
		{"property", "tEXt", "exif:GPSLatitude\x00SECRET", nil},
	} {
		for _, behind := range []bool{false, true} {
			t.Run(fmt.Sprint(tt.name, behind), func(t *testing.T) {
				chunks := [2][]byte{pngChunk("pHYs", make([]byte, 9))}
				at := 0
				if behind {
					at = 1
				}
				chunks[at] = append(chunks[at], pngChunk(tt.kind, []byte(tt.data))...)
				data := pngWith(t, chunks[0], chunks[1])
				out := check(t, data, "image/png", append(tt.keep, "pHYs")...)
				samePixels(t, data, out)
				for off := 8; off < len(out); off += 12 + int(binary.BigEndian.Uint32(out[off:])) {
					n := int(binary.BigEndian.Uint32(out[off:]))
					text := out[off+8 : off+8+n]
					if crc32.ChecksumIEEE(out[off+4:off+8+n]) != binary.BigEndian.Uint32(out[off+8+n:]) {
						t.Errorf("CRC of %s", out[off+4:off+8])
					}
					if _, z, ok := bytes.Cut(text, []byte("\x00\x00")); ok && string(out[off+4:off+8]) == "zTXt" {
						inside(t, z)
					}
					if z, ok := bytes.CutPrefix(text, []byte(packed)); ok {
						inside(t, z)
					}
				}
			})
		}
	}
}

// inside looks into what is compressed: the secrets gone, the rest there.
func inside(t *testing.T, z []byte) {
	r, err := zlib.NewReader(bytes.NewReader(z))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, unhex(text)...)
	if bytes.Contains(text, []byte("SECRET")) || !bytes.Contains(text, []byte("Artist Ann")) {
		t.Errorf("%q", text)
	}
}

func unhex(text []byte) []byte {
	parts := bytes.SplitN(text, []byte("\n"), 4)
	b, _ := hex.DecodeString(strings.ReplaceAll(string(parts[len(parts)-1]), "\n", ""))
	return b
}
