package placeholder

import (
	"bytes"
	"encoding/binary"

	"github.com/mdmedia/mdmedia/internal/media/exif"
)

// A JPEG stores, of each block of 8 by 8 pixels, first the mean (the DC
// coefficient) and then the detail (ITU-T T.81, annex A). Only the mean is taken
// from the file here: the detail of a baseline file is stepped over, and that of
// a progressive one comes in later scans, which are not read.

// A jpegDecoder is what the segments of a file have said so far.
type jpegDecoder struct {
	frame       bool // the size and the components are known
	progressive bool
	w, h        int
	hMax, vMax  int
	comps       []component
	quant       [4]int32 // of the mean
	dc, ac      [4]huffman
	restart     int // MCUs between restart markers; 0: there are none
	jfif        bool
	transform   int // Adobe's colour transform; -1: not said
	bits        bitReader

	compsArray [4]component
}

type component struct {
	id             byte
	h, v           int // blocks in an MCU
	blocksW        int // blocks that have pixels of the picture
	blocksH        int
	quant          byte
	dcTable, acTab byte
	last           int32 // the mean before
	done           bool
}

const (
	soi, eoi, sos, dqt, dht, dri, tem = 0xd8, 0xd9, 0xda, 0xdb, 0xc4, 0xdd, 0x01
	app0, app1, app2, app14           = 0xe0, 0xe1, 0xe2, 0xee
)

func isRestart(marker byte) bool { return marker >= 0xd0 && marker <= 0xd7 }

// readJPEG reads segments until each component has had its means.
func (d *decoder) readJPEG() bool {
	j := &d.jpeg
	*j = jpegDecoder{transform: -1, dc: j.dc, ac: j.ac}
	for i := range j.dc {
		j.dc[i].known, j.ac[i].known = false, false
	}
	for {
		marker, ok := d.src.marker()
		if !ok || marker == eoi {
			return false
		}
		if marker == soi || marker == tem || isRestart(marker) {
			continue
		}
		n := int(d.src.uint16()) - 2
		if n < 0 || !d.segment(marker, n) {
			return false
		}
		if marker == sos && j.finished() {
			d.ycc = j.isYCC()
			return len(j.comps) < 4 || j.transform >= 0 // else it is not known what the four are
		}
	}
}

// finished reports whether all means are there. A grey picture has those of one
// component in three channels.
func (j *jpegDecoder) finished() bool {
	for i := range j.comps {
		if !j.comps[i].done {
			return false
		}
	}
	return true
}

// isYCC reports whether the components are brightness and colour, which is what
// decoders assume unless the file says otherwise.
func (j *jpegDecoder) isYCC() bool {
	if len(j.comps) == 4 {
		return j.transform > 0
	}
	if len(j.comps) != 3 {
		return false
	}
	if j.transform >= 0 {
		return j.transform != 0
	}
	return j.jfif || j.comps[0].id != 'R' || j.comps[1].id != 'G' || j.comps[2].id != 'B'
}

// segment reads one of n bytes.
func (d *decoder) segment(marker byte, n int) bool {
	j := &d.jpeg
	switch {
	case marker == sos:
		return d.scan(n)
	case marker == dht:
		return d.huffmanTables(n)
	case marker == dqt:
		return d.quantTables(n)
	case marker >= 0xc0 && marker <= 0xc2: // baseline, extended, progressive
		j.progressive = marker == 0xc2
		return d.readFrame(n)
	case marker >= 0xc3 && marker <= 0xcf: // lossless, hierarchical, arithmetic
		return false
	case marker == dri && n == 2:
		j.restart = int(d.src.uint16())
		return true
	case marker == app0 || marker == app1 || marker == app2 || marker == app14:
		return d.application(marker, n)
	}
	d.src.skip(int64(n))
	return true
}

// application looks at what other standards have put into the file.
func (d *decoder) application(marker byte, n int) bool {
	head := d.src.take(min(n, 14))
	if head == nil {
		return n == 0
	}
	rest := n - len(head)
	switch {
	case marker == app0 && bytes.HasPrefix(head, []byte("JFIF\x00")):
		d.jpeg.jfif = true
	case marker == app14 && len(head) >= 12 && bytes.HasPrefix(head, []byte("Adobe")):
		d.jpeg.transform = int(head[11])
	case marker == app1 && d.wanted && d.orientation == 1 && bytes.HasPrefix(head, []byte("Exif\x00\x00")):
		block := append(make([]byte, 0, n), head[6:]...)
		block = block[:n-6]
		if !d.src.read(block[len(head)-6:]) {
			return false
		}
		d.orientation = exif.ReadOrientation(block)
		return true
	case marker == app2 && len(head) == 14 && bytes.HasPrefix(head, []byte("ICC_PROFILE\x00")) && len(d.profile)+rest <= maxProfile:
		at := len(d.profile) // the parts come in order
		d.profile = append(d.profile, make([]byte, rest)...)
		return d.src.read(d.profile[at:])
	}
	d.src.skip(int64(rest))
	return true
}

// readFrame reads the size of the picture and the shape of its components
// (B.2.2).
func (d *decoder) readFrame(n int) bool {
	j := &d.jpeg
	b := d.src.take(n)
	if j.frame || len(b) < 6 || b[0] != 8 || len(b) != 6+3*int(b[5]) || b[5] != 1 && b[5] != 3 && b[5] != 4 {
		return false
	}
	j.frame = true
	j.h, j.w = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	if !fits(j.w, j.h) {
		return false
	}
	j.comps = j.compsArray[:b[5]]
	for i := range j.comps {
		p := b[6+3*i:]
		c := component{id: p[0], h: int(p[1] >> 4), v: int(p[1] & 15), quant: p[2]}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.quant > 3 {
			return false
		}
		if len(j.comps) == 1 {
			c.h, c.v = 1, 1
		}
		j.hMax, j.vMax = max(j.hMax, c.h), max(j.vMax, c.v)
		j.comps[i] = c
	}
	w, h := j.w, j.h
	for i := range j.comps {
		c := &j.comps[i]
		c.blocksW = (j.w*c.h + 8*j.hMax - 1) / (8 * j.hMax)
		c.blocksH = (j.h*c.v + 8*j.vMax - 1) / (8 * j.vMax)
		w, h = min(w, c.blocksW), min(h, c.blocksH)
	}
	d.grid.reset(w, h)
	if len(j.comps) == 4 {
		d.grid.used = 4
	}
	return true
}

// quantTables reads the factors of the means (B.2.4.1).
func (d *decoder) quantTables(n int) bool {
	for n > 0 {
		b, ok := d.src.next()
		size := 64
		if b>>4 != 0 {
			size = 128
		}
		if n -= 1 + size; !ok || b&15 > 3 || n < 0 {
			return false
		}
		t := d.src.take(size)
		if t == nil {
			return false
		}
		if size == 64 {
			d.jpeg.quant[b&15] = int32(t[0])
		} else {
			d.jpeg.quant[b&15] = int32(binary.BigEndian.Uint16(t))
		}
	}
	return true
}

// marker returns what follows the next FF that is neither fill nor part of the
// pixels.
func (s *source) marker() (byte, bool) {
	for {
		b, ok := s.next()
		for ok && b != 0xff {
			b, ok = s.next()
		}
		for ok && b == 0xff {
			b, ok = s.next()
		}
		if !ok || b != 0 {
			return b, ok
		}
	}
}

func (s *source) uint16() uint16 {
	if b := s.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}
