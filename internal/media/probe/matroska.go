package probe

import (
	"encoding/binary"
	"iter"
	"math"
	"math/bits"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// The elements of Matroska that are read (RFC 9559, section 5.1).
const (
	idSegment       = 0x18538067
	idInfo          = 0x1549a966
	idScale         = 0x2ad7b1 // nanoseconds a tick
	idDuration      = 0x4489
	idTracks        = 0x1654ae6b
	idTrackEntry    = 0xae
	idVideo         = 0xe0
	idAlphaMode     = 0x53c0
	idPixelWidth    = 0xb0
	idPixelHeight   = 0xba
	idDisplayWidth  = 0x54b0
	idDisplayHeight = 0x54ba
	idDisplayUnit   = 0x54b2 // 0: pixels
)

const maxElements = 4096 // of one parent; before Tracks there are a handful

type element struct {
	id        uint32
	body, end int64
}

// elements walks the elements from off to end (EBML, RFC 8794, section 4): the
// ID and the size, both of variable length. One of unknown size, as a live
// stream has them, reaches to the end of its parent.
func elements(p *peek.Reader, off, end int64) iter.Seq[element] {
	return func(yield func(element) bool) {
		for range maxElements {
			b := p.Upto(off, 12)
			id, n := vint(b, 4)
			if n == 0 || off >= end {
				return
			}
			size, m := vint(b[n:], 8)
			if m == 0 {
				return
			}
			e := element{id: uint32(id), body: off + int64(n+m), end: end}
			size &^= 1 << (7 * m) // the marker of the length
			if size != 1<<(7*m)-1 {
				if size > uint64(max(end-e.body, 0)) {
					return
				}
				e.end = e.body + int64(size)
			}
			if !yield(e) {
				return
			}
			off = e.end
		}
	}
}

// vint reads a number of at most limit bytes, its marker included: as many
// zero bits as there are further bytes, and a one. n is 0 if there is none.
func vint(b []byte, limit int) (v uint64, n int) {
	if len(b) == 0 {
		return 0, 0
	}
	n = bits.LeadingZeros8(b[0]) + 1
	if n > limit || n > len(b) {
		return 0, 0
	}
	for _, c := range b[:n] {
		v = v<<8 | uint64(c)
	}
	return v, n
}

func matroska(p *peek.Reader) (i Info) {
	for e := range elements(p, 0, p.Size()) {
		if e.id != idSegment {
			continue
		}
		for e := range elements(p, e.body, e.end) {
			switch e.id {
			case idInfo:
				i.segmentInfo(p, e)
			case idTracks:
				i.tracks(p, e)
				return i // before the clusters, which are the film
			}
		}
	}
	return i
}

func (i *Info) segmentInfo(p *peek.Reader, info element) {
	scale, ticks := 1e6, 0.0
	for e := range elements(p, info.body, info.end) {
		switch e.id {
		case idScale:
			scale = float64(e.uint(p))
		case idDuration:
			ticks = e.float(p)
		}
	}
	i.Duration = seconds(ticks*scale, 1e9)
}

func (i *Info) tracks(p *peek.Reader, tracks element) {
	for track := range elements(p, tracks.body, tracks.end) {
		if track.id != idTrackEntry {
			continue
		}
		for e := range elements(p, track.body, track.end) {
			if e.id == idVideo && i.Width == 0 {
				i.videoTrack(p, e)
			}
		}
	}
}

func (i *Info) videoTrack(p *peek.Reader, video element) {
	var width, height, unit uint64
	for e := range elements(p, video.body, video.end) {
		switch e.id {
		case idPixelWidth:
			i.Width = int(min(e.uint(p), math.MaxInt32+1))
		case idPixelHeight:
			i.Height = int(min(e.uint(p), math.MaxInt32+1))
		case idDisplayWidth:
			width = e.uint(p)
		case idDisplayHeight:
			height = e.uint(p)
		case idDisplayUnit:
			unit = e.uint(p)
		case idAlphaMode:
			i.Alpha = e.uint(p) != 0
		}
	}
	if unit == 0 && width > 0 && height > 0 && width <= math.MaxInt32 && height <= math.MaxInt32 {
		i.Width, i.Height = int(width), int(height)
	}
}

func (e element) uint(p *peek.Reader) (v uint64) {
	if e.end-e.body > 8 {
		return 0
	}
	for _, c := range p.Bytes(e.body, int(e.end-e.body)) {
		v = v<<8 | uint64(c)
	}
	return v
}

func (e element) float(p *peek.Reader) float64 {
	switch e.end - e.body {
	case 4:
		if b := p.Bytes(e.body, 4); b != nil {
			return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
		}
	case 8:
		if b := p.Bytes(e.body, 8); b != nil {
			return math.Float64frombits(binary.BigEndian.Uint64(b))
		}
	}
	return 0
}
