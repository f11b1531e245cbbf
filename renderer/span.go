package renderer

import (
	"slices"
	"sort"
)

// A span is a range of bytes.
type span struct{ start, end int }

// spans are disjoint and sorted.
type spans []span

// overlapping returns the first span that shares a byte with [start, end), or
// ok false.
func (s spans) overlapping(start, end int) (hit span, ok bool) {
	if len(s) == 0 {
		return span{}, false
	}
	i := sort.Search(len(s), func(i int) bool { return s[i].end > start })
	if i < len(s) && s[i].start < end {
		return s[i], true
	}
	return span{}, false
}

// normalize sorts the spans and joins those that overlap.
func (s spans) normalize() spans {
	slices.SortFunc(s, func(a, b span) int { return a.start - b.start })
	out := s[:0]
	for _, x := range s {
		if n := len(out); n > 0 && x.start < out[n-1].end {
			out[n-1].end = max(out[n-1].end, x.end)
			continue
		}
		out = append(out, x)
	}
	return out
}

// add keeps the order; additions mostly come in order.
func (s spans) add(x span) spans {
	if n := len(s); n == 0 || s[n-1].end <= x.start {
		return append(s, x)
	}
	return append(s, x).normalize()
}

// A splice replaces a span by text.
type splice struct {
	start, end int
	text       string
}

// sortSplices orders splices and drops those that overlap an earlier one: of
// two images with one definition the first decides.
func sortSplices(s []splice) []splice {
	if !slices.IsSortedFunc(s, func(a, b splice) int { return a.start - b.start }) {
		slices.SortStableFunc(s, func(a, b splice) int { return a.start - b.start })
	}
	out := s[:0]
	for _, x := range s {
		if n := len(out); n > 0 && x.start < out[n-1].end {
			continue
		}
		out = append(out, x)
	}
	return out
}
