package placeholder

import (
	"bytes"
	"fmt"
	"image"

	"github.com/kovidgoyal/imaging"
	"github.com/kovidgoyal/imaging/prism/meta/icc"
)

// dominant returns the colour that most of a picture has, as #rrggbb: the mean
// of the fullest of the cubes into which the colours are sorted. The mean of all
// would be a grey that is nowhere in the picture. Cubes overlap by half, so that
// a colour at the edge of one is in the middle of another.
func dominant(img *image.NRGBA) string {
	const side = 5 // cubes along each channel
	var cubes [2][side * side * side]struct{ n, r, g, b uint32 }
	best := &cubes[0][0]
	for i := 0; i+3 < len(img.Pix); i += 4 {
		r, g, b := uint32(img.Pix[i]), uint32(img.Pix[i+1]), uint32(img.Pix[i+2])
		for shift := range uint32(2) {
			half := shift * 32
			c := &cubes[shift][((r+half)>>6*side+(g+half)>>6)*side+(b+half)>>6]
			c.n, c.r, c.g, c.b = c.n+1, c.r+r, c.g+g, c.b+b
			if c.n > best.n {
				best = c
			}
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", best.r/best.n, best.g/best.n, best.b/best.n)
}

// maxProfile is more than the profiles of presses have, which are the largest.
const maxProfile = 3 << 20

// toSRGB converts by the picture's colour profile, if it can be understood.
func toSRGB(img image.Image, profile []byte) *image.NRGBA {
	p, err := icc.NewProfileReader(bytes.NewReader(profile)).ReadProfile()
	if err != nil {
		return imaging.Clone(img)
	}
	out, err := imaging.ConvertToSRGB(p, icc.RelativeColorimetricRenderingIntent, true, img)
	if err != nil {
		return imaging.Clone(img)
	}
	if same, ok := out.(*image.NRGBA); ok {
		return same
	}
	return imaging.Clone(out)
}

// namesSRGB reports whether the profile calls itself sRGB, as nearly all do:
// taking one apart takes longer than all the rest.
func namesSRGB(profile []byte) bool {
	return bytes.Contains(profile, []byte("sRGB")) || bytes.Contains(profile, []byte("\x00s\x00R\x00G\x00B"))
}
