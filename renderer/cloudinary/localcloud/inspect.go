package localcloud

import (
	"bytes"
	"image"
	"io"

	// For the size, which is known before the pixels are made.
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"

	"github.com/kovidgoyal/imaging"
	_ "golang.org/x/image/bmp"  // likewise
	_ "golang.org/x/image/tiff" // likewise
	_ "golang.org/x/image/webp" // likewise

	"github.com/mdmedia/mdmedia/internal/media/probe"
)

// config reads the size of a picture.
func config(data []byte) (image.Config, error) {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	return cfg, err
}

// animated reports whether a picture moves: such a one is sent as it is.
func animated(ctype string, data []byte) bool {
	return probe.Read(bytes.NewReader(data), int64(len(data)), ctype).Animated
}

// filmSize is the size of a video's frame, as its headers give it, or a usual
// one.
func filmSize(o *Original, most int) (w, h int) {
	if size, err := o.Seek(0, io.SeekEnd); err == nil {
		i := probe.Read(seekReader{o}, size, o.Type)
		if i.Width > 0 && i.Height > 0 && i.Width <= most/i.Height {
			return i.Width, i.Height
		}
	}
	return 1280, 720
}

// A seekReader reads at offsets, for one goroutine.
type seekReader struct{ io.ReadSeeker }

// ReadAt moves the position, too, which nobody relies on.
func (r seekReader) ReadAt(p []byte, off int64) (int, error) {
	if _, err := r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r.ReadSeeker, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

func opaque(img image.Image) bool { return imaging.IsOpaque(img) }
