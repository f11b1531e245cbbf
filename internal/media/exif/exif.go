// Package exif reads the directories of an Exif block, which is a small TIFF
// file (Exif 2.32, section 4.5; TIFF 6.0, section 2).
package exif

import "encoding/binary"

// The tags that are looked at, by their names in Exif 2.32 and TIFF 6.0.
const (
	ImageWidth  = 0x0100
	ImageLength = 0x0101
	Orientation = 0x0112
)

// An Entry is one entry of a directory.
type Entry struct {
	Tag, Type uint16
	Count     uint32
	// At is the offset of the entry's 12 bytes in the block.
	At int
	// Off and Len are where its value lies: inside the entry if it has at most
	// four bytes. Nothing says that this is inside the block. Len is 0 for an
	// unknown type.
	Off, Len int64
}

// Inline reports whether the value is inside the entry.
func (e Entry) Inline() bool { return e.Off == int64(e.At)+8 }

// A Dir is a directory (IFD).
type Dir struct {
	// Start and End are its offsets in the block: the count, the entries and
	// the offset of the next directory.
	Start, End int
	// Entries are those that are whole inside the block.
	Entries []Entry
	// Next is the offset of the directory that follows, 0 for none.
	Next uint32
	// Whole is false if the directory reaches behind the block.
	Whole bool
}

// Order returns the byte order of a block and the offset of its first
// directory; ok is false if it does not begin as a TIFF file.
func Order(b []byte) (order binary.ByteOrder, first uint32, ok bool) {
	if len(b) < 8 {
		return nil, 0, false
	}
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return nil, 0, false
	}
	return order, order.Uint32(b[4:]), true
}

// typeSizes are the sizes in bytes of the types 1 to 13 (BYTE to IFD).
var typeSizes = [...]int64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4}

// ReadDir reads the directory at off; ok is false if not even its count is
// inside the block.
func ReadDir(b []byte, order binary.ByteOrder, off uint32) (d Dir, ok bool) {
	if off < 8 || int64(off)+2 > int64(len(b)) {
		return Dir{}, false
	}
	d.Start = int(off)
	n := int(order.Uint16(b[off:]))
	d.End = d.Start + 2 + 12*n + 4
	d.Whole = d.End <= len(b)
	at := d.Start + 2
	d.Entries = make([]Entry, 0, min(n, (len(b)-at)/12))
	for ; n > 0 && at+12 <= len(b); n-- {
		d.Entries = append(d.Entries, readEntry(b, order, at))
		at += 12
	}
	if d.Whole {
		d.Next = order.Uint32(b[at:])
	}
	d.End = min(d.End, len(b))
	return d, true
}

func readEntry(b []byte, order binary.ByteOrder, at int) Entry {
	e := Entry{Tag: order.Uint16(b[at:]), Type: order.Uint16(b[at+2:]), Count: order.Uint32(b[at+4:]), At: at, Off: int64(at) + 8}
	if int(e.Type) < len(typeSizes) {
		e.Len = typeSizes[e.Type] * int64(e.Count)
	}
	if e.Len > 4 {
		e.Off = int64(order.Uint32(b[at+8:]))
	}
	return e
}

// Uint returns the first value of the entry, which is of the type BYTE, SHORT
// or LONG; 0 otherwise.
func (e Entry) Uint(b []byte, order binary.ByteOrder) uint32 {
	if e.Count == 0 || e.Off < 0 || e.Off+4 > int64(len(b)) && !e.Inline() {
		return 0
	}
	switch v := b[e.Off:]; e.Type {
	case 1:
		return uint32(v[0])
	case 3:
		return uint32(order.Uint16(v))
	case 4, 13:
		return order.Uint32(v)
	}
	return 0
}

// ReadOrientation returns how the pixels of the image that an Exif block
// belongs to are to be turned: 1 to 8, from 5 with width and height changing
// places; 1 if the block does not say.
func ReadOrientation(b []byte) int {
	order, first, ok := Order(b)
	if !ok || first < 8 || int64(first)+2 > int64(len(b)) {
		return 1
	}
	// Not by ReadDir, which allocates: this is asked of every photograph.
	at := int(first) + 2
	for n := order.Uint16(b[first:]); n > 0 && at+12 <= len(b); n-- {
		if order.Uint16(b[at:]) == Orientation {
			if v := readEntry(b, order, at).Uint(b, order); v >= 1 && v <= 8 {
				return int(v)
			}
			return 1
		}
		at += 12
	}
	return 1
}
