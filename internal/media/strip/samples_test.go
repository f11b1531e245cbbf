package strip

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"testing"
)

// field is an entry of a directory; the value is a string (ASCII), a uint16
// (SHORT), a []byte (UNDEFINED) or a []field (a directory of its own).
type field struct {
	tag   uint16
	value any
}

// tiffBlock builds an Exif block: IFD0, and IFD1 if there are fields for it.
func tiffBlock(order binary.AppendByteOrder, ifd0, ifd1 []field) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b, next := appendDir(b, order, ifd0)
	if ifd1 != nil {
		order.(binary.ByteOrder).PutUint32(b[next:], uint32(len(b)))
		b, _ = appendDir(b, order, ifd1)
	}
	return b
}

func appendDir(b []byte, order binary.AppendByteOrder, fields []field) (out []byte, next int) {
	at := len(b)
	b = order.AppendUint16(b, uint16(len(fields)))
	b = append(b, make([]byte, 12*len(fields)+4)...)
	put := order.(binary.ByteOrder)
	for i, f := range fields {
		e := at + 2 + 12*i
		put.PutUint16(b[e:], f.tag)
		entry := func(kind uint16, count int) {
			put.PutUint16(b[e+2:], kind)
			put.PutUint32(b[e+4:], uint32(count))
		}
		data := []byte(nil)
		switch v := f.value.(type) {
		case uint16:
			entry(3, 1)
			put.PutUint16(b[e+8:], v)
		case int: // an offset or length that the test knows
			entry(4, 1)
			put.PutUint32(b[e+8:], uint32(v))
		case string:
			entry(2, len(v)+1)
			data = append([]byte(v), 0)
		case []byte:
			entry(7, len(v))
			data = v
		case []field:
			entry(4, 1)
			put.PutUint32(b[e+8:], uint32(len(b)))
			b, _ = appendDir(b, order, v)
		}
		if len(data) > 4 {
			put.PutUint32(b[e+8:], uint32(len(b)))
			b = append(b, data...)
		} else {
			copy(b[e+8:], data)
		}
	}
	return b, at + 2 + 12*len(fields)
}

// What must be gone afterwards, and what must be there still.
var (
	secrets = []string{"SECRET", "48 51 30"}
	kept    = []string{"Copyright Ann", "Artist Ann", "2024:01:02 03:04:05", "A description"}
)

func camera(order binary.AppendByteOrder, orientation uint16) []byte {
	return cameraWith(order, orientation, nil)
}

func cameraWith(order binary.AppendByteOrder, orientation uint16, ifd1 []field) []byte {
	return tiffBlock(order, []field{
		{0x010e, "A description"},
		{0x0112, orientation},
		{0x013b, "Artist Ann"},
		{0x8298, "Copyright Ann"},
		{tagExif, []field{
			{0x9003, "2024:01:02 03:04:05"},
			{0x927c, []byte("Maker\x00 body SECRET-1")},
			{0xa420, "SECRET-2"},
			{0xa430, "SECRET-3 owner"},
			{0xa431, "SECRET-4"},
			{0xa432, "24-70"},
			{0xa435, "SECRET-5"},
		}},
		{tagGPS, []field{
			{0x0001, "N"},
			{0x0002, []byte("48 51 30 SECRET-6 SECRET-6")},
			{0x001d, "SECRET 24"},
		}},
		{0xc62f, "SECRET-7"},
	}, ifd1)
}

// clean photographs have nothing to take out.
func harmless(order binary.AppendByteOrder) []byte {
	return tiffBlock(order, []field{{0x0112, uint16(6)}, {0x8298, "Copyright Ann"}, {tagExif, []field{{0x9003, "2024:01:02 03:04:05"}}}}, nil)
}

const packet = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about="" xmlns:GPS="urn:kept" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="SECRET,1N" aux:SerialNumber='SECRET > 2' dc:rights="Copyright Ann" tiff:Orientation="6">
  <dc:description>A description: 2024:01:02 03:04:05</dc:description><dc:creator><rdf:Seq><rdf:li>Artist Ann</rdf:li></rdf:Seq></dc:creator>
  <exif:GPSLongitude>SECRET</exif:GPSLongitude><photoshop:City>SECRET</photoshop:City><drone-dji:GpsStatus x="SECRET"/>
  <Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li Iptc4xmpExt:City="SECRET"><x:y/>SECRET</rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
 </rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`

const harmlessPacket = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:rights x:city-of="no">GPSLatitude: none, http://gps.example/</dc:rights></x:xmpmeta>`

func seg(marker byte, data string) []byte {
	b := []byte{0xff, marker}
	return append(binary.BigEndian.AppendUint16(b, uint16(2+len(data))), data...)
}

var photo = func() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range m.Pix {
		m.Pix[i] = byte(i * i >> 4)
	}
	return m
}()

