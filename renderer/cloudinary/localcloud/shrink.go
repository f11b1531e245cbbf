package localcloud

import "image"

// shrink averages a part of a photo as JPEG stores it (brightness and, at half
// the size, colour) down by a whole number, before a finer filter brings it to w
// by h. That takes a tenth of the time that filtering every pixel takes. nil: the
// picture is of another kind, or not that much larger.
func shrink(img image.Image, part image.Rectangle, w, h int) image.Image {
	src, ok := img.(*image.YCbCr)
	if !ok {
		return nil
	}
	// What is left for the finer filter is at least one and a half times as large
	// as the result: less would show blocks. Up to by-1 pixels at the far edges
	// are lost, less than one of the result's.
	by := min(part.Dx()*2/(w*3), part.Dy()*2/(h*3), maxBlock)
	cx, cy := chromaStep(src.SubsampleRatio)
	by -= by % max(cx, cy, 1)
	if by < 2 || cx == 0 {
		return nil
	}
	tw, th := part.Dx()/by, part.Dy()/by
	dst := image.NewYCbCr(image.Rect(0, 0, tw, th), image.YCbCrSubsampleRatio444)
	y, c := src.YOffset(part.Min.X, part.Min.Y), src.COffset(part.Min.X, part.Min.Y)
	average(dst.Y, src.Y[y:], tw, th, src.YStride, by, by)
	average(dst.Cb, src.Cb[c:], tw, th, src.CStride, by/cx, by/cy)
	average(dst.Cr, src.Cr[c:], tw, th, src.CStride, by/cx, by/cy)
	return dst
}

// maxBlock keeps the sum of a block far below what 32 bits hold.
const maxBlock = 64

// chromaStep is how many pixels share a colour, across and down; 0: unknown.
func chromaStep(r image.YCbCrSubsampleRatio) (x, y int) {
	switch r {
	case image.YCbCrSubsampleRatio444:
		return 1, 1
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	}
	return 0, 0
}

// average makes w by h values of a plane, each of bx by by of its values.
func average(dst, src []byte, w, h, stride, bx, by int) {
	sums := make([]uint32, w)
	n := uint32(bx * by)
	for y := range h {
		clear(sums)
		for row := range by {
			line := src[(y*by+row)*stride:][:w*bx]
			for x := range sums {
				var sum uint32
				for _, v := range line[x*bx:][:bx] {
					sum += uint32(v)
				}
				sums[x] += sum
			}
		}
		for x, sum := range sums {
			dst[y*w+x] = byte((sum + n/2) / n)
		}
	}
}
