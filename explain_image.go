package mdmedia

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mdmedia/mdmedia/renderer"
)

// explainOptions says which rule set which option of a file.
func (s *Site) explainOptions(name string) (lines []string) {
	o := s.imageOptions(name)
	for _, what := range slices.Sorted(maps.Keys(o.by)) {
		r := s.cfg.Images.Rules[o.by[what]-1]
		value := map[string]any{"transform": r.Transform, "width": r.Width, "sizes": r.Sizes, "class": r.Class, "eager": r.Eager}[what]
		lines = append(lines, fmt.Sprintf("%s %v: by the rule for %s", what, value, r.Match))
	}
	return lines
}

// explainMedia says what an element has beside its address.
func explainMedia(m *renderer.Media) (lines []string) {
	if m.Width > 0 {
		lines = append(lines, fmt.Sprintf("shown at %d x %d", m.Width, m.Height))
	}
	if len(m.Srcset) > 0 {
		widths := make([]int, len(m.Srcset))
		for i, c := range m.Srcset {
			widths[i] = c.Width
		}
		lines = append(lines, fmt.Sprintf("widths %v, sizes %s", widths, m.Sizes))
	}
	for _, v := range m.Variants {
		lines = append(lines, fmt.Sprintf("variant %s %s", v.URL, v.Media+v.Type))
	}
	if m.Poster != "" {
		lines = append(lines, "poster "+m.Poster)
	}
	return lines
}
