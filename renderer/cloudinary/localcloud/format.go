package localcloud

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"

	"github.com/deepteams/webp"
	"github.com/kovidgoyal/imaging"
)

// formats are the names that f_ and extensions have, with the media type that
// is sent for them. There is no encoder of AVIF in pure Go.
var formats = map[string]string{
	"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif",
	"avif": "image/webp",
	"mp4":  "video", "webm": "video", "mov": "video", "mp3": "audio", "svg": "image/svg+xml",
}

// outputType is the media type that is sent for a picture of the type original:
// the one asked for, or with f_auto the best that the browser takes.
func (t *transformation) outputType(original, accept string, opaque bool) string {
	switch t.format {
	case "":
		switch original {
		case "image/jpeg", "image/png", "image/webp", "image/gif":
			return original
		}
		return "image/png"
	case "auto":
		switch {
		case strings.Contains(accept, "image/webp"):
			return "image/webp"
		case opaque:
			return "image/jpeg"
		}
		return "image/png"
	}
	return formats[t.format]
}

// defaultQuality is Cloudinary's for pictures without q_.
const defaultQuality = 80

func encode(img image.Image, mediaType string, quality int, back string) ([]byte, error) {
	if quality == 0 {
		quality = defaultQuality
	}
	var b bytes.Buffer
	var err error
	switch mediaType {
	case "image/jpeg":
		if !imaging.IsOpaque(img) {
			c, ok := background(back)
			if !ok {
				c = named["white"] // a JPEG has nothing to be transparent with
			}
			img = imaging.PasteOntoBackground(img, c)
		}
		err = jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	case "image/webp":
		err = webp.Encode(&b, img, &webp.EncoderOptions{Quality: float32(quality), Method: 3})
	case "image/gif":
		err = gif.Encode(&b, img, nil)
	default:
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	}
	return b.Bytes(), err
}
