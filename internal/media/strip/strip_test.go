package strip

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/exif"
)

// check cleans, and looks for what must and must not be there.
func check(t *testing.T, data []byte, contentType string, keep ...string) []byte {
	t.Helper()
	out, changed := cleaned(t, data, contentType)
	if !changed {
		t.Fatal("nothing was found")
	}
	for _, s := range secrets {
		if bytes.Contains(out, []byte(s)) {
			t.Errorf("%q is still there: %q", s, out)
		}
	}
	for _, s := range keep {
		if !bytes.Contains(out, []byte(s)) {
			t.Errorf("%q is gone: %q", s, out)
		}
	}
	return out
}

func TestExif(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, orientation := range []uint16{1, 6} {
			block := camera(order, orientation)
			icc := seg(0xe2, "ICC_PROFILE\x00\x01\x01profile")
			data := jpegWith(t, seg(0xe0, "JFIF\x00"), seg(0xe1, "Exif\x00\x00"+string(block)), icc)
			out := check(t, data, "image/jpeg", append(kept, "24-70", string(icc))...)
			if len(out) != len(data) {
				t.Errorf("%d bytes, were %d", len(out), len(data))
			}
			samePixels(t, data, out)
			if got := exif.ReadOrientation(out[bytes.Index(out, []byte("Exif\x00\x00"))+6:]); got != int(orientation) {
				t.Errorf("orientation %d, was %d", got, orientation)
			}
		}
	}
}

func TestThumbnailWithExifOfItsOwn(t *testing.T) {
	thumb := jpegWith(t, seg(0xe1, "Exif\x00\x00"+string(camera(binary.BigEndian, 1))))
	thumb = append(thumb, "SECRET behind it, more than 32 bytes of it"...)
	block := cameraWith(binary.LittleEndian, 6, []field{{tagThumbnail, 0}, {tagThumbLength, len(thumb)}})
	at := bytes.Index(block, []byte("\x01\x02\x04\x00\x01\x00\x00\x00"))
	binary.LittleEndian.PutUint32(block[at+8:], uint32(len(block)))
	data := jpegWith(t, seg(0xe1, "Exif\x00\x00"+string(append(block, thumb...))))
	out := check(t, data, "image/jpeg", kept...)
	samePixels(t, data, out)
	samePixels(t, out[bytes.LastIndex(out, []byte("\xff\xd8")):], thumb)
}

// What cannot be taken out alone goes with all of the block, but the
// orientation stays.
func TestBrokenExif(t *testing.T) {
	for name, breakIt := range map[string]func(b []byte){
		"GPS directory outside": func(b []byte) { put32(b, tagGPS, 1<<30) },
		"GPS directory is IFD0": func(b []byte) { put32(b, tagGPS, 8) },
		"position outside":      func(b []byte) { put32(b, 0x0002, 1<<31) },
		"note over IFD0":        func(b []byte) { put32(b, 0x927c, 4) },
		"endless note":          func(b []byte) { binary.LittleEndian.PutUint32(b[entryAt(b, 0x927c)+4:], 1<<32-1) },
		"cut off": func(b []byte) {
			binary.LittleEndian.PutUint16(b[binary.LittleEndian.Uint32(b[entryAt(b, tagGPS)+8:]):], 60000)
		},
	} {
		t.Run(name, func(t *testing.T) {
			block := camera(binary.LittleEndian, 8)
			breakIt(block)
			data := jpegWith(t, seg(0xe1, "Exif\x00\x00"+string(block)))
			out := check(t, data, "image/jpeg")
			at := bytes.Index(out, []byte("Exif\x00\x00")) + 6
			if got := exif.ReadOrientation(out[at:]); got != 8 || len(out) != len(data) || bytes.Contains(out, []byte("Ann")) {
				t.Errorf("orientation %d: %q", got, out)
			}
			samePixels(t, data, out)
		})
	}
	data := jpegWith(t, seg(0xe1, "Exif\x00\x00XX*\x00 SECRET"))
	check(t, data, "image/jpeg")
}

