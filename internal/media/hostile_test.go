package media

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
	"github.com/mdmedia/mdmedia/internal/media/placeholder"
)

// samples returns a file of each kind that sites have, by name.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{
		"bomb.svg": []byte(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "` + strings.Repeat("x", 1000) + `"><!ENTITY b "` +
			strings.Repeat("&a;", 1000) + `"><!ENTITY c "` + strings.Repeat("&b;", 1000) + `">]><svg width="5" height="6">&c;</svg>`),
		"located.jpg": located(t, 2000),
	}
	for _, pattern := range []string{"probe/testdata/*.*", "placeholder/testdata/*.*"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) < 10 {
			t.Fatal(files, err)
		}
		for _, name := range files {
			if !IsMediaName(name) {
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

// Everything that is done with a file before it is uploaded, on a thousand
// damaged forms of each kind: no panic, one line if it is no media, and little
// memory and time.
func TestHostileFiles(t *testing.T) {
	for name, data := range samples(t) {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(5, 6))
			before, start := allocated(), time.Now()
			for range 1000 {
				examined(t, damaged(r, data), name)
			}
			if n := (allocated() - before) / 1000; n > 8<<20 {
				t.Errorf("%d bytes a file", n)
			}
			if took := time.Since(start) / 1000; took > 100*time.Millisecond {
				t.Errorf("%v a file", took)
			}
		})
	}
}

func damaged(r *rand.Rand, data []byte) []byte {
	b := bytes.Clone(data)
	for range 1 + r.IntN(4) {
		i := r.IntN(len(b))
		switch r.IntN(5) {
		case 0:
			b[i] = byte(r.Uint32())
		case 1:
			b[i] = []byte{0, 1, 0x7f, 0x80, 0xff}[r.IntN(5)]
		case 2:
			b = b[:i+1]
		case 3:
			from := b[r.IntN(len(b)):]
			copy(b[i:], from[:min(8, len(from))])
		case 4: // a length or a size that is out of all proportion
			copy(b[i:], "\xff\xff\xff\xff\xff\xff\xff\xff"[:1+r.IntN(8)])
		}
	}
	return b
}

// examined does with a file what a run does.
func examined(t *testing.T, data []byte, name string) {
	t.Helper()
	rep, err := Examine(mediatest.NewFile(data), name, Options{StripLocation: true})
	if err != nil {
		var nm *NotMediaError
		if !errors.As(err, &nm) || strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%q", err)
		}
		return
	}
	p := placeholder.Make(bytes.NewReader(data), int64(len(data)), rep.Type, rep.Info, true)
	if len(p.Color) != 0 && len(p.Color) != 7 || len(p.Thumb) > 60 {
		t.Errorf("%+v", p)
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
