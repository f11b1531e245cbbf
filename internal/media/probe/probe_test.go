package probe

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
)

var types = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif",
	".heic": "image/heic", ".svg": "image/svg+xml", ".jxl": "image/jxl", ".bmp": "image/bmp", ".ico": "image/x-icon",
	".tiff": "image/tiff", ".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".ogv": "video/ogg",
}

// ask wants the same answer with nothing of the file in memory, a part and all.
func ask(t testing.TB, data []byte, ext string) Info {
	t.Helper()
	all := inParts(data, ext, len(data))
	for _, n := range []int{0, min(40, len(data))} {
		if i := inParts(data, ext, n); i != all {
			t.Errorf("%d bytes in memory: %+v; all: %+v", n, i, all)
		}
	}
	return all
}

func TestRealFiles(t *testing.T) {
	still := Info{Width: 48, Height: 30}
	moving := Info{Width: 48, Height: 30, Animated: true}
	alpha := Info{Width: 48, Height: 30, Alpha: true}
	film := Info{Width: 48, Height: 30, Duration: time.Second}
	for name, want := range map[string]Info{
		"lossy.webp": still, "lossless.webp": still, "alpha.webp": alpha, "alpha-lossy.webp": alpha, "moving.webp": moving,
		"alpha.png": alpha, "moving.png": moving, "still.gif": still, "still.avif": still, "moving.avif": moving,
		"moving.gif": {Width: 48, Height: 30, Animated: true, Alpha: true}, // unchanged pixels are transparent
		"still.jxl":  still, "still.tiff": still, "still.ico": {Width: 32, Height: 24},
		"clip.mp4": film, "clip.mov": film, "clip.webm": film, "fragmented.mp4": still,
		"turned.mp4": {Width: 30, Height: 48, Duration: time.Second},
		"alpha.webm": {Width: 48, Height: 30, Alpha: true, Duration: time.Second},
		"wide.webm":  {Width: 96, Height: 30, Duration: 600 * time.Millisecond},
	} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := ask(t, data, filepath.Ext(name)); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func TestMadeFiles(t *testing.T) {
	dark, see := Info{Width: 7, Height: 3}, Info{Width: 7, Height: 3, Alpha: true}
	turned := Info{Width: 3, Height: 7}
	for _, tt := range []struct {
		name string
		data []byte
		want Info
	}{
		{"a.png", pngFile(2, ""), dark},
		{"grey and alpha.png", pngFile(4, ""), see},
		{"transparent colour.png", pngFile(3, chunk("tRNS", "\x00")), see},
		{"one frame.png", pngFile(2, chunk("acTL", "\x00\x00\x00\x01\x00\x00\x00\x00")), dark},
		{"huge.png", pngSize(1<<31, 1, 2, ""), Info{}},
		{"100,000 x 100,000.png", pngSize(100_000, 100_000, 2, ""), Info{Width: 100_000, Height: 100_000}},
		{"no pixels.png", pngSize(0, 5, 2, ""), Info{}},

		{"a.jpg", jpegFile(""), dark},
		{"upright.jpg", jpegFile(exifSegment(1)), dark},
		{"upside down.jpg", jpegFile(exifSegment(3)), dark},
		{"turned.jpg", jpegFile(exifSegment(6)), turned},
		{"the first counts.jpg", jpegFile(exifSegment(8) + exifSegment(1)), turned},
		{"out of range.jpg", jpegFile(exifSegment(9)), dark},
		{"fill bytes.jpg", jpegFile("\xff\xff\xff"), dark},
		{"other segments.jpg", jpegFile(segment(0xe0, "JFIF\x00") + segment(0xc4, "table") + segment(0xfe, strings.Repeat("x", 60_000))), dark},
		{"no frame.jpg", []byte("\xff\xd8\xff\xda\x00\x02"), Info{}},

		{"a.bmp", []byte("BM............\x28\x00\x00\x00\x07\x00\x00\x00\xfd\xff\xff\xff"), dark},
		{"old.bmp", []byte("BM............\x0c\x00\x00\x00\x07\x00\x03\x00\x01\x00\x00\x00"), dark},
		{"largest.ico", []byte("\x00\x00\x01\x00\x02\x00" + "\x10\x10............--" + "\x00\x00............--"), Info{Width: 256, Height: 256}},
		{"turned.tiff", []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x03" +
			"\x01\x00\x00\x04\x00\x00\x00\x01\x00\x00\x00\x07" + "\x01\x01\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00" +
			"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x05\x00\x00" + "\x00\x00\x00\x00"), turned},
		{"a.ogv", append([]byte("OggS......................\x01\x2a\x80theora\x03\x02\x01\x00\x01\x00\x01\x00\x00\x07\x00\x00\x03"), make([]byte, 30)...), dark},
		{"small.jxl", []byte("\xff\x0a\x41\x00\x00"), Info{Width: 8, Height: 8}}, // small, 1, ratio 1:1

		{"a.heic", heifFile(0, prop("ispe", "\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x03"), 1), dark},
		{"wide tables.heic", heifFile(1, prop("ispe", "\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x03"), 1), dark},
		{"turned.heic", heifFile(0, prop("irot", "\x01")+prop("ispe", "\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x03"), 2, 1), turned},
		{"another item's turn.heic", heifFile(0, prop("irot", "\x01")+prop("ispe", "\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x03"), 2), dark},
		{"clap.heic", heifFile(0, prop("ispe", "\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x00\x08")+
			prop("clap", "\x00\x00\x00\x0e\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x01"+strings.Repeat("\x00\x00\x00\x01", 4))+prop("irot", "\x03"), 1, 2, 3), turned},
		{"alpha.avif", heifFile(0, prop("ispe", "\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x03")+
			prop("auxC", "\x00\x00\x00\x00urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00"), 1), see},
		{"empty.heic", nil, Info{}},
	} {
		if got := ask(t, tt.data, filepath.Ext(tt.name)); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestSVG(t *testing.T) {
	for _, tt := range []struct {
		data string
		w, h int
	}{
		{`<svg width="70" height="30"/>`, 70, 30},
		{"\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?><!-- <svg width='1'> --><!DOCTYPE svg [<!ENTITY a \"1\">]>\n<svg width=' 1in ' height='2.54cm' viewBox='0 0 3 4'>", 96, 96},
		{`<svg width="72pt" height="6pc">`, 96, 96},
		{`<svg width="2em" height="1e2px">`, 32, 100},
		{`<svg width="25.4mm" height="101.6Q">`, 96, 96},
		{`<svg width="100%" height="50%" viewBox="0,0, 24 12.4">`, 24, 12},
		{`<svg width="48" viewBox="0 0 24 12">`, 48, 24},
		{`<svg height="6" viewBox="0 0 24 12">`, 12, 6},
		{`<s:svg xmlns:s="x" viewBox="-5 -5 10 20">`, 10, 20},
		{`<svg width="0.2" height="0.3">`, 1, 1},
		{`<svg>`, 0, 0},
		{`<svg width="10">`, 0, 0},
		{`<svg width="-1" height="5">`, 0, 0},
		{`<svg width="NaN" height="Inf">`, 0, 0},
		{`<svg width="1e300" height="1e300">`, 0, 0},
		{`<svg width="auto" height="calc(1px)">`, 0, 0},
		{`<svg width="&a;" height="&a;">`, 0, 0},
		{`<svg x:width="5" x:height="5">`, 0, 0},
		{`<svg width="5"`, 0, 0},
		{`<!DOCTYPE svg [<!ENTITY a "&b;&b;"><!ENTITY b "&c;&c;">]><svg width="5" height="6">&a;`, 5, 6},
		{"<!--" + strings.Repeat("x", maxSVG) + `--><svg width="5" height="6">`, 0, 0},
	} {
		if got, want := ask(t, []byte(tt.data), ".svg"), (Info{Width: tt.w, Height: tt.h}); got != want {
			t.Errorf("%.60s: %+v, want %+v", tt.data, got, want)
		}
	}
}

func TestMovieBoxAtTheEnd(t *testing.T) {
	data, err := os.ReadFile("testdata/clip.mp4")
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("moov")) - 4
	big := append(bytes.Clone(data[:at]), "\x00\x00\x00\x01mdat\x00\x00\x00\x00\x40\x00\x00\x00"...)
	film := gap{head: big, at: int64(len(big)) - 16 + 1<<30, tail: data[at:]}
	i := Read(film.counted(t, 8192), film.size(), "video/mp4")
	if want := (Info{Width: 48, Height: 30, Duration: time.Second}); i != want {
		t.Errorf("%+v, want %+v", i, want)
	}
}

func TestLongFirstFrameOfAGIF(t *testing.T) {
	for _, loops := range []string{"", "\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"} {
		data := []byte("GIF89a\x07\x00\x03\x00\x00\x00\x00" + loops + "\x2c\x00\x00\x00\x00\x07\x00\x03\x00\x00\x08")
		data = append(data, bytes.Repeat(append([]byte{255}, make([]byte, 255)...), 3*maxRead/256)...)
		c := &mediatest.Counter{ReaderAt: bytes.NewReader(data)}
		i := Read(c, int64(len(data)), "image/gif")
		if want := (Info{Width: 7, Height: 3, Animated: loops != ""}); i != want || c.Bytes > maxRead {
			t.Errorf("%+v, want %+v; read %d bytes", i, want, c.Bytes)
		}
		if i := Read(c, 100, "image/gif"); i.Animated { // cut off, not too long
			t.Errorf("%+v", i)
		}
	}
}

// FuzzRead: no panic, bounded reading, possible sizes, and the same answer
// whatever part of the file is in memory.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.*")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && types[filepath.Ext(name)] != "" {
			f.Add(data, filepath.Ext(name))
		}
	}
	f.Add(pngFile(2, chunk("tRNS", "\x00")), ".png")
	f.Add(jpegFile(exifSegment(6)), ".jpg")
	f.Add(heifFile(0, prop("irot", "\x01")+prop("ispe", "\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x03"), 1, 2), ".heic")
	f.Add([]byte(`<!DOCTYPE svg []><svg width="1em" viewBox="0 0 1 1">`), ".svg")
	f.Fuzz(sane)
}

func BenchmarkPeek(b *testing.B) {
	for ext, data := range map[string][]byte{".png": pngFile(2, ""), ".jpg": jpegFile(exifSegment(6)), ".svg": []byte(`<svg width="5" height="6">`)} {
		b.Run(ext, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if inParts(data, ext, len(data)) == (Info{}) {
					b.Fatal("unknown")
				}
			}
		})
	}
}
