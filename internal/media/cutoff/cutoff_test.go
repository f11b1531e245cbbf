package cutoff

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

var types = map[string]string{
	".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif",
	".jxl": "image/jxl", ".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".svg": "image/svg+xml",
}

// samples are real files of each type, by name.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{
		"a.svg":         []byte("<?xml version='1.0'?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><g><path d=\"M0 0\"/></g></svg>\n<!-- drawn -->\n"),
		"prefix.svg":    []byte(`<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g></s:g></s:svg >`),
		"container.jxl": []byte("\x00\x00\x00\x0cJXL \r\n\x87\n\x00\x00\x00\x14ftypjxl \x00\x00\x00\x00jxl \x00\x00\x00\x20jxlc\xff\x0a" + strings.Repeat("x", 22)),
		"single.svg":    []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
	}
	for _, pattern := range []string{"../probe/testdata/*", "../placeholder/testdata/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 10 {
			t.Fatal(files, err)
		}
		for _, name := range files {
			if types[filepath.Ext(name)] == "" {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.Base(name)] = data
		}
	}
	return all
}

// check looks at data with the first n bytes in memory, and with none.
func check(t testing.TB, data []byte, name string) string {
	t.Helper()
	look := func(head int) string {
		return Peek(peek.New(bytes.NewReader(data), int64(len(data)), data[:head]), types[filepath.Ext(name)])
	}
	a, b, c := look(0), look(len(data)/2), look(len(data))
	if a != b || b != c || strings.ContainsAny(a, "\r\n\x00") {
		t.Errorf("%s: %q, %q, %q", name, a, b, c)
	}
	return a
}

func TestMissing(t *testing.T) {
	all := samples(t)
	all["empty.gif"] = []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")
	for _, tt := range []struct {
		name string
		keep int // negative: without so many bytes at the end
		want string
	}{
		{"16bit.png", -5, "its end (IEND) is missing"},
		{"16bit.png", -12, "its end (IEND) is missing"},
		{"16bit.png", -20, "its tEXt chunk is longer than the rest of the file"},
		{"16bit.png", 800, "its IDAT chunk is longer than the rest of the file"},
		{"16bit.png", 60, "its cHRM chunk is longer than the rest of the file"},
		{"16bit.png", 20, "its IHDR chunk is longer than the rest of the file"},
		{"moving.png", 400, "its fdAT chunk is longer than the rest of the file"},
		{"411.jpg", -3, "its end (the marker EOI) is missing"},
		{"progressive.jpg", 1500, "its end (the marker EOI) is missing"},
		{"progressive.jpg", 100, noPixels},
		{"still.gif", -2, "it ends in the middle of a frame"},
		{"still.gif", 4000, "it ends in the middle of a frame"},
		{"still.gif", 13, noPixels},
		{"empty.gif", 14, noPixels},
		{"moving.gif", 1000, "it ends in the middle of a frame"},
		{"lossy.webp", -2, "its RIFF chunk is longer than the rest of the file"},
		{"moving.webp", 400, "its RIFF chunk is longer than the rest of the file"},
		{"still.avif", -1, "its mdat box is longer than the rest of the file"},
		{"still.avif", 200, "its meta box is longer than the rest of the file"},
		{"still.avif", 288, noPixels},
		{"still.avif", 36, noPixels},
		{"moving.avif", -100, "its mdat box is longer than the rest of the file"},
		{"container.jxl", 50, "its jxlc box is longer than the rest of the file"},
		{"container.jxl", 32, noPixels},
		{"clip.mp4", 1000, "its mdat box is longer than the rest of the file"},
		{"clip.mp4", 2000, "its moov box is longer than the rest of the file"},
		{"clip.mp4", 1843, "its index (the box moov) is missing"},
		{"clip.mp4", 32, "its index (the box moov) is missing"},
		{"fragmented.mp4", 2000, "its mdat box is longer than the rest of the file"},
		{"clip.mov", 1500, "its mdat box is longer than the rest of the file"},
		{"clip.webm", -1, "its main part is longer than the rest of the file"},
		{"clip.webm", 40, noPixels},
		{"a.svg", 90, "it ends in the middle"},
		{"a.svg", 93, "it ends in the middle"},
		{"prefix.svg", 55, "its end (</svg>) is missing"},
	} {
		data := all[tt.name]
		if tt.keep < 0 {
			tt.keep += len(data)
		}
		if got := check(t, data[:tt.keep], tt.name); got != tt.want {
			t.Errorf("%s, %d of %d bytes: %q, want %q", tt.name, tt.keep, len(data), got, tt.want)
		}
	}
}