func jpegWith(t testing.TB, segments ...[]byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, photo, nil); err != nil {
		t.Fatal(err)
	}
	b := buf.Bytes()
	return append(append(bytes.Clone(b[:2]), bytes.Join(segments, nil)...), b[2:]...)
}

func pngChunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngWith puts chunks before and behind the pixels.
func pngWith(t testing.TB, before, behind []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, photo); err != nil {
		t.Fatal(err)
	}
	b := buf.Bytes()
	end := len(b) - 12
	return bytes.Join([][]byte{b[:33], before, b[33:end], behind, b[end:]}, nil)
}

func riffChunk(kind string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(data)))
	b = append(b, data...)
	return append(b, make([]byte, len(data)%2)...)
}

func webpWith(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), riffChunk("VP8X", []byte("\x2c\x00\x00\x00\x27\x00\x00\x1d\x00\x00"))...)
	body = append(body, riffChunk("ICCP", []byte("profile"))...)
	body = append(body, riffChunk("VP8 ", []byte("the pixels"))...)
	body = append(body, bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func box(kind string, data []byte) []byte {
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(data))), kind...), data...)
}

// heicWith holds Exif in two pieces in the file and XMP in idat.
func heicWith(exifBlock, xmp []byte) []byte {
	exifItem := append([]byte("\x00\x00\x00\x06Exif\x00\x00"), exifBlock...)
	half := len(exifItem) / 2
	build := func(at int) ([]byte, int) {
		u32 := func(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
		iinf := box("iinf", append([]byte("\x00\x00\x00\x00\x00\x02"), append(
			box("infe", []byte("\x02\x00\x00\x00\x00\x01\x00\x00Exif\x00")),
			box("infe", []byte("\x02\x00\x00\x00\x00\x02\x00\x00mime\x00application/rdf+xml\x00"))...)...))
		iloc := box("iloc", []byte("\x01\x00\x00\x00\x44\x00\x00\x02"+
			"\x00\x01\x00\x00\x00\x00\x00\x02"+u32(at)+u32(half)+u32(at+half+4)+u32(len(exifItem)-half)+
			"\x00\x02\x00\x01\x00\x00\x00\x01"+u32(0)+u32(len(xmp))))
		head := append(box("ftyp", []byte("heic\x00\x00\x00\x00mif1")), box("meta", bytes.Join([][]byte{{0, 0, 0, 0}, iinf, iloc, box("idat", xmp)}, nil))...)
		return head, len(head) + 8
	}
	_, at := build(0)
	head, _ := build(at)
	mdat := bytes.Join([][]byte{exifItem[:half], []byte("GAP."), exifItem[half:], []byte("pixels")}, nil)
	return append(head, box("mdat", mdat)...)
}

// cleaned applies the edits, checks that the bytes are the same however they
// are read, and that cleaning them again changes nothing.
func cleaned(t testing.TB, data []byte, contentType string) (out []byte, changed bool) {
	t.Helper()
	e, err := Clean(bytes.NewReader(data), int64(len(data)), contentType)
	if err != nil {
		t.Fatal(err)
	}
	if e == nil {
		return data, false
	}
	if out, err = io.ReadAll(e.Reader(bytes.NewReader(data))); err != nil || int64(len(out)) != e.Size() {
		t.Fatalf("%d bytes, %v; want %d", len(out), err, e.Size())
	}
	r := e.Reader(bytes.NewReader(data))
	for off := 0; off < len(out); off += 1 + len(out)/7 {
		p := make([]byte, min(5+len(out)/3, len(out)-off))
		if n, err := r.ReadAt(p, int64(off)); n < len(p) || err != nil && err != io.EOF || !bytes.Equal(p, out[off:off+n]) {
			t.Fatalf("%d bytes at %d: %v", n, off, err)
		}
	}
	if e, err = Clean(bytes.NewReader(out), int64(len(out)), contentType); err != nil {
		t.Fatal(err)
	} else if e != nil {
		if twice, _ := io.ReadAll(e.Reader(bytes.NewReader(out))); !bytes.Equal(twice, out) {
			t.Fatalf("cleaned again, it changes again: %q", twice)
		}
	}
	return out, true
}

func samePixels(t testing.TB, a, b []byte) {
	t.Helper()
	x, _, errX := image.Decode(bytes.NewReader(a))
	y, _, errY := image.Decode(bytes.NewReader(b))
	if errX != nil || errY != nil {
		t.Fatal(errX, errY)
	}
	for i := range 40 * 30 {
		if c, d := x.At(i%40, i/40), y.At(i%40, i/40); color.RGBAModel.Convert(c) != color.RGBAModel.Convert(d) {
			t.Fatalf("pixel %d: %v, %v", i, c, d)
		}
	}
}
