package localcloud

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A transformation is a chain of steps, and how the result is written.
type transformation struct {
	steps      []step
	format     string // auto, a name in formats, or "" for the original's
	quality    int    // 1 to 100; 0: none asked for
	offset     string // so_: which frame of a video
	attachment bool   // to be saved, as fileName if that is given
	fileName   string
	ignored    []string
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

// check refuses what Cloudinary does: it looks for what is in a picture only
// where something is cut off
// (https://cloudinary.com/documentation/ts_what_are_the_common_error_codes_returned_in_the_x_cld_error_header_when_delivering_assets).
func (s *step) check() error {
	if !s.resizes() || s.gravity != "auto" && !strings.HasPrefix(s.gravity, "auto:") {
		return nil
	}
	switch s.crop {
	case "", "scale", "fit", "limit", "mfit", "pad", "lpad", "mpad":
		return refusal("Use auto gravity only with crop, fill, lfill, fill_pad or thumb")
	}
	return nil
}

// A refusal is what Cloudinary says in X-Cld-Error.
type refusal string

func (r refusal) Error() string { return string(r) }

// Bounds of what a URL may ask for, so that a page cannot ask for too much.
const (
	maxTransform  = 4 << 10 // bytes
	maxComponents = 32
)

// parseTransform reads a transformation, still percent-encoded: in a layer's
// text that makes the difference between a separator and a character. The error
// is a refusal.
func parseTransform(text string) (*transformation, error) {
	if len(text) > maxTransform {
		return nil, refusal("Transformation is too long")
	}
	t := &transformation{}
	parts := strings.Split(text, "/")
	if len(parts) > maxComponents {
		return nil, refusal("Too many transformation components")
	}
	for i := 0; i < len(parts); i++ {
		if n := skipped(parts[i:]); n > 0 {
			t.ignore(strings.Join(parts[i:i+n], "/"))
			i += n - 1
			continue
		}
		if err := t.component(unescape(parts[i])); err != nil {
			return nil, err
		}
	}
	return t, nil
}

var (
	layerPart     = regexp.MustCompile(`(?:^|,)[lu]_`)
	conditionPart = regexp.MustCompile(`(?:^|,)if_`)
)

// skipped is how many components from the first one on belong to a layer or to
// a condition, and are left out together: what resizes a layer must not resize
// the picture. A layer reaches up to fl_layer_apply, or is one component; a
// condition reaches up to if_end, or is one component.
func skipped(parts []string) int {
	var end string
	switch {
	case conditionPart.MatchString(parts[0]):
		end = "if_end"
	case layerPart.MatchString(parts[0]):
		end = "layer_apply"
	case strings.Contains(parts[0], "layer_apply"):
		return 1
	default:
		return 0
	}
	for i, part := range parts {
		if strings.Contains(part, end) {
			return i + 1
		}
	}
	return 1
}

// component reads one component.
func (t *transformation) component(part string) error {
	s := step{dpr: 1}
	for p := range strings.SplitSeq(part, ",") {
		if p == "" {
			continue
		}
		if err := t.parameter(&s, p); err != nil {
			return err
		}
	}
	if err := s.check(); err != nil {
		return err
	}
	if s.does() {
		t.steps = append(t.steps, s)
	}
	return nil
}

// parameter reads one parameter into the step or the transformation.
func (t *transformation) parameter(s *step, p string) error {
	name, value, ok := strings.Cut(p, "_")
	if strings.HasPrefix(p, "$") {
		t.ignore(p)
		return nil
	}
	read := readers[name]
	switch {
	case !ok || value == "" || read == nil && !slices.Contains(known, name):
		return refusal("Invalid transformation parameter - " + p)
	case read == nil || strings.Contains(value, "$"): // a variable's value is not known
		t.ignore(p)
	case !read(t, s, value):
		return refusal(fmt.Sprintf("Invalid %s in transformation: %s", cmp.Or(longNames[name], name), value))
	}
	return nil
}

func (t *transformation) ignore(p string) {
	if !slices.Contains(t.ignored, p) {
		t.ignored = append(t.ignored, p)
	}
}

// longNames are what error messages call the parameters.
var longNames = map[string]string{
	"w": "width", "h": "height", "c": "crop", "g": "gravity", "ar": "aspect ratio", "q": "quality", "f": "format",
	"fl": "flag", "e": "effect", "b": "background", "a": "angle", "so": "start offset",
}

// known are Cloudinary's parameters that a preview leaves out.
var known = []string{
	"ac", "af", "bl", "bo", "br", "cs", "co", "d", "dl", "dn", "du", "eo", "fn", "fps", "ki", "o", "pg", "r", "sp", "t",
	"vc", "vs", "z", "p",
}
