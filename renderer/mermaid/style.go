package mermaid

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// A Style is how diagrams look. The zero value is Mermaid's familiar look, for
// light and for dark pages in one picture.
type Style struct {
	// Theme is a theme of Mermaid's. Empty: "default" on light pages and
	// "dark" on dark ones.
	Theme string `yaml:"theme"`
	// Variables are Mermaid's theme variables, such as primaryColor. They need
	// a theme that heeds them, which is "base".
	Variables map[string]string `yaml:"variables"`
	// Look is "classic" (the default), "neo" or "handDrawn".
	Look string `yaml:"look"`
	// Layout is "dagre" (the default) or "elk", which is better for large
	// graphs and slower.
	Layout string `yaml:"layout"`
	// Font is a list of font families, as CSS has it. Empty: fonts as wide as
	// Arial, which the embedded renderer measures with. It may measure with
	// another one: see EmbeddedOptions.Font.
	Font string `yaml:"font"`
}

// What Mermaid 12.3 has. A misspelled name would silently be the default.
var (
	themes  = []string{"default", "dark", "forest", "neutral", "base", "neo", "neo-dark", "redux", "redux-dark", "redux-color", "redux-dark-color", "null"}
	looks   = []string{"classic", "neo", "handDrawn"}
	layouts = []string{"dagre", "elk"}
)

// Themes returns the names that Style.Theme takes.
func Themes() []string { return slices.Clone(themes) }

// Looks returns the names that Style.Look takes.
func Looks() []string { return slices.Clone(looks) }

// Layouts returns the names that Style.Layout takes.
func Layouts() []string { return slices.Clone(layouts) }

// check returns what is wrong with s.
func (s Style) check() error {
	for _, f := range []struct {
		name, value string
		known       []string
	}{{"theme", s.Theme, themes}, {"look", s.Look, looks}, {"layout", s.Layout, layouts}} {
		if f.value != "" && !slices.Contains(f.known, f.value) {
			return fmt.Errorf("%s %q is not one that Mermaid has: use %s", f.name, f.value, suggest(f.value, f.known))
		}
	}
	if strings.ContainsAny(s.Font, "{}<>;:()\\@!") {
		return fmt.Errorf("font %q is not a list of font families: write it like Inter, \"Open Sans\", sans-serif", s.Font)
	}
	return nil
}

// suggest returns the known word that is most like a misspelled one, or all.
func suggest(word string, known []string) string {
	if k := nearest(word, known); k != "" {
		return k
	}
	return strings.Join(known, ", ")
}

// nearest returns the known word that a misspelled one was meant to be; "" if
// none is like it.
func nearest(word string, known []string) string {
	for _, k := range known {
		if levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(k)) <= min(2, len(k)/2) {
			return k
		}
	}
	return ""
}

// with returns s with what a block sets for itself.
func (s Style) with(block Style) Style {
	if block.Theme != "" {
		s.Theme = block.Theme
	}
	if block.Look != "" {
		s.Look = block.Look
	}
	if block.Layout != "" {
		s.Layout = block.Layout
	}
	return s
}

// fontFamily is the stack that the SVG names: the reader's fonts should be as
// wide as those that were measured here, and these are metric-compatible and
// nearly everywhere.
const fontFamily = `Arial, "Liberation Sans", Helvetica, sans-serif`

// Config returns what a [Renderer] gets for mermaid.initialize, as JSON, with
// theme in place of an empty one.
func (s Style) Config(theme string) string {
	if s.Theme != "" {
		theme = s.Theme
	}
	c := drawConfig(theme)
	if s.Font != "" {
		c["fontFamily"] = s.Font
	}
	if s.Look != "" || s.Layout != "" {
		s.apply(c)
	}
	if len(s.Variables) > 0 {
		c["themeVariables"] = maps.Clone(s.Variables)
	}
	return literal(c)
}

// apply sets look and layout wherever siteConfig pins them.
func (s Style) apply(c map[string]any) {
	if s.Look != "" {
		c["look"] = s.Look
	}
	if s.Layout != "" {
		c["layout"] = s.Layout
	}
	for key, v := range c {
		if a, ok := v.(appearance); ok {
			if s.Look != "" {
				a.Look = s.Look
			}
			if s.Layout != "" && a.Layout == "dagre" {
				a.Layout = s.Layout
			}
			c[key] = a
		}
	}
}

// looksOf returns the configurations that a diagram is drawn with: for light
// and for dark pages, or the one that the author chose.
func (s Style) looksOf(source []byte) (light, dark string) {
	if s.Theme != "" {
		return s.Config(""), ""
	}
	if choosesTheme(source) {
		return s.Config("default"), ""
	}
	return s.Config("default"), s.Config("dark")
}

// choosesTheme reports whether a diagram sets a theme in its front matter or a
// directive.
func choosesTheme(source []byte) bool {
	text := withLF(source)
	for _, block := range append(frontMatter.FindAll(text, 1), directive.FindAll(text, -1)...) {
		if themeKey.Match(block) {
			return true
		}
	}
	return false
}

// literal returns v as JSON that is also a JavaScript literal that is safe
// inside <script>: encoding/json escapes <, > and &.
func literal(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("mermaid: a configuration of strings and booleans does not encode: " + err.Error())
	}
	return string(b)
}
