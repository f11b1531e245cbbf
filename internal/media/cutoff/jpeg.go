package cutoff

import (
	"bytes"
	"encoding/binary"
	jpegs "image/jpeg"
	"io"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// jpeg goes through the marker segments up to the pixels (ITU-T T.81, annex B)
// and wants the mark of the end behind them: as the last bytes, but for zeros,
// or anywhere before what follows the picture. Within pixels it cannot occur.
// Some cameras forget it: then the pixels themselves are counted. A progressive
// picture has all of them many times over, each time better.
func jpeg(p *peek.Reader) string {
	progressive := false
	for off := int64(2); ; {
		h := p.Upto(off, 4)
		switch {
		case len(h) < 4:
			return noPixels
		case h[0] != 0xff: // nonsense
			return ""
		case h[1] == 0xff: // fill
			off++
		case h[1] == 0x01 || h[1] >= 0xd0 && h[1] <= 0xd8: // no length
			off += 2
		case h[1] == 0xda || h[1] == 0xd9:
			return jpegEnd(p, off, progressive)
		default:
			progressive = progressive || h[1] == 0xc2
			off += 2 + int64(max(2, binary.BigEndian.Uint16(h[2:])))
		}
	}
}

func jpegEnd(p *peek.Reader, off int64, progressive bool) string {
	mark := []byte("\xff\xd9")
	if bytes.HasSuffix(bytes.TrimRight(last(p, tail), "\x00"), mark) {
		return ""
	}
	for {
		b := p.Upto(off, 32<<10)
		if len(b) < 2 && !progressive && allPixels(p) {
			return ""
		}
		if len(b) < 2 {
			return "its end (the marker EOI) is missing"
		}
		if bytes.Contains(b, mark) {
			return ""
		}
		off += int64(len(b) - 1)
	}
}

// mostPixels bounds the memory for a picture that has to be decoded as a whole,
// to some 100 MB.
const mostPixels = 1 << 25

// allPixels reports whether only the end's mark is missing.
func allPixels(p *peek.Reader) bool {
	c, err := jpegs.DecodeConfig(&reader{p: p})
	if err != nil || c.Width*c.Height > mostPixels {
		return false
	}
	_, err = jpegs.Decode(io.MultiReader(&reader{p: p}, strings.NewReader("\xff\xd9")))
	return err == nil
}

// A reader reads a file from its beginning.
type reader struct {
	p  *peek.Reader
	at int64
}

func (r *reader) Read(b []byte) (int, error) {
	n := copy(b, r.p.Upto(r.at, min(len(b), 32<<10)))
	if r.at += int64(n); n == 0 && len(b) > 0 {
		return 0, io.EOF
	}
	return n, nil
}
