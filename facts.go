package mdmedia

import (
	"io"
	"strconv"
	"sync"
	"time"

	"github.com/mdmedia/mdmedia/internal/media/placeholder"
	"github.com/mdmedia/mdmedia/internal/media/probe"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// A look is what is looked for in the pixels of a picture, each with what is
// before it.
type look int

const (
	lookNot   look = iota
	lookColor      // the dominant colour
	lookBlur       // a ThumbHash
)

// wantedLook is what the configuration needs. Markdown alone shows nothing, unless templates
// read Config.Data.
func (c *Config) wantedLook() look {
	switch {
	case c.Format == Markdown && c.Markdown.Images != "html" && c.Data == "", c.Images.Placeholder == "none":
		return lookNot
	case c.Images.Placeholder == "blur":
		return lookBlur
	}
	return lookColor
}

// lookAt finds out what is wanted and not known yet: from the lock file, so that
// a fresh clone decodes nothing, or from the pixels.
func (f *facts) lookAt(file io.ReaderAt, want look, known knownFacts) {
	if f.looked >= want {
		return
	}
	f.looked = want
	if !f.hasPlaceholder() {
		return
	}
	if words := known(f.sha256); words.Get("color") == noColor {
		return
	} else if color, thumb := words.Get("color"), words.Get("thumb"); isColor(color) && (thumb != "" || want == lookColor) {
		f.color, f.thumb = color, thumb
		return
	}
	info := probe.Info{Width: f.width, Height: f.height, Animated: f.animated, Alpha: f.alpha}
	p := placeholder.Make(file, f.size, f.ctype, info, want == lookBlur)
	f.color, f.thumb = p.Color, p.Thumb
}

// smallest is how many pixels a picture has at least that gets a placeholder:
// an icon is there as soon as the text, and a patch in its place would flicker.
const smallest = 64 * 64

func (f *facts) hasPlaceholder() bool {
	return placeholder.Has(f.ctype) && f.width*f.height >= smallest
}

// noColor in the lock file says that a picture has no placeholder.
const noColor = "none"

// isColor guards what is written into pages: the lock file is edited by merges.
func isColor(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	_, err := strconv.ParseUint(s[1:], 16, 32)
	return err == nil
}

// words are what the lock file keeps of the facts beside its columns. They are
// written here in order and without escapes, of which they need none.
func (f *facts) words() mediasync.Facts {
	var b []byte
	add := func(name, value string) {
		if value != "" {
			if b != nil {
				b = append(b, ' ')
			}
			b = append(append(append(b, name...), '='), value...)
		}
	}
	add("alpha", yes(f.alpha))
	add("animated", yes(f.animated))
	color := f.color
	if color == "" && f.looked > lookNot && f.hasPlaceholder() {
		color = noColor
	}
	add("color", color)
	if f.duration > 0 {
		add("duration", strconv.FormatFloat(f.duration.Round(time.Millisecond).Seconds(), 'f', -1, 64))
	}
	add("thumb", f.thumb)
	return mediasync.Facts(b)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// knownFacts returns what the lock file says of the bytes with a hash.
type knownFacts func(sha256 string) mediasync.Facts

// knownFacts reads the lock file when it is first asked, if at all.
func (s *Site) knownFacts() knownFacts {
	read := sync.OnceValue(func() map[string]mediasync.Facts {
		lock, err := s.parseLock()
		if err != nil {
			return nil // whoever needs it says what is wrong with it
		}
		known := make(map[string]mediasync.Facts, lock.Len())
		for e := range lock.All() {
			if e.Facts != "" {
				known[e.SHA256] = e.Facts
			}
		}
		return known
	})
	return func(sha256 string) mediasync.Facts { return read()[sha256] }
}
