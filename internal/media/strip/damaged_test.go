package strip

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// damage changes a few bytes of data, mostly to those that sizes and offsets
// are made of, or cuts it off, or copies a part elsewhere.
func damage(r *rand.Rand, data []byte) []byte {
	b := bytes.Clone(data)
	for range 1 + r.IntN(4) {
		i := r.IntN(len(b))
		switch r.IntN(6) {
		case 0:
			b[i] ^= 1 << r.IntN(8)
		case 1:
			b[i] = byte(r.Uint32())
		case 2:
			b[i] = []byte{0, 1, 0x7f, 0x80, 0xff, '<', '>', '"', ':'}[r.IntN(9)]
		case 3:
			b = b[:i+1]
		case 4:
			from := b[r.IntN(len(b)):]
			copy(b[i:], from[:min(4, len(from))])
		case 5:
			j := r.IntN(len(b))
			b = append(b[:i:i], b[j:]...)
			if len(b) == 0 {
				return data
			}
		}
	}
	return b
}

// A thousand damaged forms of each kind of file: no panic, the cleaned bytes
// are the same however they are read, and cleaning them again changes nothing.
func TestDamagedFiles(t *testing.T) {
	xmp := seg(0xe1, xmpHeader+packet)
	app13 := seg(0xed, photoshopHeader+resource(0x0404, iptc(90, "x")+iptc(80, "Ann"))+resource(0x0424, packet))
	for name, f := range map[string]struct {
		data []byte
		kind string
	}{
		"jpeg II": {jpegWith(t, seg(0xe1, exifHeader+string(camera(binary.LittleEndian, 6))), xmp, app13), "image/jpeg"},
		"jpeg MM": {jpegWith(t, seg(0xe1, exifHeader+string(camera(binary.BigEndian, 6)))), "image/jpeg"},
		"two":     {append(jpegWith(t, seg(0xe2, mpfHeader)), jpegWith(t, seg(0xe1, exifHeader+string(camera(binary.BigEndian, 6))))...), "image/jpeg"},
		"png":     {pngWith(t, pngChunk("eXIf", camera(binary.BigEndian, 6)), pngChunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet))), "image/png"},
		"profile": {pngWith(t, pngChunk("tEXt", []byte("Raw profile type exif\x00"+rawText("exif", camera(binary.LittleEndian, 6)))), nil), "image/png"},
		"packed":  {pngWith(t, pngChunk("zTXt", []byte("Raw profile type app1\x00\x00"+deflate(rawText("app1", []byte(xmpHeader+packet))))), nil), "image/png"},
		"webp":    {webpWith(riffChunk("EXIF", camera(binary.LittleEndian, 6)), riffChunk("XMP ", []byte(packet))), "image/webp"},
		"heic":    {append(heicWith(camera(binary.LittleEndian, 6), []byte(packet)), box("mpvd", []byte("film"))...), "image/heic"},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			for range 1000 {
				cleaned(t, damage(r, f.data), f.kind)
			}
		})
	}
}

func TestDamagedExif(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		block := camera(order, 6)
		r := rand.New(rand.NewPCG(3, 4))
		for range 5000 {
			orientationStays(t, damage(r, block))
		}
	}
}

func TestDamagedXMP(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 5000 {
		onlySpaces(t, damage(r, []byte(packet)))
	}
}
