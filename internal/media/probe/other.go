package probe

import (
	"bytes"
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/exif"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// bmp reads the information header behind the 14 bytes of the file header; the
// oldest kind, of 12 bytes, has 16-bit numbers. A negative height means rows
// from the top.
func bmp(p *peek.Reader) (i Info) {
	b := p.Bytes(14, 12)
	if b == nil {
		return i
	}
	if binary.LittleEndian.Uint32(b) == 12 {
		i.Width, i.Height = int(binary.LittleEndian.Uint16(b[4:])), int(binary.LittleEndian.Uint16(b[6:]))
		return i
	}
	i.Width = int(int32(binary.LittleEndian.Uint32(b[4:])))
	i.Height = int(int32(binary.LittleEndian.Uint32(b[8:])))
	i.Height = max(i.Height, -i.Height)
	return i
}

// ico takes the largest of the pictures in the directory; 0 stands for 256.
func ico(p *peek.Reader) (i Info) {
	h := p.Bytes(0, 6)
	if h == nil {
		return i
	}
	count := int(binary.LittleEndian.Uint16(h[4:]))
	for k := range min(count, 256) {
		b := p.Bytes(6+16*int64(k), 2)
		if b == nil {
			break
		}
		w, h := (int(b[0])+255)%256+1, (int(b[1])+255)%256+1
		if w*h > i.Width*i.Height {
			i.Width, i.Height = w, h
		}
	}
	return i
}

// tiff reads the first directory, which is anywhere in the file.
func tiff(p *peek.Reader) (i Info) {
	order, first, ok := exif.Order(p.Bytes(0, 8))
	if !ok {
		return i
	}
	count := p.Bytes(int64(first), 2)
	if count == nil {
		return i
	}
	n := int(order.Uint16(count))
	// The directory alone, moved to where ReadDir looks for one: values that
	// are elsewhere are not read.
	dir := append(make([]byte, 8), p.Upto(int64(first), 2+12*n)...)
	d, _ := exif.ReadDir(dir, order, 8)
	orientation := 1
	for _, e := range d.Entries {
		if !e.Inline() {
			continue
		}
		switch v := int(e.Uint(dir, order)); e.Tag {
		case exif.ImageWidth:
			i.Width = v
		case exif.ImageLength:
			i.Height = v
		case exif.Orientation:
			orientation = v
		}
	}
	if orientation <= 8 {
		i.orient(orientation)
	}
	return i
}

// theora looks for the identification header of a Theora stream (Theora
// Specification, 6.2), which is the first packet of its logical stream and so
// on one of the first pages.
func theora(p *peek.Reader) (i Info) {
	b := p.Upto(0, 4096)
	if _, h, ok := bytes.Cut(b, []byte("\x80theora")); ok && len(h) >= 13 {
		i.Width = int(h[7])<<16 | int(h[8])<<8 | int(h[9])
		i.Height = int(h[10])<<16 | int(h[11])<<8 | int(h[12])
	}
	return i
}
