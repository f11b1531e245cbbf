package placeholder

import (
	"image"
	"io"
	"sync"

	"github.com/kovidgoyal/imaging"

	"github.com/mdmedia/mdmedia/internal/media/probe"
)

const (
	// MaxPixels is the size of the largest picture that is looked at.
	MaxPixels = 40_000_000
	// maxSide is what no real picture exceeds, nor any JPEG or WebP can.
	maxSide = 1<<16 - 1
	// maxFile bounds the time for files with much beside their pixels.
	maxFile = 256 << 20
)

// A Placeholder is what is known of a picture's colours. The zero value is
// none.
type Placeholder struct {
	// Color is the dominant colour, as #rrggbb. Empty: there is no placeholder.
	Color string
	// Thumb is the ThumbHash in base64, if it was asked for.
	Thumb string
}

// Has reports whether files of this type have placeholders at all.
func Has(contentType string) bool {
	switch contentType {
	case "image/jpeg", "image/png", "image/gif", "image/webp":
		return true
	}
	return false
}

// Make returns the placeholder of the size bytes of r, of which the type and
// what its headers say are known. With thumb the ThumbHash is made as well.
func Make(r io.ReaderAt, size int64, contentType string, info probe.Info, thumb bool) (p Placeholder) {
	if !Has(contentType) || !fits(info.Width, info.Height) || size > maxFile {
		return p
	}
	d := decoders.Get().(*decoder)
	defer func() {
		if recover() != nil { // a fault of a decoder is no reason to stop; what it left is not used again
			p = Placeholder{}
			return
		}
		d.close()
		decoders.Put(d)
	}()
	d.open(r, size, thumb)
	if !d.decode(contentType, info) || !d.grid.filled() {
		return p
	}
	img := d.shown()
	p.Color = dominant(img)
	if thumb {
		p.Thumb = thumbHash(oriented(img, d.orientation))
	}
	return p
}

// shown is the cells as a screen shows them.
func (d *decoder) shown() *image.NRGBA {
	if d.grid.used == 4 {
		inks := d.grid.inks(d.ycc)
		if d.profile == nil {
			return imaging.Clone(inks)
		}
		return toSRGB(inks, d.profile)
	}
	img := d.grid.image(d.ycc)
	if d.profile == nil || namesSRGB(d.profile) {
		return img
	}
	return toSRGB(img, d.profile)
}

func fits(w, h int) bool {
	return w > 0 && h > 0 && w <= maxSide && h <= maxSide && w <= MaxPixels/h
}

// A decoder is the memory for one picture at a time.
type decoder struct {
	src  source
	grid grid
	// wanted says that the picture's shape matters, and with it how it is
	// turned.
	wanted      bool
	ycc         bool // the grid's channels are Y, Cb and Cr
	orientation int  // as in Exif
	profile     []byte
	jpeg        jpegDecoder
	png         pngDecoder
}

var decoders = sync.Pool{New: func() any { return new(decoder) }}

func (d *decoder) open(r io.ReaderAt, size int64, thumb bool) {
	d.src.open(r, 0, size)
	d.wanted, d.ycc, d.orientation, d.profile = thumb, false, 1, nil
}

// close lets go of the file.
func (d *decoder) close() {
	d.src.r, d.profile = nil, nil
	if cap(d.png.rows) > 1<<20 {
		d.png.rows = nil
	}
}

func (d *decoder) decode(contentType string, info probe.Info) bool {
	switch contentType {
	case "image/jpeg":
		return d.readJPEG()
	case "image/png":
		return d.readPNG()
	}
	return d.readWhole(contentType, info)
}
