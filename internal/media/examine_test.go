package media

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
	"github.com/mdmedia/mdmedia/internal/media/probe"
)

// located returns a JPEG with an orientation and a GPS directory, and n bytes
// behind its tables that stand for many pixels.
func located(t testing.TB, n int) []byte {
	const block = "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02" +
		"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00" + "\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x26" + "\x00\x00\x00\x00" +
		"\x00\x01\x00\x1d\x00\x02\x00\x00\x00\x0b\x00\x00\x00\x38\x00\x00\x00\x00" + "2024:01:02\x00"
	b := encoded(t, "jpeg")
	app1 := append([]byte{0xff, 0xe1, 0, byte(2 + len(block))}, block...)
	return bytes.Join([][]byte{b[:2], app1, b[2 : len(b)-2], make([]byte, n), b[len(b)-2:]}, nil)
}

func TestExamine(t *testing.T) {
	for _, n := range []int{0, headSize - 1000, 1 << 20} {
		data := located(t, n)
		for _, strip := range []bool{false, true} {
			r, err := Examine(mediatest.NewFile(data), "a.jpg", Options{StripLocation: strip})
			if err != nil {
				t.Fatal(err)
			}
			if r.Kind != Image || r.Type != "image/jpeg" || r.Mismatch != "" || r.Info != (probe.Info{Width: 2, Height: 3}) || r.FileSize != int64(len(data)) {
				t.Errorf("%+v", r)
			}
			upload, fileSum := data, ""
			if strip {
				fileSum = sha(data)
				if upload, err = io.ReadAll(r.Edits.Reader(bytes.NewReader(data))); err != nil || bytes.Contains(upload, []byte("2024")) {
					t.Errorf("%v: %q", err, upload[:100])
				}
			}
			if (r.Edits != nil) != strip || r.SHA256 != sha(upload) || r.FileSHA256 != fileSum || r.Size != int64(len(upload)) {
				t.Errorf("%t: %+v", strip, r)
			}
		}
	}
}

func TestExamineWithoutMetadata(t *testing.T) {
	for name, data := range map[string][]byte{"a.png": encoded(t, "png"), "a.gif": encoded(t, "gif"), "a.svg": []byte(`<svg width="3" height="2"/>`)} {
		r, err := Examine(mediatest.NewFile(data), name, Options{StripLocation: true})
		if err != nil || r.Edits != nil || r.FileSHA256 != "" || r.SHA256 != sha(data) || r.Width != 3 || r.Height != 2 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

func TestExamineErrors(t *testing.T) {
	var nm *NotMediaError
	if _, err := Examine(mediatest.NewFile("text"), "x.png", Options{}); !errors.As(err, &nm) || nm.Name != "x.png" {
		t.Error(err)
	}
	boom := errors.New("input/output error")
	big := located(t, 1<<20)
	if _, err := Examine(mediatest.File{ReaderAt: bytes.NewReader(big), StatErr: boom}, "a.jpg", Options{}); err != boom {
		t.Error(err)
	}
	for _, size := range []int64{int64(len(big)) - 1, int64(len(big)) + 1} {
		for _, strip := range []bool{false, true} {
			r, err := Examine(mediatest.File{ReaderAt: bytes.NewReader(big), Length: size}, "a.jpg", Options{StripLocation: strip})
			if err != ErrChanged || r.SHA256 != "" {
				t.Errorf("%v, %+v", err, r)
			}
		}
	}
}

func TestReadErrorsComeThrough(t *testing.T) {
	boom := errors.New("input/output error")
	for _, data := range [][]byte{nil, encoded(t, "png"), append(encoded(t, "png"), make([]byte, 200<<10)...), located(t, 200<<10)} {
		for _, strip := range []bool{false, true} {
			broken := mediatest.Failing{Data: data, Err: boom}
			r, err := Examine(mediatest.File{ReaderAt: broken, Length: 1 << 20}, "a.png", Options{StripLocation: strip})
			if err != boom || r != (Report{}) {
				t.Errorf("%d bytes: %+v, %v", len(data), r, err)
			}
		}
	}
}

func TestHowMuchIsRead(t *testing.T) {
	long := make([]byte, 1<<20)
	for _, tt := range []struct {
		name  string
		data  []byte
		strip bool
		most  int
	}{
		{"not media", long, true, headSize},
		{"a.png", append(encoded(t, "png"), long...), false, len(encoded(t, "png")) + len(long) + 64},
		{"small.jpg", located(t, 0), true, len(located(t, 0))},
		{"large.jpg", located(t, len(long)), true, 3 * len(located(t, len(long)))},
	} {
		c := &mediatest.Counter{ReaderAt: bytes.NewReader(tt.data)}
		_, err := Examine(mediatest.File{ReaderAt: c, Length: int64(len(tt.data))}, tt.name, Options{StripLocation: tt.strip})
		if (err != nil) != (tt.name == "not media") || c.Bytes > tt.most {
			t.Errorf("%s: read %d bytes of %d, want at most %d; %v", tt.name, c.Bytes, len(tt.data), tt.most, err)
		}
	}
}

// FuzzExamine: no panic; a short file is read once, as is the head of one that
// is not media; what it is depends on no option; the hash is the file's; an
// error has one line.
func FuzzExamine(f *testing.F) {
	for _, s := range []string{"", "<svg/>", "<!DOCTYPE svg [<!--", "<?xml ?><!-- --><s:svg>", "GIF89a", "\x00\x00\x00\x14ftypmif1"} {
		f.Add([]byte(s), "a.svg")
	}
	f.Add(located(f, 0), "a.jpg")
	f.Add(encoded(f, "png"), "a.png")
	f.Add(iso("mif1", "avif"), "a.avif")
	f.Add(matroska("webm"), "a.weba")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		a, errA := counted(t, data, name, Options{})
		b, errB := counted(t, data, name, Options{StripLocation: true})
		if fmt.Sprint(errA) != fmt.Sprint(errB) || a.Facts != b.Facts || a.Info != b.Info {
			t.Fatalf("%+v, %v; %+v, %v", a, errA, b, errB)
		}
		if errA != nil {
			if a != (Report{}) || b != a || strings.ContainsAny(errA.Error(), "\n\r") {
				t.Errorf("%+v, %+v, %q", a, b, errA)
			}
			return
		}
		fileSum := b.SHA256
		if b.Edits != nil {
			fileSum = b.FileSHA256
		}
		if sum := sha(data); a.SHA256 != sum || fileSum != sum || a.FileSize != int64(len(data)) || b.FileSize != a.FileSize {
			t.Errorf("%+v; %+v", a, b)
		}
		if a.Kind == Unknown || extensionFor(a.Type) == "" {
			t.Errorf("%+v", a)
		}
	})
}

// counted examines data and checks how much of it is read.
func counted(t *testing.T, data []byte, name string, o Options) (Report, error) {
	c := &mediatest.Counter{ReaderAt: bytes.NewReader(data)}
	r, err := Examine(mediatest.File{ReaderAt: c, Length: int64(len(data))}, name, o)
	if (len(data) <= headSize || err != nil) && c.Bytes != min(len(data), headSize) {
		t.Errorf("read %d bytes of %d, %v", c.Bytes, len(data), err)
	}
	return r, err
}
