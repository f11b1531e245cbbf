package strip

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/mdmedia/mdmedia/internal/media/exif"
)

// The tags of directories and embedded blocks (Exif 2.32, TIFF 6.0, XMP part 3).
const (
	tagSubIFDs     = 0x014a
	tagThumbnail   = 0x0201
	tagThumbLength = 0x0202
	tagXMP         = 0x02bc
	tagIPTC        = 0x83bb
	tagPhotoshop   = 0x8649
	tagExif        = 0x8769
	tagGPS         = 0x8825
	tagInterop     = 0xa005
)

// secret reports whether an entry goes. Makers keep serial numbers, and some a
// position, in notes whose form is theirs alone, so those go whole.
func secret(tag uint16) bool {
	switch tag {
	case tagGPS,
		0x927c, // MakerNote
		0xa420, // ImageUniqueID
		0xa430, // CameraOwnerName
		0xa431, // BodySerialNumber
		0xa435, // LensSerialNumber
		0xc62f, // CameraSerialNumber (DNG)
		0xc634, // DNGPrivateData
		0xc65d, // RawDataUniqueID (DNG)
		0xfde8, // OwnerName (Lightroom)
		0xfde9: // SerialNumber (Lightroom)
		return true
	}
	return false
}

const (
	maxDirs  = 32
	maxDepth = 3 // of pictures inside pictures
)

type span struct{ start, end int64 }

// An exifWalk is one look at all directories of a block.
type exifWalk struct {
	b          []byte
	order      binary.ByteOrder
	depth      int
	seen       []uint32
	dirs       []exif.Dir // with an entry to take out
	live, dead []span
	inner      []span   // blocks inside that changed,
	inners     [][]byte // and what they become
	found      bool     // something has to go
	messy      bool     // not all of it can be told
}

func cleanExif(b []byte) []byte { return cleanExifAt(b, 0) }

func cleanExifAt(b []byte, depth int) []byte {
	if len(b) == 0 || allZero(b) {
		return nil
	}
	w := walkExif(b, depth)
	if !w.found {
		return nil
	}
	if !w.messy && !w.overlap() {
		out := w.apply()
		if again := walkExif(out, depth); !again.found {
			return out
		}
	}
	out := onlyOrientation(b)
	if bytes.Equal(out, b) {
		return nil
	}
	return out
}

func walkExif(b []byte, depth int) *exifWalk {
	w := &exifWalk{b: b, depth: depth}
	order, first, ok := exif.Order(b)
	if !ok || depth > maxDepth {
		w.found, w.messy = true, true
		return w
	}
	w.order = order
	w.live = append(w.live, span{0, 8})
	for next := first; next != 0; {
		next = w.dir(next, false)
	}
	return w
}

// dir reads a directory, all of which goes if dead. It returns the next one.
func (w *exifWalk) dir(off uint32, dead bool) (next uint32) {
	if len(w.seen) == maxDirs {
		w.found, w.messy = true, true
		return 0
	}
	d, ok := exif.ReadDir(w.b, w.order, off)
	if !ok || slices.Contains(w.seen, off) {
		w.messy = true
		return 0
	}
	w.seen = append(w.seen, off)
	w.messy = w.messy || !d.Whole
	w.add(span{int64(d.Start), int64(d.End)}, dead)
	var thumb, length uint32
	secrets := false
	for _, e := range d.Entries {
		gone := dead || secret(e.Tag)
		secrets = secrets || gone
		w.value(e, gone)
		switch e.Tag {
		case tagGPS:
			w.dir(e.Uint(w.b, w.order), true)
		case tagExif, tagInterop:
			w.dir(e.Uint(w.b, w.order), dead)
		case tagSubIFDs:
			w.subDirs(e, dead)
		case tagThumbnail:
			thumb = e.Uint(w.b, w.order)
		case tagThumbLength:
			length = e.Uint(w.b, w.order)
		}
	}
	w.found = w.found || secrets
	if secrets && !dead {
		w.dirs = append(w.dirs, d)
	}
	w.thumbnail(int64(thumb), int64(length), dead)
	return d.Next
}

