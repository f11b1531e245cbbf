package mermaid

import (
	"fmt"
	"regexp"
)

// DefaultVersion is the Mermaid release that pages load by default. It is
// pinned, because a new release may draw every diagram of a site differently.
const DefaultVersion = "12.3.0"

// The themes that Mermaid has; a misspelled one would silently be the default.
var themeName = regexp.MustCompile(`^[a-z]+(?:-[a-z]+)*$`)

func checkTheme(theme string) error {
	if theme != "" && !themeName.MatchString(theme) {
		return fmt.Errorf("mermaid: theme %q is not a theme's name: use default, dark, forest, neutral or base", theme)
	}
	return nil
}

// appearance are the keys that Mermaid 12 resolves for each diagram type.
type appearance struct {
	Theme  string `json:"theme,omitempty"`
	Look   string `json:"look,omitempty"`
	Layout string `json:"layout,omitempty"`
	// MinNodeWidth is only for state diagrams; nil leaves Mermaid's own.
	MinNodeWidth *int `json:"minNodeWidth,omitempty"`
}

// siteConfig returns the configuration that pins the familiar look, to be
// given to mermaid.initialize.
func siteConfig(theme string) map[string]any {
	if theme == "" {
		theme = "default"
	}
	pinned := appearance{Theme: theme, Look: "classic", Layout: "dagre"}
	c := map[string]any{"theme": pinned.Theme, "look": pinned.Look, "layout": pinned.Layout}
	// Types with defaults of their own, which some releases let win over the
	// global keys.
	for _, kind := range []string{"flowchart", "class", "state", "er", "requirement", "usecase"} {
		c[kind] = pinned
	}
	for _, kind := range []string{"sequence", "agentflow", "venn"} {
		c[kind] = appearance{Theme: theme, Look: "classic"}
	}
	// This one exists only in the layout of its name.
	c["swimlane"] = appearance{Theme: theme, Look: "classic", Layout: "swimlane"}
	return c
}

// drawConfig is what a finished drawing needs on top of the site's look.
func drawConfig(theme string) map[string]any {
	c := siteConfig(theme)
	// Labels as SVG text: HTML in a foreignObject is lost in feed readers.
	c["htmlLabels"] = false
	// Mermaid centres text in a state only where the state is as wide as it.
	state := c["state"].(appearance)
	state.MinNodeWidth = new(int)
	c["state"] = state
	c["fontFamily"] = fontFamily
	// What a diagram must not change for itself.
	c["secure"] = []string{
		"secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges",
		"htmlLabels", "fontFamily", "themeCSS",
	}
	c["suppressErrorRendering"] = true // an error is an error, not a picture of one
	c["handDrawnSeed"] = 1             // the same bytes every time
	c["deterministicIds"] = true
	return c
}
