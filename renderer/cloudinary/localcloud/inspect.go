package localcloud

import (
	"bytes"
	"image"

	// For the size, which is known before the pixels are made.
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"

	"github.com/kovidgoyal/imaging"
	_ "golang.org/x/image/bmp"  // likewise
	_ "golang.org/x/image/tiff" // likewise
	_ "golang.org/x/image/webp" // likewise
)

// config reads the size of a picture.
func config(data []byte) (image.Config, error) {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(data))
	return cfg, err
}

// animated reports whether a picture moves, as far as its first bytes tell: such
// a one is sent as it is.
func animated(ctype string, data []byte) bool {
	switch ctype {
	case "image/gif":
		return bytes.Count(data, []byte{0x21, 0xf9, 0x04}) > 1 // graphic control extensions, one a frame
	case "image/png":
		return bytes.Contains(data[:min(len(data), 1<<16)], []byte("acTL"))
	case "image/webp":
		return bytes.Contains(data[:min(len(data), 64)], []byte("ANIM"))
	}
	return false
}

func opaque(img image.Image) bool { return imaging.IsOpaque(img) }
