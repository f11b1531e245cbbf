package localcloud

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"sync"

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

// encode writes a picture as mediaType. original is the type of what it was made
// from, back the background for what cannot be transparent.
func encode(img image.Image, mediaType string, t *transformation, original, back string) ([]byte, error) {
	quality := t.quality
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
		return encodeWebP(img, quality, t.format == "auto" && original != "image/jpeg" && fewColours(img))
	case "image/gif":
		err = gif.Encode(&b, img, nil)
	default:
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	}
	return b.Bytes(), err
}

// webpTables has the library fill tables that all its encoders read, which it
// does on the first use, and without a lock: two first ones at once would read
// what is half filled.
var webpTables = sync.OnceFunc(func() {
	_ = webp.Encode(io.Discard, image.NewNRGBA(image.Rect(0, 0, 2, 2)), &webp.EncoderOptions{Quality: 50})
})

// encodeWebP writes a WebP. A drawing is also tried without loss, which is
// smaller for plain areas, and sharper.
func encodeWebP(img image.Image, quality int, drawing bool) ([]byte, error) {
	webpTables()
	var lossy, lossless bytes.Buffer
	if err := webp.Encode(&lossy, img, &webp.EncoderOptions{Quality: float32(quality), Method: 3}); err != nil || !drawing {
		return lossy.Bytes(), err
	}
	err := webp.Encode(&lossless, img, &webp.EncoderOptions{Lossless: true, Quality: 50, Method: 1})
	if err != nil || lossless.Len() >= lossy.Len() {
		return lossy.Bytes(), nil
	}
	return lossless.Bytes(), nil
}

// fewColours reports whether a picture is a drawing rather than a photo.
func fewColours(img image.Image) bool {
	const most = 4096
	b := img.Bounds()
	seen := make(map[color.NRGBA]struct{}, most)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			seen[color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)] = struct{}{}
			if len(seen) > most {
				return false
			}
		}
	}
	return true
}
