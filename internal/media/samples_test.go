package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// encoded returns a real picture made by the standard library.
func encoded(t testing.TB, format string) []byte {
	t.Helper()
	var buf bytes.Buffer
	img := image.NewPaletted(image.Rect(0, 0, 3, 2), color.Palette{color.Black, color.White})
	var err error
	switch format {
	case "png":
		err = png.Encode(&buf, img)
	case "jpeg":
		err = jpeg.Encode(&buf, img, nil)
	case "gif":
		err = gif.Encode(&buf, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// animated puts the chunk of an animation behind the header of a PNG.
func animated(t testing.TB) []byte {
	b := encoded(t, "png")
	head := bytes.Clone(b[:33])
	chunk := append([]byte{0, 0, 0, 8}, "acTL\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00"...)
	return append(append(head, chunk...), b[33:]...)
}

// iso returns the file type box that begins an ISO container, and some data.
func iso(major string, compatible ...string) []byte {
	box := binary.BigEndian.AppendUint32(nil, uint32(16+4*len(compatible)))
	box = append(append(box, "ftyp"...), major...)
	box = append(box, 0, 0, 2, 0)
	for _, c := range compatible {
		box = append(box, c...)
	}
	return append(box, "\x00\x00\x00\x08free"...)
}

func riff(kind string) []byte {
	return append([]byte("RIFF\x24\x00\x00\x00"+kind), make([]byte, 32)...)
}

// matroska returns an EBML header with a document type.
func matroska(docType string) []byte {
	body := append([]byte("\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82"), byte(0x80|len(docType)))
	body = append(body, docType...)
	return append([]byte{0x1a, 0x45, 0xdf, 0xa3, byte(0x80 | len(body))}, body...)
}

// oggPage returns the first page of an Ogg stream whose codec begins so.
func oggPage(codec string) []byte {
	page := append([]byte("OggS\x00\x02"), make([]byte, 20)...)
	page = append(page, 1, 30)
	return append(append(page, codec...), make([]byte, 30)...)
}
