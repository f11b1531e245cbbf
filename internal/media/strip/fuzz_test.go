package strip

import (
	"encoding/binary"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/exif"
)

// FuzzClean: no panic; the cleaned bytes are the same however they are read,
// and cleaning them again changes nothing.
func FuzzClean(f *testing.F) {
	block := camera(binary.LittleEndian, 6)
	f.Add(jpegWith(f, seg(0xe1, exifHeader+string(block)), seg(0xe1, xmpHeader+packet), seg(0xed, photoshopHeader+resource(0x0404, iptc(90, "x")))), "image/jpeg")
	f.Add(append(jpegWith(f, seg(0xe2, mpfHeader)), jpegWith(f, seg(0xe1, exifHeader+string(block)))...), "image/jpeg")
	f.Add(pngWith(f, pngChunk("eXIf", block), pngChunk("tEXt", []byte("Raw profile type exif\x00"+rawText("exif", block)))), "image/png")
	f.Add(webpWith(riffChunk("EXIF", block), riffChunk("XMP ", []byte(packet))), "image/webp")
	f.Add(heicWith(block, []byte(packet)), "image/heic")
	f.Fuzz(func(t *testing.T, data []byte, contentType string) { cleaned(t, data, contentType) })
}

// FuzzExif: the orientation stays whatever the block holds.
func FuzzExif(f *testing.F) {
	f.Add(camera(binary.LittleEndian, 6))
	f.Add(camera(binary.BigEndian, 3))
	f.Fuzz(orientationStays)
}

func orientationStays(t *testing.T, b []byte) {
	out := cleanExif(b)
	if out == nil {
		return
	}
	if len(out) != len(b) || len(b) >= 26 && exif.ReadOrientation(out) != exif.ReadOrientation(b) {
		t.Errorf("%q\n%q", b, out)
	}
	if again := cleanExif(out); again != nil {
		t.Errorf("again: %q\n%q", out, again)
	}
}

// FuzzXMP: only spaces are written, and once is enough.
func FuzzXMP(f *testing.F) {
	f.Add([]byte(packet))
	f.Add([]byte(wideText(packet)))
	f.Fuzz(onlySpaces)
}

func onlySpaces(t *testing.T, b []byte) {
	out := cleanXMP(b)
	if out == nil {
		return
	}
	for i := range out {
		if out[i] != b[i] && out[i] != ' ' {
			t.Fatalf("%q\n%q", b, out)
		}
	}
	if again := cleanXMP(out); again != nil {
		t.Errorf("again: %q\n%q", out, again)
	}
}
