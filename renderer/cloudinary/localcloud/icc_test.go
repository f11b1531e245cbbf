package localcloud_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"testing"

	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
)

// A colour profile is applied: what a camera calls green is brought into sRGB,
// since the result carries no profile.
func TestColourProfile(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 32, 32))
	for i := range img.Pix {
		img.Pix[i] = [4]byte{60, 200, 60, 255}[i%4]
	}
	plain := asJPEG(img)
	h := handler(t, localcloud.Config{Open: bucket{"plain.jpg": plain, "wide.jpg": tagged(plain, wideProfile())}.open})
	at := func(target string) color.NRGBA {
		img, _, err := image.Decode(get(h, target, "").Body)
		if err != nil {
			t.Fatal(target, err)
		}
		return color.NRGBAModel.Convert(img.At(8, 8)).(color.NRGBA)
	}
	a, b := at("/plain.jpg?tx=f_png,w_16"), at("/wide.jpg?tx=f_png,w_16")
	// Adobe RGB's green lies outside of sRGB: less red, at least as much green.
	if b.R+20 > a.R || b.G < a.G {
		t.Errorf("without a profile %v, with one %v", a, b)
	}
}

// tagged puts a profile into a JPEG (ICC.1:2022, annex B.4).
func tagged(data, profile []byte) []byte {
	seg := append([]byte("ICC_PROFILE\x00\x01\x01"), profile...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe2}, binary.BigEndian.AppendUint16(nil, uint16(len(seg)+2))...)
	return append(append(head, seg...), data[2:]...)
}

// wideProfile is a display profile with the primaries of Adobe RGB (1998) and
// its gamma (ICC.1:2022, section 8.3.3: three-component matrix-based).
func wideProfile() []byte {
	xyz := func(x, y, z float64) []byte {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range []float64{x, y, z} {
			b = binary.BigEndian.AppendUint32(b, uint32(int32(v*65536)))
		}
		return b
	}
	gamma := append([]byte("curv\x00\x00\x00\x00\x00\x00\x00\x01"), 0x02, 0x33, 0, 0) // 2.2 in 8.8 bits
	text := append([]byte("desc\x00\x00\x00\x00\x00\x00\x00\x05wide\x00"), make([]byte, 83)...)
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", text}, {"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.60974, 0.31111, 0.01947)}, {"gXYZ", xyz(0.20528, 0.62567, 0.06087)}, {"bXYZ", xyz(0.14919, 0.06322, 0.74457)},
		{"rTRC", gamma}, {"gTRC", gamma}, {"bTRC", gamma},
	}
	var table, body bytes.Buffer
	start := 128 + 4 + 12*len(tags)
	_ = binary.Write(&table, binary.BigEndian, uint32(len(tags)))
	for _, tag := range tags {
		for body.Len()%4 != 0 {
			body.WriteByte(0)
		}
		table.WriteString(tag.name)
		_ = binary.Write(&table, binary.BigEndian, [2]uint32{uint32(start + body.Len()), uint32(len(tag.data))})
		body.Write(tag.data)
	}
	head := make([]byte, 128)
	binary.BigEndian.PutUint32(head, uint32(start+body.Len()))
	copy(head[8:], "\x02\x40\x00\x00mntrRGB XYZ ")
	copy(head[36:], "acsp")
	copy(head[68:], xyz(0.9642, 1, 0.8249)[8:])
	return append(append(head, table.Bytes()...), body.Bytes()...)
}
