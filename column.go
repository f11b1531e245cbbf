package mdmedia

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A column is how wide pictures in a text are shown: at most width CSS pixels,
// and in a narrow window that but for its margins. sizes says the same.
type column struct {
	width, margin int
	sizes         string
	ours          bool // the built-in layout's
}

var (
	// textColumn and wideColumn are those of the built-in layout (its .wide).
	textColumn = column{608, 40, "(min-width: 40.5rem) 38rem, calc(100vw - 2.5rem)", true}
	wideColumn = column{960, 40, "(min-width: 62.5rem) 60rem, calc(100vw - 2.5rem)", true}
	// anyColumn is for pages that another program lays out.
	anyColumn = column{768, 0, "(min-width: 48rem) 48rem, 100vw", false}
)

// widestUnknown is the width that pictures are offered in at most where only
// the author knows how wide they are shown: twice a large column.
const widestUnknown = 2560

// column is where a picture of a class is shown.
func (s *Site) column(class string) column {
	switch c := s.cfg.Images.Sizes; {
	case c != "":
		return column{width: widestUnknown / 2, sizes: c}
	case s.cfg.Format != HTML || s.cfg.Layout != "":
		return anyColumn
	}
	for word := range strings.FieldsSeq(class) {
		if word == "wide" {
			return wideColumn
		}
	}
	return textColumn
}

// sizesFor says how wide a picture is shown that is width wide where there is room.
func (c column) sizesFor(width int) string {
	if width >= c.width {
		return c.sizes
	}
	if c.margin == 0 {
		return fmt.Sprintf("(min-width: %dpx) %dpx, 100vw", width, width)
	}
	return fmt.Sprintf("(min-width: %dpx) %dpx, calc(100vw - %dpx)", width+c.margin, width, c.margin)
}

var widthInStyle = regexp.MustCompile(`(?i)(?:^|[;\s])(?:max-)?width\s*:\s*(\d{1,5})(?:\.\d+)?(px|r?em)\s*(?:;|$)`)

// styledWidth is the width in CSS pixels that a style attribute asks for; 0: none,
// or one that depends on the page.
func styledWidth(style string) int {
	m := widthInStyle.FindStringSubmatch(style)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	if m[2] != "px" {
		n *= 16
	}
	return n
}
