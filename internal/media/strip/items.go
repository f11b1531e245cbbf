package strip

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/mdmedia/mdmedia/internal/media/isobmff"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

const (
	maxTable = 1 << 20 // bytes of the table of items' places
	maxItems = 64      // of metadata in one file, and pieces of one of them
)

// An item is metadata in a HEIF file, in pieces anywhere.
type item struct {
	id     uint32
	clean  cleaner
	pieces []span
}

// items cleans the items of a meta box.
func (f *finder) items(p *peek.Reader, meta isobmff.Box) {
	var list []item
	var iloc, idat isobmff.Box
	for b := range isobmff.Boxes(p, meta.Body+4, meta.End) {
		switch string(b.Type[:]) {
		case "iinf":
			list = metadataItems(p, b)
		case "iloc":
			iloc = b
		case "idat":
			idat = b
		}
	}
	if len(list) == 0 {
		return
	}
	safe := locate(iloc.Payload(p, maxTable), idat, list)
	inside := containers(p, idat)
	for i, it := range list {
		if safe[i] && len(it.pieces) > 0 && within(it.pieces, inside) {
			f.item(p, it)
		}
	}
}

// containers are the boxes that items may lie in: everything else is structure.
func containers(p *peek.Reader, idat isobmff.Box) []span {
	list := []span{{idat.Body, idat.End}}
	for b := range isobmff.Boxes(p, 0, p.Size()) {
		if b.Is("mdat") && len(list) < maxItems {
			list = append(list, span{b.Body, b.End})
		}
	}
	return list
}

func within(pieces, containers []span) bool {
	for _, s := range pieces {
		if !slices.ContainsFunc(containers, func(c span) bool { return s.start >= c.start && s.end <= c.end }) {
			return false
		}
	}
	return true
}

// metadataItems lists the Exif and XMP items of an iinf box (14496-12, 8.11.6).
func metadataItems(p *peek.Reader, iinf isobmff.Box) (list []item) {
	start := iinf.Body + 6
	if h := p.Bytes(iinf.Body, 1); h != nil && h[0] > 0 {
		start += 2
	}
	for b := range isobmff.Boxes(p, start, iinf.End) {
		h := b.Payload(p, 128)
		if !b.Is("infe") || len(h) < 12 || h[0] < 2 || len(list) == maxItems {
			continue
		}
		it := item{id: uint32(binary.BigEndian.Uint16(h[4:]))}
		rest := h[8:]
		if h[0] > 2 && len(h) >= 14 {
			it.id, rest = binary.BigEndian.Uint32(h[4:]), h[10:]
		}
		kind, rest := string(rest[:4]), rest[4:]
		switch {
		case kind == "Exif":
			it.clean = cleanExifItem
		case kind == "mime" && bytes.Contains(rest, []byte("application/rdf+xml\x00")):
			it.clean = cleanXMP
		default:
			continue
		}
		list = append(list, it)
	}
	return list
}

// A table reads numbers; zeros at its end.
type table struct {
	b   []byte
	eof bool
}

func (t *table) number(size int) (v uint64) {
	if len(t.b) < size {
		t.b, t.eof = nil, true
		return 0
	}
	for _, c := range t.b[:size] {
		v = v<<8 | uint64(c)
	}
	t.b = t.b[size:]
	return v
}

// locate fills in where the items are, from an iloc box (8.11.3): at offsets
// in the file (construction method 0) or in idat (1). An item is safe to change
// if no byte of it is anything else's, a picture's for one.
func locate(b []byte, idat isobmff.Box, list []item) (safe []bool) {
	var all []owned
	t := table{b: b}
	version := t.number(4) >> 24
	sizes := int(t.number(2))
	offset, length, base, index := sizes>>12, sizes>>8&15, sizes>>4&15, sizes&15
	wide := 2
	if version == 2 {
		wide = 4
	}
	if version == 0 {
		index = 0
	}
	for n := t.number(wide); n > 0 && !t.eof; n-- {
		id, method := uint32(t.number(wide)), uint64(0)
		if version > 0 {
			method = t.number(2) & 15
		}
		t.number(2) // where the data is: 0 for this file, and nobody has another
		at := t.number(base)
		owner := slices.IndexFunc(list, func(it item) bool { return it.id == id })
		for k := t.number(2); k > 0 && !t.eof; k-- {
			t.number(index)
			off, size := at+t.number(offset), t.number(length)
			if method == 1 {
				off += uint64(idat.Body)
			}
			if method <= 1 && off < 1<<62 && size < 1<<62 {
				all = append(all, owned{span{int64(off), int64(off + size)}, owner})
			}
		}
	}
	return assign(all, list)
}

// An owned piece belongs to the item of that index; -1 for those that are not
// metadata.
type owned struct {
	span
	owner int
}

// assign gives the items their pieces, in the order of the table, and then
// looks for pieces that overlap.
func assign(all []owned, list []item) (safe []bool) {
	safe = make([]bool, len(list))
	for _, s := range all {
		if s.owner >= 0 {
			it := &list[s.owner]
			it.pieces = append(it.pieces, s.span)
			safe[s.owner] = len(it.pieces) <= maxItems
		}
	}
	slices.SortFunc(all, func(a, b owned) int { return cmp.Compare(a.start, b.start) })
	last := owned{owner: -1} // the one that reaches farthest
	for _, s := range all {
		if s.start < last.end {
			for _, owner := range []int{s.owner, last.owner} {
				if owner >= 0 {
					safe[owner] = false
				}
			}
		}
		if s.end > last.end {
			last = s
		}
	}
	return safe
}

// item cleans what the pieces are together.
func (f *finder) item(p *peek.Reader, it item) {
	if len(it.pieces) == 1 {
		s := it.pieces[0]
		f.block(p, s.start, s.end-s.start, it.clean)
		return
	}
	var all []byte
	for _, s := range it.pieces {
		n := s.end - s.start
		if n > maxBlock || int64(len(all))+n > maxBlock || s.end > p.Size() {
			return
		}
		b := p.Bytes(s.start, int(n))
		if b == nil {
			return
		}
		all = append(all, b...)
	}
	now := it.clean(all)
	if now == nil {
		return
	}
	for _, s := range it.pieces {
		n := s.end - s.start
		f.patch(s.start, all[:n], now[:n])
		all, now = all[n:], now[n:]
	}
}
