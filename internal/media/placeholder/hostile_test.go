package placeholder

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
	"github.com/mdmedia/mdmedia/internal/media/probe"
)

// A thousand damaged forms of each file, and all of its beginnings: no panic
// comes out, and what there is is a colour.
func TestDamagedFiles(t *testing.T) {
	for name, data := range testdata(t) {
		r := rand.New(rand.NewPCG(3, 4))
		for i := range 1000 {
			b := bytes.Clone(data)
			for range 1 + r.IntN(4) {
				at := r.IntN(len(b))
				switch r.IntN(4) {
				case 0:
					b[at] = byte(r.Uint32())
				case 1:
					b[at] = []byte{0, 1, 0x7f, 0x80, 0xff}[r.IntN(5)]
				case 2:
					b = b[:at+1]
				case 3:
					from := b[r.IntN(len(b)):]
					copy(b[at:], from[:min(8, len(from))])
				}
			}
			sane(t, b, types[filepath.Ext(name)], i%2 == 0)
		}
		for n := 0; n < len(data); n += 1 + len(data)/200 {
			sane(t, data[:n], types[filepath.Ext(name)], true)
		}
	}
}

var colorForm = regexp.MustCompile(`^(#[0-9a-f]{6})?$`)

func sane(t *testing.T, data []byte, ctype string, thumb bool) {
	t.Helper()
	p := made(data, ctype, thumb)
	if !colorForm.MatchString(p.Color) || (p.Color == "" || !thumb) && p.Thumb != "" {
		t.Errorf("%+v", p)
	}
	if p.Thumb != "" && DataURI(p.Thumb) == "" {
		t.Errorf("no picture of %q", p.Thumb)
	}
}

// Headers that promise 100,000 by 100,000 pixels cost nothing, and neither do
// sides that only an attacker has.
func TestHugeHeaders(t *testing.T) {
	small := testdata(t)
	png := func(w, h uint32) []byte {
		b := bytes.Clone(small["16bit.png"])
		binary.BigEndian.PutUint32(b[16:], w)
		binary.BigEndian.PutUint32(b[20:], h)
		return b
	}
	jpg := bytes.Clone(small["progressive.jpg"])
	frame := bytes.Index(jpg, []byte("\xff\xc2"))
	binary.BigEndian.PutUint32(jpg[frame+5:], 0xffffffff)
	gif := bytes.Clone(small["still.gif"])
	copy(gif[6:], "\xff\xff\xff\xff")
	webp := []byte("RIFF\x00\x00\x00\x40WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x9f\x86\x01\x9f\x86\x01")
	for name, data := range map[string][]byte{
		"a.png": png(100_000, 100_000), "b.png": png(1, 40_000_000), "c.png": png(65_535, 610),
		"a.jpg": jpg, "a.gif": gif, "a.webp": webp,
	} {
		before := allocated()
		c := &mediatest.Counter{ReaderAt: bytes.NewReader(data)}
		ctype := types[filepath.Ext(name)]
		info := probe.Read(bytes.NewReader(data), int64(len(data)), ctype)
		if p := Make(c, int64(len(data)), ctype, info, true); p != (Placeholder{}) {
			t.Errorf("%s: %+v", name, p)
		}
		if n := allocated() - before; n > 4<<20 {
			t.Errorf("%s took %d bytes", name, n)
		}
		if name[0] != 'c' && c.Reads > 0 {
			t.Errorf("%s was read", name)
		}
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// A file of 40 million pixels that says nothing in each block, as an attacker
// would write one, and 100 MB of scans: bounded time and memory.
func TestBombs(t *testing.T) {
	head := "\xff\xd8" + "\xff\xdb\x00\x43\x00" + strings.Repeat("\x01", 64) +
		"\xff\xc0\x00\x0b\x08\x18\x00\x18\x00\x01\x01\x11\x00" + // 6144 by 6144
		"\xff\xc4\x00\x14\x00\x01" + strings.Repeat("\x00", 15) + "\x00" + // the code 0: no difference
		"\xff\xc4\x00\x14\x10\x01" + strings.Repeat("\x00", 15) + "\x00" // and no detail
	scan := "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
	for name, data := range map[string]string{
		"blank": head + scan + strings.Repeat("\x00", 768*768/4+8) + "\xff\xd9",
		"scans": head + strings.Repeat(scan, 1_000_000),
		"fill":  head + strings.Repeat("\xff", 20<<20),
	} {
		before, start := allocated(), time.Now()
		p := made([]byte(data), "image/jpeg", true)
		if (p.Color == "#808080") != (name == "blank") {
			t.Errorf("%s: %+v", name, p)
		}
		if n, took := allocated()-before, time.Since(start); n > 2*uint64(len(data))+4<<20 || took > 20*time.Second {
			t.Errorf("%s took %v and %d bytes", name, took, n)
		}
	}
}

// What lies between restart markers begins anew.
func TestRestart(t *testing.T) {
	data := "\xff\xd8" + "\xff\xdb\x00\x43\x00" + strings.Repeat("\x10", 64) +
		"\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00" + // 16 by 16, grey
		"\xff\xc4\x00\x15\x00\x02" + strings.Repeat("\x00", 15) + "\x00\x05" + // 0: no difference, 1: one of 5 bits
		"\xff\xc4\x00\x14\x10\x01" + strings.Repeat("\x00", 15) + "\x00" +
		"\xff\xdd\x00\x04\x00\x02" + // every two blocks
		"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" +
		"\xd0\x7f" + // 1 10100 0: a difference of 20, no detail; 0 0: neither; fill
		"\xff\xd0" + "\x0f" + // 0 0, 0 0; fill
		"\xff\xd9"
	d := new(decoder)
	d.open(strings.NewReader(data), int64(len(data)), false)
	if !d.decode("image/jpeg", probe.Info{Width: 16, Height: 16}) {
		t.Fatal("it cannot be read")
	}
	img := d.grid.image(d.ycc)
	for y, want := range []uint8{128 + 20*16/8, 128} {
		for x := range 2 {
			if got := img.NRGBAAt(x, y).R; got != want {
				t.Errorf("%d, %d: %d, want %d", x, y, got, want)
			}
		}
	}
}

// FuzzMake: no panic, and a colour or nothing.
func FuzzMake(f *testing.F) {
	for name, data := range testdata(f) {
		f.Add(data, types[filepath.Ext(name)])
	}
	f.Fuzz(func(t *testing.T, data []byte, ctype string) { sane(t, data, ctype, true) })
}

// FuzzDataURI: whatever a lock file says, a picture or nothing comes of it.
func FuzzDataURI(f *testing.F) {
	f.Add("1QcSHQRnh493V4dIh4eXh1h4kJUI")
	f.Fuzz(func(t *testing.T, thumb string) {
		if uri := DataURI(thumb); uri != "" && !strings.HasPrefix(uri, "data:image/png;base64,") {
			t.Error(uri)
		}
	})
}
