package probe

import (
	"encoding/binary"
	"math"

	"github.com/mdmedia/mdmedia/internal/media/isobmff"
	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// mp4 looks for the movie box, wherever it is: the media data before it is
// jumped over (ISO/IEC 14496-12; QuickTime File Format).
func mp4(p *peek.Reader) (i Info) {
	if moov, ok := isobmff.Find(p, 0, p.Size(), "moov"); ok {
		i.movie(p, moov)
	}
	return i
}

// movie reads the duration and the first track that has a picture.
func (i *Info) movie(p *peek.Reader, moov isobmff.Box) {
	scale := 0.0
	for b := range isobmff.Boxes(p, moov.Body, moov.End) {
		switch string(b.Type[:]) {
		case "mvhd": // 8.2.2
			var units float64
			units, scale = movieHeader(b.Payload(p, 32))
			i.Duration = seconds(units, scale)
		case "mvex": // 8.8.2: of a film in fragments
			if mehd, ok := isobmff.Find(p, b.Body, b.End, "mehd"); ok && i.Duration == 0 {
				i.Duration = seconds(fragments(mehd.Payload(p, 12)), scale)
			}
		case "trak":
			if i.Width == 0 || i.Height == 0 {
				i.track(p, b)
			}
		}
	}
}

func movieHeader(b []byte) (units, scale float64) {
	switch {
	case len(b) >= 20 && b[0] == 0:
		return known32(b[16:]), float64(binary.BigEndian.Uint32(b[12:]))
	case len(b) >= 32 && b[0] == 1:
		return known64(b[24:]), float64(binary.BigEndian.Uint32(b[20:]))
	}
	return 0, 0
}

func fragments(b []byte) float64 {
	switch {
	case len(b) >= 8 && b[0] == 0:
		return known32(b[4:])
	case len(b) >= 12 && b[0] == 1:
		return known64(b[4:])
	}
	return 0
}

// known32 reads a duration, for which all bits set mean that it is not known.
func known32(b []byte) float64 {
	if v := binary.BigEndian.Uint32(b); v != math.MaxUint32 {
		return float64(v)
	}
	return 0
}

func known64(b []byte) float64 {
	if v := binary.BigEndian.Uint64(b); v != math.MaxUint64 {
		return float64(v)
	}
	return 0
}

// track takes width, height and matrix from the track header (8.3.2) if the
// handler says that the track is a picture. The size there is in 16.16 and
// allows for pixels that are not square. The matrix {a b u c d v x y w} turns
// the picture by a quarter if x depends on y: b outweighs a.
func (i *Info) track(p *peek.Reader, trak isobmff.Box) {
	if !isPicture(p, trak) {
		return
	}
	tkhd, _ := isobmff.Find(p, trak.Body, trak.End, "tkhd")
	b := tkhd.Payload(p, 96)
	matrix := 40
	if len(b) > 0 && b[0] == 1 {
		matrix = 52
	}
	if len(b) < matrix+44 {
		return
	}
	m := b[matrix:]
	turned := magnitude(m[4:]) > magnitude(m)
	i.Width, i.Height = fixed(m[36:]), fixed(m[40:])
	if i.Width == 0 || i.Height == 0 {
		i.sampleSize(p, trak)
	}
	if turned {
		i.turn()
	}
}

func isPicture(p *peek.Reader, trak isobmff.Box) bool {
	mdia, _ := isobmff.Find(p, trak.Body, trak.End, "mdia")
	hdlr, _ := isobmff.Find(p, mdia.Body, mdia.End, "hdlr")
	b := hdlr.Payload(p, 12) // version and flags, 4 bytes that are 0, handler
	return len(b) == 12 && (string(b[8:]) == "vide" || string(b[8:]) == "pict")
}

// sampleSize takes the size from the first sample description (8.5.2, 12.1.3),
// for writers that leave it out of the track header.
func (i *Info) sampleSize(p *peek.Reader, trak isobmff.Box) {
	box := trak
	for _, t := range []string{"mdia", "minf", "stbl", "stsd"} {
		box, _ = isobmff.Find(p, box.Body, box.End, t)
	}
	if b := box.Payload(p, 44); len(b) == 44 {
		i.Width, i.Height = int(binary.BigEndian.Uint16(b[40:])), int(binary.BigEndian.Uint16(b[42:]))
	}
}

func fixed(b []byte) int {
	return int((uint64(binary.BigEndian.Uint32(b)) + 1<<15) >> 16)
}

func magnitude(b []byte) float64 { return math.Abs(float64(int32(binary.BigEndian.Uint32(b)))) }
