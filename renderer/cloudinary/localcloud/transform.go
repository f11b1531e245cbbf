package localcloud

import (
	"fmt"
	"slices"
	"strings"
)

// A transformation is a chain of steps, and how the result is written.
type transformation struct {
	steps   []step
	format  string // auto, a name in formats, or "" for the original's
	quality int    // 1 to 100; 0: none asked for
	offset  string // so_: which frame of a video
	ignored []string
}

// A step is what one component does to the picture.
type step struct {
	crop         string
	w, h         length
	x, y         length
	ar           float64 // width by height; 0: none
	gravity      string
	dpr          float64
	blur         float64 // strength, 1 to 2000; 0: none
	gray         bool
	turn         int // clockwise, in degrees
	flipX, flipY bool
	background   string
	hasX, hasY   bool
}

// resizes reports whether the step changes the size.
func (s *step) resizes() bool { return s.w.set || s.h.set || s.ar > 0 }

// does reports whether the step does anything.
func (s *step) does() bool {
	return s.resizes() || s.blur > 0 || s.gray || s.turn != 0 || s.flipX || s.flipY || s.dpr > 1
}

// A refusal is what Cloudinary says in X-Cld-Error.
type refusal string

func (r refusal) Error() string { return string(r) }

// Bounds of what a URL may ask for, so that a page cannot ask for too much.
const (
	maxTransform  = 4 << 10 // bytes
	maxComponents = 32
)

// parseTransform reads a transformation. The error is a refusal.
func parseTransform(text string) (*transformation, error) {
	if len(text) > maxTransform {
		return nil, refusal("Transformation is too long")
	}
	t := &transformation{}
	parts := strings.Split(text, "/")
	if len(parts) > maxComponents {
		return nil, refusal("Too many transformation components")
	}
	for _, part := range parts {
		s := step{dpr: 1}
		for p := range strings.SplitSeq(part, ",") {
			if p == "" {
				continue
			}
			if err := t.parameter(&s, p); err != nil {
				return nil, err
			}
		}
		if s.does() {
			t.steps = append(t.steps, s)
		}
	}
	return t, nil
}

// parameter reads one parameter into the step or the transformation.
func (t *transformation) parameter(s *step, p string) error {
	name, value, ok := strings.Cut(p, "_")
	if strings.HasPrefix(p, "$") || name == "if" {
		t.ignore(p)
		return nil
	}
	if read := readers[name]; read != nil && ok && value != "" {
		if !read(t, s, value) {
			return refusal(fmt.Sprintf("Invalid value %s for parameter %s", value, name))
		}
		return nil
	}
	if ok && value != "" && slices.Contains(known, name) {
		t.ignore(p)
		return nil
	}
	return refusal("Invalid transformation parameter - " + p)
}

func (t *transformation) ignore(p string) {
	if !slices.Contains(t.ignored, p) {
		t.ignored = append(t.ignored, p)
	}
}

// known are Cloudinary's parameters that a preview leaves out.
var known = []string{
	"ac", "af", "bl", "bo", "br", "cs", "co", "d", "dl", "dn", "du", "eo", "fl", "fn", "fps", "if", "ki", "l", "o",
	"pg", "r", "sp", "t", "u", "vc", "vs", "z", "p",
}
