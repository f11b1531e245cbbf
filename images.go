package mdmedia

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/mdmedia/mdmedia/renderer"
)

// ImagesConfig says how pictures stand in HTML. In Markdown output only the
// transformations of Rules count, unless Markdown.Images is html.
type ImagesConfig struct {
	// Sizes is the sizes attribute of pictures in the text: how wide they are
	// shown, by the width of the window. Empty: that of the built-in layout, or
	// a column of 48rem for pages that another program lays out.
	Sizes string `yaml:"sizes"`
	// Placeholder is what HTML shows until a picture is loaded: color (its
	// dominant one), blur (a tiny picture of it) or none. Empty: color.
	Placeholder string `yaml:"placeholder"`
	// Link makes pictures lead to their full size.
	Link bool `yaml:"link"`
	// GIF is image or video: with video Cloudinary delivers an animated GIF as a
	// silent film that plays by itself, in a tenth of the bytes. Empty: image.
	GIF string `yaml:"gif"`
	// Rules set options of some files. Where several match and say different
	// things, the most specific one counts: that with the most characters that
	// are no wildcards, and of equals the later one.
	Rules []ImageRule `yaml:"rules"`
}

// MarkdownConfig is about Markdown output.
type MarkdownConfig struct {
	// Images is markdown, to change only destinations, or html, to write images
	// as whole <img> elements for generators that pass HTML through. Empty:
	// markdown.
	Images string `yaml:"images"`
}

// An ImageRule sets options of some pictures. What the author writes at an
// image wins.
type ImageRule struct {
	// Match is a glob as in UploadRule.
	Match string `yaml:"match"`
	// Transform is laid over the default transformation, such as c_fill,ar_16:9.
	Transform string `yaml:"transform"`
	// Width at which the pictures are shown, in CSS pixels. 0: their own.
	Width int `yaml:"width"`
	// Sizes is their sizes attribute, Class their class. Empty: none of their own.
	Sizes string `yaml:"sizes"`
	Class string `yaml:"class"`
	// Eager pictures are loaded at once.
	Eager bool `yaml:"eager"`
}

// imageOptions are what the rules say of one file.
type imageOptions struct {
	tx           []string
	sizes, class string
	eager        bool
	// by says which rule, from 1, set what: transform, width, sizes, class, eager.
	by map[string]int
}

// wantsElements reports whether pictures are written as HTML elements, by us or
// by templates that read Config.Data.
func (s *Site) wantsElements() bool {
	return s.cfg.Format != Markdown || s.cfg.Markdown.Images == "html" || s.cfg.Data != ""
}

// imageOptions applies the rules to a file of the site. Every option comes from
// the most specific rule that sets it.
func (s *Site) imageOptions(name string) (o imageOptions) {
	width, transform := 0, ""
	for _, i := range s.imageRules {
		r := &s.cfg.Images.Rules[i]
		if !r.matches(name) {
			continue
		}
		set := func(what string, is bool, assign func()) {
			if !is || o.by[what] != 0 {
				return
			}
			if o.by == nil {
				o.by = map[string]int{}
			}
			o.by[what] = i + 1
			assign()
		}
		set("transform", r.Transform != "", func() { transform = r.Transform })
		set("width", r.Width > 0, func() { width = r.Width })
		set("sizes", r.Sizes != "", func() { o.sizes = r.Sizes })
		set("class", r.Class != "", func() { o.class = r.Class })
		set("eager", r.Eager, func() { o.eager = true })
	}
	if transform != "" {
		o.tx = append(o.tx, transform)
	}
	if width > 0 {
		o.tx = append(o.tx, "w_"+strconv.Itoa(width))
	}
	return o
}

// attrs are the options that are attributes.
func (o *imageOptions) attrs() (list []renderer.Attr) {
	if o.class != "" {
		list = append(list, renderer.Attr{Key: "class", Value: o.class})
	}
	if o.eager {
		list = append(list, renderer.Attr{Key: "loading", Value: "eager"})
	}
	return list
}

func (r *ImageRule) matches(name string) bool { return globMatches(r.Match, name) }

// globMatches reports whether a checked glob is about a file; one without a
// slash is for the file's name.
func globMatches(glob, name string) bool {
	if !strings.Contains(glob, "/") {
		name = path.Base(name)
	}
	ok, _ := doublestar.Match(glob, name)
	return ok
}

// bySpecificity orders the indexes of rules, the most specific first.
func bySpecificity(rules []ImageRule) []int {
	order := make([]int, len(rules))
	for i := range order {
		order[i] = len(rules) - 1 - i // of equals the later one
	}
	literal := func(i int) (n int) {
		for _, c := range rules[i].Match {
			if !strings.ContainsRune("*?[]{}!,", c) {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(order, func(a, b int) int { return literal(b) - literal(a) })
	return order
}

// validateRules checks what can be wrong with rules.
func (c *ImagesConfig) validateRules(fail func(key, format string, args ...any)) {
	for i, r := range c.Rules {
		at := "images.rules." + strconv.Itoa(i)
		switch {
		case r.Match == "":
			fail(at+".match", "is missing: name the files, such as **/hero.*")
		case !doublestar.ValidatePattern(r.Match):
			fail(at+".match", "%q is not a valid pattern: close its brackets and braces", r.Match)
		}
		if r.Width < 0 {
			fail(at+".width", "%d is negative: give a number of pixels", r.Width)
		}
	}
}
