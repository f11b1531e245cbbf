package peek_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

func data(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7 >> 3)
	}
	return b
}

func TestBytes(t *testing.T) {
	all := data(100_000)
	c := &mediatest.Counter{ReaderAt: bytes.NewReader(all)}
	p := peek.New(c, int64(len(all)), all[:1000])
	for _, tt := range []struct {
		off  int64
		n    int
		ok   bool
		read int // reads so far
	}{
		{0, 1000, true, 0},
		{990, 11, true, 1}, // over the edge of the head
		{1200, 8, true, 1}, // in the window
		{50_000, 2, true, 2},
		{99_999, 1, true, 3},
		{99_999, 2, false, 3},
		{-1, 2, false, 3},
		{1 << 62, 1 << 30, false, 3},
		{5, 0, false, 3},
	} {
		got := p.Bytes(tt.off, tt.n)
		if (got != nil) != tt.ok || c.Reads != tt.read || tt.ok && !bytes.Equal(got, all[tt.off:tt.off+int64(tt.n)]) {
			t.Errorf("Bytes(%d, %d): %d bytes, %d reads", tt.off, tt.n, len(got), c.Reads)
		}
	}
	if got := p.Upto(99_990, 64); !bytes.Equal(got, all[99_990:]) || p.Upto(100_000, 1) != nil || p.Size() != 100_000 || p.Err() != nil {
		t.Errorf("%d bytes, %v", len(got), p.Err())
	}
}

func TestReadingOnTakesFewReads(t *testing.T) {
	all := data(1 << 20)
	c := &mediatest.Counter{ReaderAt: bytes.NewReader(all)}
	p := peek.New(c, int64(len(all)), nil)
	for off := range int64(1<<20) / 8 {
		if !bytes.Equal(p.Bytes(off*8, 8), all[off*8:off*8+8]) {
			t.Fatal(off)
		}
	}
	if c.Reads > 32 || c.Bytes != 1<<20 {
		t.Errorf("%d reads of %d bytes", c.Reads, c.Bytes)
	}
}

func TestLimit(t *testing.T) {
	all := data(1 << 20)
	c := &mediatest.Counter{ReaderAt: bytes.NewReader(all)}
	p := peek.New(c, int64(len(all)), all[:10])
	p.Limit(4096)
	for off := int64(0); off < 1<<20; off += 1000 {
		p.Bytes(off, 3)
	}
	if c.Bytes > 4096 || c.Reads > 16 || p.Bytes(0, 10) == nil {
		t.Errorf("%d reads of %d bytes", c.Reads, c.Bytes)
	}
}

func TestErr(t *testing.T) {
	boom := errors.New("input/output error")
	p := peek.New(mediatest.Failing{Err: boom}, 10, nil)
	if p.Bytes(0, 1) != nil || p.Err() != boom {
		t.Error(p.Err())
	}
	p.Reset(bytes.NewReader([]byte("abc")), 10, nil) // shorter than it was said to be
	if p.Bytes(2, 5) != nil || p.Err() != nil || string(p.Bytes(0, 3)) != "abc" {
		t.Error(p.Err())
	}
}