// Some cameras write no mark of the end. All pixels are there without it.
func TestForgottenEnd(t *testing.T) {
	for name, data := range samples(t) {
		if filepath.Ext(name) != ".jpg" || name == "progressive.jpg" {
			continue
		}
		for _, without := range []int{1, 2} {
			if got := check(t, data[:len(data)-without], name); got != "" {
				t.Errorf("%s without its last %d bytes: %s", name, without, got)
			}
		}
		if check(t, data[:len(data)-3], name) == "" {
			t.Errorf("%s without its last pixels is taken for whole", name)
		}
	}
}

// What lies behind a picture, or is shorter than it could be, is no reason to
// refuse it.
func TestWhole(t *testing.T) {
	for name, data := range samples(t) {
		if got := check(t, data, name); got != "" {
			t.Errorf("%s: %s", name, got)
		}
		if strings.HasSuffix(name, ".svg") {
			continue // nothing may follow but space and comments
		}
		for _, rest := range []string{"\x00", "\x00\x00\x00\x00\x00\x00\x00\x00\x00", "\xff", "SEFT", strings.Repeat("a trailer ", 5000)} {
			if got := check(t, append(bytes.Clone(data), rest...), name); got != "" {
				t.Errorf("%s and %.10q: %s", name, rest, got)
			}
		}
	}
	for name, cut := range map[string]int{"16bit.png": 4, "lossy.webp": 1, "still.gif": 1, "moving.gif": 1} {
		data := samples(t)[name]
		if got := check(t, data[:len(data)-cut], name); got != "" {
			t.Errorf("%s without %d bytes: %s", name, cut, got)
		}
	}
	jpg, film := samples(t)["411.jpg"], samples(t)["clip.mp4"]
	for name, data := range map[string][]byte{
		"two pictures.jpg":         append(bytes.Clone(jpg), jpg[:900]...),
		"picture and film.jpg":     append(bytes.Clone(jpg), film...),
		"fill bytes.jpg":           append([]byte("\xff\xd8\xff\xff\xff"), jpg[3:]...),
		"trailer in the place.gif": append(bytes.Clone(samples(t)["still.gif"][:len(samples(t)["still.gif"])-2]), trailer),
		"index before.mp4":         append(append(bytes.Clone(film[:40]), film[1843:]...), film[40:1843]...),
		"data up to the end.mp4":   append(append(bytes.Clone(film[:40]), film[1843:]...), "\x00\x00\x00\x00mdat and so on"...),
		"live.webm":                []byte("\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"),
		"bare.jxl":                 []byte("\xff\x0a and so on"),
	} {
		if got := check(t, data, name); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Of every file, any part that has lost more than a few bytes is noticed.
func TestEveryCut(t *testing.T) {
	for name, data := range samples(t) {
		if name == "single.svg" || name == "still.jxl" {
			continue // nothing tells how long they are
		}
		for n := 2; n < len(data)-4; n++ { // the first two bytes say what it is
			got := check(t, data[:n], name)
			if got == "" && !mayBeWhole(name, data, n) {
				t.Errorf("%s: %d of %d bytes are taken for whole", name, n, len(data))
			}
		}
	}
}

// mayBeWhole reports whether data is as good as whole after n bytes: it ends
// between the frames or fragments of something that moves, or with the tag of
// a drawing.
func mayBeWhole(name string, data []byte, n int) bool {
	switch name {
	case "moving.gif":
		return data[n] == 0x21 || data[n] == 0x2c
	case "fragmented.mp4":
		return n > 700
	}
	return strings.HasSuffix(name, ".svg") && (n == 0 || bytes.HasSuffix(bytes.TrimSpace(data[:n]), []byte(">")))
}

func TestReadErrorIsNoCut(t *testing.T) {
	boom := errors.New("input/output error")
	for name, data := range samples(t) {
		p := peek.New(mediatest.Failing{Data: data[:len(data)/2], Err: boom}, int64(len(data)), nil)
		if got := Peek(p, types[filepath.Ext(name)]); got != "" {
			t.Errorf("%s: %s, %v", name, got, p.Err())
		}
	}
}

// FuzzPeek: no panic, one short line, and no more read than a few times the
// file.
func FuzzPeek(f *testing.F) {
	for name, data := range samples(f) {
		f.Add(data, types[filepath.Ext(name)])
	}
	f.Fuzz(func(t *testing.T, data []byte, contentType string) {
		c := &mediatest.Counter{ReaderAt: bytes.NewReader(data)}
		got := Peek(peek.New(c, int64(len(data)), nil), contentType)
		if len(got) > 80 || strings.ContainsAny(got, "\r\n\x00") || c.Bytes > 4*len(data)+4096*256 {
			t.Errorf("%q, read %d bytes of %d", got, c.Bytes, len(data))
		}
	})
}