// entryAt finds an entry, of the type UNDEFINED or LONG.
func entryAt(b []byte, tag uint16) int {
	name := binary.LittleEndian.AppendUint16(nil, tag)
	return max(bytes.Index(b, append(bytes.Clone(name), 7, 0)), bytes.Index(b, append(name, 4, 0)))
}

func put32(b []byte, tag uint16, v uint32) { binary.LittleEndian.PutUint32(b[entryAt(b, tag)+8:], v) }

func TestXMP(t *testing.T) {
	data := jpegWith(t, seg(0xe1, xmpHeader+packet))
	out := check(t, data, "image/jpeg", append(kept, `tiff:Orientation="6"`, `xmlns:GPS="urn:kept"`)...)
	samePixels(t, data, out)
	for name, broken := range map[string]string{
		"not closed":   strings.Replace(packet, "</exif:GPSLongitude>", "", 1),
		"cut off":      packet[:len(packet)-60],
		"no quote":     strings.Replace(packet, `="SECRET,1N"`, `="SECRET,1N`, 1),
		"doctype":      "<!DOCTYPE x>" + packet,
		"UTF-16":       wideText(packet),
		"closed twice": strings.Replace(packet, "</dc:creator>", "</dc:creator></a></b></c></d></e>", 1),
		"half a tag":   packet + "<",
		"no value":     strings.Replace(packet, `rdf:about=""`, "rdf:about", 1),
	} {
		out := check(t, jpegWith(t, seg(0xe1, xmpHeader+broken)), "image/jpeg")
		if !bytes.Contains(out, []byte(xmpHeader+strings.Repeat(" ", len(broken)))) {
			t.Errorf("%s: %q", name, out)
		}
	}
}

func wideText(s string) string {
	return strings.Join(strings.Split(s, ""), "\x00") + "\x00"
}

func TestExtendedXMP(t *testing.T) {
	long := "<x:a>" + strings.Repeat("<x:b>depth</x:b>", 100) + "<exif:GPSLatitude>SECRET</exif:GPSLatitude></x:a>"
	cut := strings.Index(long, "GPSLat") + 3 // the name is in two segments
	extended := func(s string) []byte {
		return seg(0xe1, extendedHeader+strings.Repeat("A", 32)+"\x00\x00\x00\x00\x00\x00\x00\x00"+s)
	}
	main := `<x:a xmpNote:HasExtendedXMP="AAAA" dc:rights="Copyright Ann"/>`
	out := check(t, jpegWith(t, seg(0xe1, xmpHeader+main), extended(long[:cut]), extended(long[cut:])), "image/jpeg", "Copyright Ann")
	if bytes.Contains(out, []byte("HasExtended")) || bytes.Contains(out, []byte("depth")) {
		t.Errorf("%q", out)
	}
	if _, changed := cleaned(t, jpegWith(t, seg(0xe1, xmpHeader+main), extended(strings.Repeat("<x:b>depth</x:b>", 100))), "image/jpeg"); changed {
		t.Error("changed without a reason")
	}
}

func iptc(set byte, s string) string {
	return "\x1c\x02" + string([]byte{set}) + string(binary.BigEndian.AppendUint16(nil, uint16(len(s)))) + s
}

func resource(id int, data string) string {
	b := binary.BigEndian.AppendUint16([]byte("8BIM"), uint16(id))
	b = binary.BigEndian.AppendUint32(append(b, 0, 0), uint32(len(data)))
	return string(append(b, data...)) + strings.Repeat("\x00", len(data)%2)
}

func TestPhotoshop(t *testing.T) {
	block := iptc(80, "Artist Ann") + iptc(90, "SECRET") + iptc(101, "SECRET land") + iptc(116, "Copyright Ann") + iptc(92, "SECRET")
	all := resource(0x03ed, "resolution") + resource(0x0404, block) + resource(0x0422, string(camera(binary.BigEndian, 1))) + resource(0x0424, packet)
	for _, cut := range []int{0, 30, len(all) / 2} { // it goes on in the next segment
		data := jpegWith(t, seg(0xed, photoshopHeader+all[:cut]), seg(0xed, photoshopHeader+all[cut:]))
		samePixels(t, data, check(t, data, "image/jpeg", "resolution", "Copyright Ann"))
	}
	check(t, jpegWith(t, seg(0xed, photoshopHeader+"8BIM\x04\x04\x00\x00\xff\xff\xff\xff"+block)), "image/jpeg")
}

