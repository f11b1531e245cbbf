package localcloud

import (
	"image"
	"image/color"
	"testing"

	"github.com/kovidgoyal/imaging"
)

// Averaging first gives what filtering every pixel gives, nearly.
func TestShrink(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio440} {
		img := image.NewYCbCr(image.Rect(0, 0, 1003, 805), ratio)
		for y := range 805 {
			for x := range 1003 {
				img.Y[img.YOffset(x, y)] = uint8(x/5 + (x*y)%20)
				img.Cb[img.COffset(x, y)], img.Cr[img.COffset(x, y)] = uint8(y/4), uint8(x/6+40)
			}
		}
		for _, part := range []image.Rectangle{img.Rect, image.Rect(101, 53, 901, 753), image.Rect(3, 5, 1003, 805)} {
			fast := resizePart(img, part, 90, 70)
			if shrink(img, part, 90, 70) == nil {
				t.Fatal("not shrunk")
			}
			fine := imaging.Resize(imaging.Crop(img, part), 90, 70, imaging.CatmullRom)
			for y := range 70 {
				for x := range 90 {
					a := color.NRGBAModel.Convert(fast.At(x, y)).(color.NRGBA)
					b := color.NRGBAModel.Convert(fine.At(x, y)).(color.NRGBA)
					if off(a.R, b.R) > 12 || off(a.G, b.G) > 12 || off(a.B, b.B) > 12 {
						t.Fatalf("%v of %v at %d, %d: %v, want %v", part, ratio, x, y, a, b)
					}
				}
			}
		}
		if shrink(img, img.Rect, 600, 500) != nil {
			t.Error("shrunk to blocks")
		}
	}
}

func off(a, b uint8) int { return max(int(a), int(b)) - min(int(a), int(b)) }

// What a decoder does wrong is not the server's end.
func TestPanic(t *testing.T) {
	h := &Handler{turns: make(chan struct{}, 1), store: newStore("", 1<<20, 1<<20)}
	for range 2 {
		if _, err := h.make(t.Context(), "x", func() (derived, error) { panic("index out of range") }); err == nil {
			t.Error("no error")
		}
	}
	if len(h.turns) != 0 {
		t.Error("a place is kept")
	}
}
