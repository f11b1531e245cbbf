package strip

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
)

func TestNothingToTakeOut(t *testing.T) {
	block := harmless(binary.LittleEndian)
	xmp := seg(0xe1, xmpHeader+harmlessPacket)
	irb := seg(0xed, photoshopHeader+resource(0x0404, iptc(80, "Ann"))+resource(0x040c, "thumbnail"))
	for name, f := range map[string]struct {
		data []byte
		kind string
	}{
		"jpeg":         {jpegWith(t, seg(0xe1, exifHeader+string(block)), xmp, irb, seg(0xfe, "GPSLatitude"), seg(0xeb, "JP GPS")), "image/jpeg"},
		"no metadata":  {jpegWith(t), "image/jpeg"},
		"half a jpeg":  {jpegWith(t)[:500], "image/jpeg"},
		"png":          {pngWith(t, pngChunk("eXIf", block), pngChunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+harmlessPacket))), "image/png"},
		"png texts":    {pngWith(t, pngChunk("tEXt", []byte("Comment\x00GPS:city")), pngChunk("zTXt", []byte("Comment\x00\x00broken"))), "image/png"},
		"webp":         {webpWith(riffChunk("EXIF", block), riffChunk("XMP ", []byte(harmlessPacket))), "image/webp"},
		"heic":         {heicWith(block, []byte(harmlessPacket)), "image/heic"},
		"another type": {jpegWith(t, seg(0xe1, exifHeader+string(camera(binary.BigEndian, 1)))), "image/gif"},
		"empty":        {nil, "image/jpeg"},
	} {
		if _, changed := cleaned(t, f.data, f.kind); changed {
			t.Errorf("%s: changed", name)
		}
	}
}

func TestOnlyHeadersAreRead(t *testing.T) {
	head := jpegWith(t, seg(0xe1, exifHeader+string(harmless(binary.BigEndian))))
	data := slicesConcat(head[:len(head)-2], bytes.Repeat([]byte("pixels\xff\x00"), 1<<17), []byte("\xff\xd9"))
	c := &mediatest.Counter{ReaderAt: bytes.NewReader(data)}
	if e, err := Clean(c, int64(len(data)), "image/jpeg"); e != nil || err != nil || c.Bytes > 8<<10 {
		t.Errorf("%v, %v, read %d bytes of %d", e, err, c.Bytes, len(data))
	}
}

func TestEditsAreSmall(t *testing.T) {
	block := tiffBlock(binary.LittleEndian, []field{{0x927c, bytes.Repeat([]byte("0123456789"), 6000)}}, nil)
	data := jpegWith(t, seg(0xe1, exifHeader+string(block)))
	e, err := Clean(bytes.NewReader(data), int64(len(data)), "image/jpeg")
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	for _, d := range e.list {
		held += len(d.data)
	}
	if held > 200 {
		t.Errorf("%d bytes are held", held)
	}
}

func TestReadErrors(t *testing.T) {
	boom := errors.New("input/output error")
	for _, kind := range []string{"image/jpeg", "image/png", "image/webp", "image/heic"} {
		if e, err := Clean(mediatest.Failing{Err: boom}, 1000, kind); e != nil || err != boom {
			t.Errorf("%s: %v, %v", kind, e, err)
		}
	}
	data := jpegWith(t, seg(0xe1, exifHeader+string(camera(binary.BigEndian, 1))))
	e, err := Clean(bytes.NewReader(data), int64(len(data)), "image/jpeg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(e.Reader(bytes.NewReader(data[:400]))); err != io.ErrUnexpectedEOF {
		t.Errorf("the file became shorter: %v", err)
	}
	if _, err := io.ReadAll(e.Reader(mediatest.Failing{Err: boom})); err != boom {
		t.Error(err)
	}
}
