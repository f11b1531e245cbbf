package svg

import (
	"slices"
	"strings"
)

// Version changes whenever the same drawing is finished to other bytes.
const Version = "1"

// Options say how a picture is published. The zero value works.
type Options struct {
	// Title and Desc are the author's words for those who do not see the
	// picture. Without them they are those in the diagram (accTitle,
	// accDescr), and else made from the kind of the diagram and its texts.
	Title, Desc string
	// Width is the displayed width in pixels; 0: the diagram's own. The height
	// is in proportion.
	Width float64
	// MaxElements is how many elements a picture may have; 0: 100,000.
	MaxElements int
}

// Finish makes one picture of what Mermaid drew for light and for dark pages.
// dark is empty where the author chose one look.
func Finish(lightSVG, darkSVG string, o Options) (*Picture, error) {
	if o.MaxElements <= 0 {
		o.MaxElements = 100_000
	}
	l, err := load(lightSVG, o.MaxElements)
	if err != nil {
		return nil, err
	}
	if darkSVG == "" || darkSVG == lightSVG {
		return finishOne(l, nil, o), nil
	}
	d, err := load(darkSVG, o.MaxElements)
	if err != nil {
		return nil, err
	}
	if p, ok := merge(l, d); ok {
		return finishOne(l, p.list, o), nil
	}
	// They differ in more than colours. merge has changed the light one.
	if l, err = load(lightSVG, o.MaxElements); err != nil {
		return nil, err
	}
	out, other := finishOne(l, nil, o), finishOne(d, nil, o)
	out.OtherBody = other.Body
	out.LostHTML = out.LostHTML || other.LostHTML
	return out, nil
}

func load(markup string, max int) (*picture, error) {
	p, err := parse(markup, max)
	if err != nil {
		return nil, err
	}
	hooks(p.sheet, p.root)
	p.sheet = prune(p.sheet, p.root)
	// The themes define different gradients and shadows, used or not.
	dropUnused(p.root, p.sheet)
	// Mermaid counts on from one diagram to the next in some ids.
	renumber(p.root, p.sheet)
	return p, nil
}

func finishOne(p *picture, colors [][2]string, o Options) *Picture {
	rules := slices.Concat(rulesForWeak(p.root), p.sheet)
	compact(p.root, rules)
	out := &Picture{Colors: colors, LostHTML: p.hadHTML}
	out.Width, out.Height = resize(p.root, o.Width)
	describe(p.root, o)
	nameAnimations(rules)
	var w writer
	out.Body = w.picture(p.root, rules)
	return out
}

// nameAnimations gives animations the names that their keyframes get: those
// are names in the whole page.
func nameAnimations(rules []rule) {
	for _, k := range rules {
		if k.keyframes == "" {
			continue
		}
		for i := range rules {
			for j, d := range rules[i].declarations {
				if !strings.HasPrefix(d.name, "animation") {
					continue
				}
				words := strings.Fields(d.value)
				for n, w := range words {
					if w == k.keyframes {
						words[n] = Prefix + "-" + w
					}
				}
				rules[i].declarations[j].value = strings.Join(words, " ")
			}
		}
	}
}
