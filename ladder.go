package mdmedia

import (
	"math"
	"slices"
)

const (
	// narrowest is the width of the smallest candidate, that of a small phone.
	narrowest = 320
	// worthwhile is how many bytes two neighbours in a ladder differ by at least.
	worthwhile = 12 << 10
	// densest is about how many bytes of a delivered photograph a pixel takes
	// (f_auto, q_auto); an original that takes fewer is delivered with fewer.
	densest = 0.12
)

// ladder returns the widths in which a picture is offered, ascending. The
// largest is top; each narrower one is at most three quarters of its neighbour
// and saves a worthwhile number of bytes. ratio is height by width, density the
// bytes for each pixel of the original. shown, if not 0, is a width that must be
// there: that of a screen with one pixel for each.
func ladder(top, shown int, ratio, density float64) []int {
	widths := []int{top}
	density = min(density, densest)
	for w := float64(top); ; {
		saved := w*w - worthwhile/(density*ratio)
		next := math.Floor(min(w*3/4, math.Sqrt(max(0, saved))))
		if next < narrowest {
			break
		}
		widths = append(widths, int(next))
		w = next
	}
	if shown > 0 && shown < top {
		widths = slices.DeleteFunc(widths, func(w int) bool { return w != top && w < shown*5/4 && shown < w*5/4 })
		widths = append(widths, shown)
	}
	slices.Sort(widths)
	return slices.Compact(widths)
}
