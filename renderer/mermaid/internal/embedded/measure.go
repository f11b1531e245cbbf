package embedded

import (
	"bytes"
	"fmt"
	"math"
	"sync"

	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansbolditalic"
	"github.com/go-fonts/liberation/liberationsansitalic"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// FontVersion names the font that text is measured with. Liberation Sans is as
// wide as Arial and Helvetica, glyph by glyph, so that every reader's font of
// that stack fits.
const FontVersion = "liberation-2"

// A face is one style of the font.
type face struct {
	bold, italic, mono bool
}

// file returns the TrueType file of f. There is no oblique monospaced face
// because its glyphs are all as wide as the upright ones.
func (f face) file() []byte {
	switch {
	case f.mono && f.bold:
		return liberationmonobold.TTF
	case f.mono:
		return liberationmonoregular.TTF
	case f.bold && f.italic:
		return liberationsansbolditalic.TTF
	case f.bold:
		return liberationsansbold.TTF
	case f.italic:
		return liberationsansitalic.TTF
	}
	return liberationsansregular.TTF
}

// fonts are the parsed faces; their files are read once, when a diagram needs
// them. A *font.Font is read only and shared.
var fonts struct {
	sync.Mutex
	parsed map[face]*font.Font
}

func parsedFont(f face) *font.Font {
	fonts.Lock()
	defer fonts.Unlock()
	if p := fonts.parsed[f]; p != nil {
		return p
	}
	p, err := font.ParseTTF(bytes.NewReader(f.file()))
	if err != nil {
		panic("embedded: the font of a Go module cannot be read: " + err.Error())
	}
	if fonts.parsed == nil {
		fonts.parsed = map[face]*font.Font{}
	}
	fonts.parsed[f] = p.Font
	return p.Font
}

// A measurer tells how wide text is, kerning and ligatures included. It is for
// one goroutine at a time.
type measurer struct {
	own      *font.Font // in the place of Liberation Sans; nil: none
	shaper   shaping.HarfbuzzShaper
	segments shaping.Segmenter
	faces    map[face]*font.Face
}

// unit is the size that text is shaped at: large, so that nothing is rounded.
// Widths in other sizes are in proportion, as they are in a browser's SVG.
const unit = 2048

// extents say how far a line of text reaches, in pixels.
type extents struct {
	// advance is where the next text would begin.
	advance float64
	// left and right are the edges of the ink, from where the text begins. A
	// glyph's own edges are rounded outwards to whole pixels first, as a
	// browser's glyph bitmaps are. Upwards and downwards there is no such rule:
	// hinting keeps nearly all glyphs within the font's ascent and descent.
	left, right float64
}

// extents measures text at a font size in pixels.
func (m *measurer) extents(text string, size float64, f face) extents {
	var e extents
	if size <= 0 {
		return e
	}
	for _, part := range splitEmoji([]rune(text)) {
		if !part.emoji {
			m.add(&e, part.text, size, f)
			continue
		}
		e.advance += emojiWidth * size
		e.right = max(e.right, e.advance)
	}
	return e
}

// add measures text that comes behind e.
func (m *measurer) add(e *extents, runes []rune, size float64, f face) {
	input := shaping.Input{Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Size: fixed.I(unit)}
	scale := size / unit
	counted := -1 // the last cluster without glyphs whose runes were counted
	for _, part := range m.segments.Split(input, fontmap{m.face(f)}) {
		out := m.shaper.Shape(part)
		for _, g := range out.Glyphs {
			if g.GlyphID != 0 {
				e.ink(g, scale)
				e.advance += float64(g.Advance) / 64 * scale
				continue
			}
			if g.TextIndex() == counted {
				continue
			}
			counted = g.TextIndex()
			for _, r := range runes[counted : counted+g.RunesCount()] {
				e.advance += otherWidth(r) * size
			}
		}
	}
}

// ink adds the ink of a glyph that is drawn at e.advance.
func (e *extents) ink(g shaping.Glyph, scale float64) {
	if g.Width == 0 || g.Height == 0 {
		return // a space
	}
	edge := func(v fixed.Int26_6) float64 { return float64(v) / 64 * scale }
	x := e.advance + edge(g.XOffset)
	e.left = min(e.left, x+math.Floor(edge(g.XBearing)))
	e.right = max(e.right, x+math.Ceil(edge(g.XBearing+g.Width)))
}

func (m *measurer) face(f face) *font.Face {
	if f.mono {
		f.italic = false
	}
	if m.faces == nil {
		m.faces = map[face]*font.Face{}
	}
	if m.faces[f] == nil && m.own != nil && !f.mono {
		m.faces[f] = font.NewFace(m.own)
	}
	if m.faces[f] == nil {
		m.faces[f] = font.NewFace(parsedFont(f))
	}
	return m.faces[f]
}

// parseFont reads a font file that is used for all styles but the monospaced
// ones: a browser makes bold and oblique letters of it that are as wide.
func parseFont(data []byte) (*font.Font, error) {
	f, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("the font file cannot be read: %w", err)
	}
	return f.Font, nil
}

// heights are the ascent, descent and x-height of a font in em, as text.
func heights(own *font.Font) string {
	face := font.NewFace(own)
	em := float32(own.Upem())
	h, ok := face.FontHExtents()
	if !ok || em == 0 {
		return ""
	}
	x := face.LineMetric(font.XHeight)
	if x == 0 {
		x = em / 2
	}
	return fmt.Sprintf("%f %f %f", h.Ascender/em, -h.Descender/em, x/em)
}

// A fontmap has one face for everything.
type fontmap struct{ face *font.Face }

func (m fontmap) ResolveFace(rune) *font.Face { return m.face }
