package probe

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media/isobmff"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

const (
	maxProps   = 64 << 10 // bytes of the table of associations that are read
	maxPrimary = 64       // properties of the primary item that are looked at
)

// heif reads an AVIF or HEIC (ISO/IEC 23008-12): the properties of the primary
// item, and whether there is a track, which makes it an animation.
func heif(p *peek.Reader) (i Info) {
	for b := range isobmff.Boxes(p, 0, p.Size()) {
		switch string(b.Type[:]) {
		case "meta":
			i.primary(p, b)
		case "moov":
			i.Animated = true
			if i.Width == 0 || i.Height == 0 {
				i.movie(p, b)
				i.Duration = 0 // as for every other animated image
			}
		}
	}
	return i
}

// primary reads a meta box (14496-12, 8.11.1).
func (i *Info) primary(p *peek.Reader, meta isobmff.Box) {
	var id uint32
	var iprp isobmff.Box
	for b := range isobmff.Boxes(p, meta.Body+4, meta.End) {
		switch string(b.Type[:]) {
		case "pitm": // 8.11.4
			if h := b.Payload(p, 8); len(h) >= 6 && h[0] == 0 {
				id = uint32(binary.BigEndian.Uint16(h[4:]))
			} else if len(h) == 8 {
				id = binary.BigEndian.Uint32(h[4:])
			}
		case "iprp":
			iprp = b
		}
	}
	var mine []int
	for b := range isobmff.Boxes(p, iprp.Body, iprp.End) {
		if b.Is("ipma") && len(mine) < maxPrimary {
			mine = append(mine, associated(b.Payload(p, maxProps), id)...)
		}
	}
	if ipco, ok := isobmff.Find(p, iprp.Body, iprp.End, "ipco"); ok {
		i.properties(p, ipco, mine)
	}
}

// associated returns the numbers, from 1, of an item's properties in ipco
// (23008-12, 9.3.1).
func associated(b []byte, item uint32) (numbers []int) {
	if len(b) < 8 {
		return nil
	}
	idSize, wide := 2, b[3]&1 != 0
	if b[0] > 0 {
		idSize = 4
	}
	width := 1
	if wide {
		width = 2
	}
	for b = b[8:]; len(b) > idSize; {
		id := uint32(binary.BigEndian.Uint16(b))
		if idSize == 4 {
			id = binary.BigEndian.Uint32(b)
		}
		n := int(b[idSize])
		b = b[idSize+1:]
		if len(b) < n*width {
			return nil
		}
		for k := 0; id == item && k < min(n, maxPrimary); k++ {
			if wide {
				numbers = append(numbers, int(binary.BigEndian.Uint16(b[2*k:])&0x7fff))
			} else {
				numbers = append(numbers, int(b[k]&0x7f))
			}
		}
		if id == item {
			return numbers
		}
		b = b[n*width:]
	}
	return nil
}

// properties reads those of the primary item: its size (6.5.3), the part of it
// that is shown (clean aperture, 14496-12, 12.1.4) and a turn (6.5.10), which
// MIAF applies in this order. An item of any number that holds alpha (6.5.8)
// is one of the primary item's in all files there are.
func (i *Info) properties(p *peek.Reader, ipco isobmff.Box, mine []int) {
	turned, number := false, 0
	var clap [2]int
	for b := range isobmff.Boxes(p, ipco.Body, ipco.End) {
		number++
		if b.Is("auxC") {
			urn := string(b.Payload(p, 64))
			i.Alpha = i.Alpha || strings.Contains(urn, ":auxiliary:alpha") || strings.Contains(urn, ":auxid:1\x00")
			continue
		}
		if !slices.Contains(mine, number) {
			continue
		}
		switch h := b.Payload(p, 32); {
		case b.Is("ispe") && len(h) >= 12:
			i.Width, i.Height = int(binary.BigEndian.Uint32(h[4:])), int(binary.BigEndian.Uint32(h[8:]))
		case b.Is("clap") && len(h) == 32:
			clap = [2]int{ratio(h), ratio(h[8:])}
		case b.Is("irot") && len(h) >= 1:
			turned = h[0]&1 != 0 // quarter turns
		}
	}
	if clap[0] > 0 && clap[0] <= i.Width && clap[1] > 0 && clap[1] <= i.Height {
		i.Width, i.Height = clap[0], clap[1]
	}
	if turned {
		i.turn()
	}
}

// ratio reads a fraction of two 32-bit numbers; 0 if it is none.
func ratio(b []byte) int {
	v := math.Round(float64(binary.BigEndian.Uint32(b)) / float64(binary.BigEndian.Uint32(b[4:])))
	if !(v >= 0 && v <= math.MaxInt32) {
		return 0
	}
	return int(v)
}
