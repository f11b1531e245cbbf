package exif_test

import (
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/exif"
)

func TestReadOrientation(t *testing.T) {
	for _, tt := range []struct {
		block string
		want  int
	}{
		{"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00", 6},
		{"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x08\x00\x00\x00", 8},
		{"II*\x00\x0a\x00\x00\x00??\x01\x00\x12\x01\x04\x00\x01\x00\x00\x00\x03\x00\x00\x00", 3},
		{"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x09\x00\x00\x00", 1}, // no such
		{"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x00\x00\x00\x00\x06\x00\x00\x00", 1}, // no value
		{"II*\x00\x08\x00\x00\x00\xff\xff\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00", 1},     // cut off
		{"II*\x00\xff\xff\xff\xff\x01\x00", 1},
		{"II*\x00\x00\x00\x00\x00\x01\x00", 1},
		{"XX*\x00\x08\x00\x00\x00\x01\x00", 1},
		{"", 1},
	} {
		if got := exif.ReadOrientation([]byte(tt.block)); got != tt.want {
			t.Errorf("%q: %d, want %d", tt.block, got, tt.want)
		}
	}
}

func TestReadDir(t *testing.T) {
	block := []byte("MM\x00*\x00\x00\x00\x08\x00\x02" +
		"\x01\x0e\x00\x02\x00\x00\x00\x09\x00\x00\x00\x26" + // nine letters elsewhere
		"\x01\x00\x00\x0d\x00\x00\x00\x01\x00\x00\x01\x00" + // one number here
		"\x00\x00\x00\x50")
	order, first, ok := exif.Order(block)
	d, ok2 := exif.ReadDir(block, order, first)
	if !ok || !ok2 || !d.Whole || d.Start != 8 || d.End != len(block) || d.Next != 0x50 || len(d.Entries) != 2 {
		t.Fatalf("%+v", d)
	}
	if e := d.Entries[0]; e.Inline() || e.Off != 0x26 || e.Len != 9 || e.Uint(block, order) != 0 {
		t.Errorf("%+v", e)
	}
	if e := d.Entries[1]; !e.Inline() || e.Tag != exif.ImageWidth || e.Uint(block, order) != 256 {
		t.Errorf("%+v", e)
	}
	if d, ok := exif.ReadDir(block[:30], order, first); !ok || d.Whole || len(d.Entries) != 1 || d.End != 30 {
		t.Errorf("cut off: %+v", d)
	}
	for _, off := range []uint32{0, 7, uint32(len(block)) - 1, 1<<32 - 1} {
		if _, ok := exif.ReadDir(block, order, off); ok {
			t.Errorf("a directory at %d", off)
		}
	}
}
