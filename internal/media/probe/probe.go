package probe

import (
	"io"
	"math"
	"time"

	"github.com/mdmedia/mdmedia/internal/media/peek"
)

// maxRead bounds what is read of a file beyond the part in memory.
const maxRead = 1 << 20

// Info is what the headers of a file say. The zero value knows nothing.
type Info struct {
	// Width and Height are in pixels (CSS pixels for SVG), as shown; at most
	// 2^31 - 1. Both are 0 if unknown, and for sound.
	Width, Height int
	// Animated is true for a GIF, PNG, WebP, AVIF or HEIC of more than one
	// frame, false for video.
	Animated bool
	// Alpha is true if pixels may be transparent: a PNG, GIF, WebP, AVIF, HEIC
	// or WebM that says so.
	Alpha bool
	// Duration is that of a video or sound in MP4, MOV or WebM; 0 if unknown.
	Duration time.Duration
}

// Read looks at the size bytes of r, which is of the given content type.
func Read(r io.ReaderAt, size int64, contentType string) Info {
	return Peek(peek.New(r, size, nil), contentType)
}

// Peek is Read for a file whose beginning is in memory. It sets p's limit.
func Peek(p *peek.Reader, contentType string) Info {
	p.Limit(maxRead)
	var i Info
	switch contentType {
	case "image/png":
		i = png(p)
	case "image/jpeg":
		i = jpeg(p)
	case "image/gif":
		i = gif(p)
	case "image/webp":
		i = webp(p)
	case "image/avif", "image/heic":
		i = heif(p)
	case "image/svg+xml":
		i = svg(p)
	case "image/jxl":
		i = jxl(p)
	case "image/bmp":
		i = bmp(p)
	case "image/x-icon":
		i = ico(p)
	case "image/tiff":
		i = tiff(p)
	case "video/mp4", "video/quicktime", "audio/mp4":
		i = mp4(p)
	case "video/webm", "audio/webm":
		i = matroska(p)
	case "video/ogg":
		i = theora(p)
	}
	p.Limit(-1)
	if i.Width <= 0 || i.Height <= 0 || i.Width > math.MaxInt32 || i.Height > math.MaxInt32 {
		i.Width, i.Height = 0, 0
	}
	return i
}

// turn swaps width and height.
func (i *Info) turn() { i.Width, i.Height = i.Height, i.Width }

// orient turns the picture if an Exif orientation says so: 5 to 8 include a
// quarter turn (Exif 2.32, 4.6.5.1.6).
func (i *Info) orient(orientation int) {
	if orientation >= 5 {
		i.turn()
	}
}

// seconds makes a duration of units of 1/scale seconds.
func seconds(units, scale float64) time.Duration {
	s := units / scale
	if !(s > 0 && s < 1e9) { // NaN too
		return 0
	}
	return time.Duration(s * float64(time.Second))
}
