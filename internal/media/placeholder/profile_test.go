package placeholder

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"strings"
	"testing"
)

// displayP3 is a colour profile of the screens of phones: other primaries than
// sRGB's, and a gamma of 2.2.
func displayP3(name string) []byte {
	be := binary.BigEndian
	xyz := func(x, y, z float64) string {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range []float64{x, y, z} {
			b = be.AppendUint32(b, uint32(int32(v*65536)))
		}
		return string(b)
	}
	text := "desc\x00\x00\x00\x00" + string(be.AppendUint32(nil, uint32(len(name)+1))) + name + strings.Repeat("\x00", 84)
	curve := "curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00"
	tags := [][2]string{
		{"desc", text}, {"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.5151, 0.2412, -0.0011)}, {"gXYZ", xyz(0.2919, 0.6922, 0.0419)}, {"bXYZ", xyz(0.1572, 0.0666, 0.7841)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	table := be.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	at := 128 + 4 + 12*len(tags)
	for _, tag := range tags {
		table = append(table, tag[0]...)
		table = be.AppendUint32(be.AppendUint32(table, uint32(at+len(data))), uint32(len(tag[1])))
		data = append(data, tag[1]...)
		data = append(data, make([]byte, (4-len(data)%4)%4)...)
	}
	h := make([]byte, 128)
	be.PutUint32(h, uint32(128+len(table)+len(data)))
	be.PutUint32(h[8:], 0x02100000)
	copy(h[12:], "mntrRGB XYZ ")
	copy(h[36:], "acsp")
	be.PutUint32(h[68:], 0xf6d6)
	be.PutUint32(h[72:], 0x10000)
	be.PutUint32(h[76:], 0xd32d)
	return append(append(h, table...), data...)
}

func withProfile(t *testing.T, m image.Image, profile []byte) []byte {
	b := asJPEG(t, m)
	seg := append([]byte("ICC_PROFILE\x00\x01\x01"), profile...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xe2}, uint16(2+len(seg)))
	return bytes.Join([][]byte{b[:2], head, seg, b[2:]}, nil)
}

// The colour of a picture with a profile is the one that a browser shows.
func TestProfile(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 * 64 {
		m.SetNRGBA(i%64, i/64, color.NRGBA{R: 150, G: 160, B: 90, A: 255})
	}
	plain := made(asJPEG(t, m), "image/jpeg", false).Color
	if plain != "#96a05b" {
		t.Error(plain)
	}
	wide := made(withProfile(t, m, displayP3("Display P3")), "image/jpeg", false).Color
	if wide != "#95a14f" { // by the matrices of the two: #95a24e
		t.Error(wide)
	}
	if named := made(withProfile(t, m, displayP3("sRGB IEC61966-2.1")), "image/jpeg", false).Color; named != plain {
		t.Error(named)
	}
	if broken := made(withProfile(t, m, displayP3("Display P3")[:200]), "image/jpeg", false).Color; broken != plain {
		t.Error(broken)
	}
}
