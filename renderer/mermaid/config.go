package mermaid

import (
	"encoding/json"
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

// literal returns v as a JavaScript literal that is safe inside <script>:
// encoding/json escapes <, > and &.
func literal(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("mermaid: a configuration of strings and booleans does not encode: " + err.Error())
	}
	return string(b)
}
