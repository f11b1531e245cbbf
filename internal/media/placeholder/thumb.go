package placeholder

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"

	"github.com/galdor/go-thumbhash"
)

// thumbHash returns the ThumbHash of a small picture in base64.
func thumbHash(img image.Image) string {
	return base64.RawURLEncoding.EncodeToString(thumbhash.EncodeImage(img))
}

// thumbSide is the longer side of the picture that is made from a ThumbHash.
// The browser, which smooths what it enlarges, needs no more.
const thumbSide = 16

// DataURI returns a PNG of a few hundred bytes that shows a ThumbHash, to be
// written into a page. Empty: thumb is none.
func DataURI(thumb string) (uri string) {
	defer func() {
		if recover() != nil { // the hash comes from a file that people edit
			uri = ""
		}
	}()
	hash, err := base64.RawURLEncoding.DecodeString(thumb)
	if err != nil || len(hash) < 5 {
		return ""
	}
	img, err := thumbhash.DecodeImageWithCfg(hash, thumbhash.DecodingCfg{BaseSize: thumbSide})
	if err != nil {
		return ""
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, opaque(img)); err != nil {
		return ""
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

// opaque copies a picture without alpha, which is written in fewer bytes.
func opaque(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, g, bl, _ := img.At(x, y).RGBA()
			copy(out.Pix[out.PixOffset(x, y):], []byte{byte(r >> 8), byte(g >> 8), byte(bl >> 8), 0xff})
		}
	}
	return out
}
