package localcloud

import (
	"bytes"
	"image"
)

// isWebP reports whether a file is a WebP, by its first 12 bytes (RFC 9649,
// section 2.4).
func isWebP(data []byte) bool {
	return len(data) >= 12 && bytes.HasPrefix(data, []byte("RIFF")) && string(data[8:12]) == "WEBP"
}

// fullRange brings the samples of a lossy WebP, which go from 16 to 235 and 240
// (RFC 6386, section 9.2: as ITU-R BT.601), to the 0 to 255 that package image
// takes them for: Go's decoders do not, and black would be grey. The picture is
// changed in place.
func fullRange(img image.Image) {
	var p *image.YCbCr
	switch i := img.(type) {
	case *image.YCbCr:
		p = i
	case *image.NYCbCrA:
		p = &i.YCbCr
	default: // without loss: RGB
		return
	}
	stretch(p.Y, 16, 219, 0)
	stretch(p.Cb, 128, 224, 128)
	stretch(p.Cr, 128, 224, 128)
}

// stretch makes span values around from 255 values around to.
func stretch(plane []byte, from, span, to int) {
	var table [256]byte
	for v := range table {
		table[v] = byte(min(255, max(0, round255(v-from, span)+to)))
	}
	for i, v := range plane {
		plane[i] = table[v]
	}
}

// round255 is n*255/span, rounded to the nearest.
func round255(n, span int) int {
	if n < 0 {
		return -round255(-n, span)
	}
	return (n*255 + span/2) / span
}
