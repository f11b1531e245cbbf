package probe

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
)

// A thousand damaged forms of each file: no panic, bounded reading, possible
// sizes, the same answer whatever part of the file is in memory.
func TestDamagedFiles(t *testing.T) {
	samples := map[string][]byte{
		"a.jpg": jpegFile(exifSegment(6)), "b.png": pngFile(3, chunk("tRNS", "\x00")),
		"a.heic": heifFile(1, prop("irot", "\x01")+prop("ispe", "\x00\x00\x00\x00\x00\x00\x00\x07\x00\x00\x00\x03"), 1, 2),
		"a.svg":  []byte(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg width="1.5em" viewBox="0 0 1 1">`),
	}
	files, _ := filepath.Glob("testdata/*.*")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		samples[filepath.Base(name)] = data
	}
	for name, data := range samples {
		r := rand.New(rand.NewPCG(1, 2))
		for range 1000 {
			b := bytes.Clone(data)
			for range 1 + r.IntN(4) {
				i := r.IntN(min(len(b), 1000))
				switch r.IntN(4) {
				case 0:
					b[i] = byte(r.Uint32())
				case 1:
					b[i] = []byte{0, 1, 0x7f, 0x80, 0xff}[r.IntN(5)]
				case 2:
					b = b[:i+1]
				case 3:
					from := b[r.IntN(len(b)):]
					copy(b[i:], from[:min(8, len(from))])
				}
			}
			sane(t, b, filepath.Ext(name))
		}
	}
}

// sane checks what holds for any bytes.
func sane(t *testing.T, data []byte, ext string) {
	c := &mediatest.Counter{ReaderAt: bytes.NewReader(data)}
	i := Read(c, int64(len(data)), types[ext])
	if c.Bytes > maxRead {
		t.Errorf("read %d bytes", c.Bytes)
	}
	if i.Width < 0 || i.Height < 0 || i.Width > 1<<31-1 || i.Height > 1<<31-1 || (i.Width == 0) != (i.Height == 0) || i.Duration < 0 {
		t.Errorf("%+v", i)
	}
	if len(data) < maxRead/4 {
		ask(t, data, ext)
	}
}