func (w *exifWalk) subDirs(e exif.Entry, dead bool) {
	for k := range int64(min(e.Count, maxDirs)) {
		one := exif.Entry{Type: 4, Count: 1, Off: e.Off + 4*k}
		if one.Off+4 > int64(len(w.b)) {
			w.messy = true
			return
		}
		w.dir(one.Uint(w.b, w.order), dead)
	}
}

func (w *exifWalk) add(s span, dead bool) {
	if dead {
		w.dead = append(w.dead, s)
	} else {
		w.live = append(w.live, s)
	}
}

// value notes where the value of an entry lies, and looks into those that are
// blocks of metadata themselves.
func (w *exifWalk) value(e exif.Entry, dead bool) {
	s := span{e.Off, e.Off + e.Len}
	switch {
	case e.Inline():
		w.messy = w.messy || dead && e.Len == 0 && e.Count > 0
		return
	case s.end > int64(len(w.b)):
		w.messy = w.messy || dead
		return
	}
	w.add(s, dead)
	if dead {
		return
	}
	switch e.Tag {
	case tagXMP:
		w.changed(s, cleanXMP(w.b[s.start:s.end]))
	case tagIPTC:
		w.changed(s, cleanIPTC(w.b[s.start:s.end]))
	case tagPhotoshop:
		w.changed(s, cleanPhotoshop(w.b[s.start:s.end]))
	}
}

// thumbnail looks into the JPEG of a thumbnail, which may be cut off.
func (w *exifWalk) thumbnail(off, n int64, dead bool) {
	s := span{off, min(off+n, int64(len(w.b)))}
	if off < 8 || s.end-s.start < 4 {
		return
	}
	w.add(s, dead)
	if !dead && w.depth < maxDepth {
		w.changed(s, inner(w.b[s.start:s.end], w.depth+1))
	}
}

func (w *exifWalk) changed(s span, data []byte) {
	if data != nil {
		w.found = true
		w.inner, w.inners = append(w.inner, s), append(w.inners, data)
	}
}

// overlap reports whether what goes shares bytes with what stays.
func (w *exifWalk) overlap() bool {
	if len(w.dead) == 0 {
		return false
	}
	byStart := func(a, b span) int { return int(a.start - b.start) }
	slices.SortFunc(w.live, byStart)
	slices.SortFunc(w.dead, byStart)
	end, k := int64(0), 0 // of the dead ones that begin before a live one ends
	for _, l := range w.live {
		for ; k < len(w.dead) && w.dead[k].start < l.end; k++ {
			end = max(end, w.dead[k].end)
			if w.dead[k].end > l.start {
				return true
			}
		}
		if end > l.start {
			return true
		}
	}
	return false
}

func (w *exifWalk) apply() []byte {
	out := bytes.Clone(w.b)
	for i, s := range w.inner {
		copy(out[s.start:], w.inners[i])
	}
	for _, s := range w.dead {
		clear(out[s.start:s.end])
	}
	for _, d := range w.dirs {
		w.compact(out, d)
	}
	return out
}

// compact moves the entries that stay, and the offset of the next directory
// behind them, to the start of the directory.
func (w *exifWalk) compact(out []byte, d exif.Dir) {
	to := d.Start + 2
	for _, e := range d.Entries {
		if !secret(e.Tag) {
			copy(out[to:], w.b[e.At:e.At+12])
			to += 12
		}
	}
	w.order.PutUint16(out[d.Start:], uint16((to-d.Start-2)/12))
	w.order.PutUint32(out[to:], d.Next)
	clear(out[to+4 : d.End])
}

// onlyOrientation returns a block of the same length with this one entry.
func onlyOrientation(b []byte) []byte {
	out := make([]byte, len(b))
	copy(out, "MM\x00*\x00\x00\x00\x08"+"\x00\x01"+"\x01\x12\x00\x03\x00\x00\x00\x01\x00"+
		string([]byte{byte(exif.ReadOrientation(b))})+"\x00\x00"+"\x00\x00\x00\x00")
	if len(out) < 26 {
		clear(out)
	}
	return out
}
