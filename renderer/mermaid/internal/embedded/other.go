package embedded

import (
	"slices"
	"unicode"

	"github.com/go-text/typesetting/segmenter"
)

// emojiWidth is the width of an emoji in em; those of the usual fonts are 1.17 to
// 1.37.
const emojiWidth = 1.25

// otherWidth is the width, in em, of a character that our font does not have
// and the reader's system takes from another one. Ideographs are square; the rest
// are averages of the fonts that systems have for such scripts.
func otherWidth(r rune) float64 {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case isWide(r):
		return 1
	case r >= 0x2460 && r <= 0x27bf, r >= 0x2b00 && r <= 0x2bff: // numbers in circles, shapes, signs
		return 0.9
	case r >= 0xff61 && r <= 0xffdc: // half-width katakana and hangul
		return 0.5
	case unicode.Is(unicode.Arabic, r): // its letters are joined
		return 0.42
	}
	return 0.6
}

// A piece is text to be shaped, or one emoji.
type piece struct {
	text  []rune
	emoji bool
}

// splitEmoji takes out the emoji: what a reader sees as one may be many
// characters, joined ones, with a colour of the skin, or the two letters of a
// flag.
func splitEmoji(text []rune) (pieces []piece) {
	if !slices.ContainsFunc(text, func(r rune) bool { return r == emojiStyle || r > 0x2300 }) {
		if len(text) > 0 {
			pieces = []piece{{text: text}}
		}
		return pieces
	}
	var seg segmenter.Segmenter
	seg.Init(text)
	from := 0
	for it := seg.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		if !isEmoji(g.Text) {
			continue
		}
		if g.Offset > from {
			pieces = append(pieces, piece{text: text[from:g.Offset]})
		}
		pieces = append(pieces, piece{emoji: true})
		from = g.Offset + len(g.Text)
	}
	if from < len(text) {
		pieces = append(pieces, piece{text: text[from:]})
	}
	return pieces
}

// The variation selectors that ask for a picture and for text.
const (
	emojiStyle = 0xfe0f
	textStyle  = 0xfe0e
)

// isEmoji reports whether what a reader sees as one character is drawn as a
// picture.
func isEmoji(grapheme []rune) bool {
	if slices.Contains(grapheme, textStyle) {
		return false
	}
	r := grapheme[0]
	return r >= 0x1f000 && r <= 0x1faff || slices.Contains(grapheme, emojiStyle) || unicode.Is(pictures, r)
}

// pictures are the signs below U+10000 that are pictures without a selector
// (Emoji_Presentation in Unicode's emoji-data.txt).
var pictures = &unicode.RangeTable{R16: []unicode.Range16{
	{0x231a, 0x231b, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f3, 3}, {0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1}, {0x2648, 0x2653, 1},
	{0x267f, 0x2693, 20}, {0x26a1, 0x26a1, 1}, {0x26aa, 0x26ab, 1}, {0x26bd, 0x26be, 1}, {0x26c4, 0x26c5, 1}, {0x26ce, 0x26d4, 6},
	{0x26ea, 0x26f2, 8}, {0x26f3, 0x26f5, 2}, {0x26fa, 0x26fd, 3}, {0x2705, 0x2705, 1}, {0x270a, 0x270b, 1}, {0x2728, 0x2728, 1},
	{0x274c, 0x274e, 2}, {0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1}, {0x27b0, 0x27bf, 15}, {0x2b1b, 0x2b1c, 1},
	{0x2b50, 0x2b55, 5},
}}

// isWide reports whether r is wide or full-width (Unicode Standard Annex 11),
// in blocks.
func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, r >= 0x2e80 && r <= 0x303e, r >= 0x3041 && r <= 0x4dbf, r >= 0x4e00 && r <= 0xa4cf,
		r >= 0xa960 && r <= 0xa97f, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6,
		r >= 0x1b000 && r <= 0x1b2ff, r >= 0x20000 && r <= 0x3fffd:
		return true
	}
	return false
}