func TestTrailers(t *testing.T) {
	secret := jpegWith(t, seg(0xe1, "Exif\x00\x00"+string(camera(binary.BigEndian, 1))))
	plain := jpegWith(t)
	mpf := jpegWith(t, seg(0xe2, mpfHeader+"II*\x00"))
	film := append([]byte("\x00\x00\x00\x20ftypmp42"), "SECRET film, with its position in it somewhere"...)
	for _, tt := range []struct {
		name string
		data []byte
		want int // size; -1: unchanged
	}{
		{"film", slicesConcat(plain, film), len(plain)},
		{"declared picture", slicesConcat(mpf, make([]byte, 100), secret), len(mpf) + 100 + len(secret)},
		{"picture, film", slicesConcat(mpf, secret, film), len(mpf) + len(secret)},
		{"undeclared behind a camera's", slicesConcat(secret, secret), 2 * len(secret)},
		{"half a picture", slicesConcat(mpf, []byte("\xff\xd8\xff\xe1SECRET SECRET SECRET SECRET SECRET")), len(mpf)},
		{"zeros", slicesConcat(plain, make([]byte, 5000)), -1},
		{"a line", slicesConcat(plain, []byte("\r\n")), -1},
		{"pictures without metadata", slicesConcat(mpf, plain), -1},
	} {
		out, changed := cleaned(t, tt.data, "image/jpeg")
		if changed != (tt.want >= 0) || changed && len(out) != tt.want || bytes.Contains(out, []byte("SECRET")) {
			t.Errorf("%s: %t, %d bytes, want %d", tt.name, changed, len(out), tt.want)
		}
		samePixels(t, tt.data, out)
	}
}

func slicesConcat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestJUMBF(t *testing.T) {
	data := jpegWith(t, seg(0xeb, "JP\x00\x01\x00\x00\x00\x01 exif:GP"), seg(0xeb, "SLatitude SECRET"), seg(0xeb, "JP\x00\x01\x00\x00\x00\x02 GPSLatitude SECRET"))
	out, changed := cleaned(t, data, "image/jpeg")
	if !changed || bytes.Contains(out, []byte("GPSL")) {
		t.Errorf("%q", out)
	}
	samePixels(t, data, out)
}

func TestWebP(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, head := range []string{"", exifHeader} {
			data := webpWith(riffChunk("EXIF", append([]byte(head), camera(order, 6)...)), riffChunk("XMP ", []byte(packet)))
			out := check(t, data, "image/webp", append(kept, "ICCP\x07\x00\x00\x00profile", "the pixels")...)
			if len(out) != len(data) || !bytes.Equal(out[:80], data[:80]) {
				t.Errorf("%d bytes, were %d", len(out), len(data))
			}
		}
	}
}

func TestHEIC(t *testing.T) {
	data := heicWith(camera(binary.BigEndian, 6), []byte(packet))
	for _, contentType := range []string{"image/heic", "image/avif"} {
		out := check(t, data, contentType, append(kept, "GAP.", "pixels")...)
		if len(out) != len(data) {
			t.Errorf("%d bytes, were %d", len(out), len(data))
		}
	}
	trailer := append(box("mpvd", []byte("SECRET film")), box("sefd", []byte("SECRET"))...)
	if out := check(t, append(bytes.Clone(data), trailer...), "image/heic"); len(out) != len(data) {
		t.Errorf("%d bytes, want %d", len(out), len(data))
	}
	check(t, append(bytes.Clone(data), box("uuid", []byte(xmpUUID+packet))...), "image/heic")
}

func TestJXL(t *testing.T) {
	data := slicesConcat(box("JXL ", []byte("\x0d\x0a\x87\x0a")), box("Exif", append(make([]byte, 4), camera(binary.BigEndian, 6)...)),
		box("xml ", []byte(packet)), box("brob", []byte("Exif SECRET")), box("jxlc", []byte("pixels")))
	if out := check(t, data, "image/jxl", append(kept, "pixels")...); len(out) != len(data) {
		t.Errorf("%d bytes, were %d", len(out), len(data))
	}
}
