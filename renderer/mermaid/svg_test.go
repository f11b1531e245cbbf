package mermaid

import (
	"strings"
	"testing"
)

func TestUniqueIDs(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"the svg and its style",
			`<svg id="mermaid"><style>#mermaid{fill:#333;}#mermaid .a,#mermaid .b&gt;c{x:y}</style></svg>`,
			`<svg id="P"><style>#P{fill:#333;}#P .a,#P .b&gt;c{x:y}</style></svg>`},
		{"an id that is a colour",
			`<svg id="m"><g id="fff"></g><style>#fff{fill:#fff;stroke:url(#fff)}</style></svg>`,
			`<svg id="P"><g id="P-1"></g><style>#P-1{fill:#fff;stroke:url(#P-1)}</style></svg>`},
		{"a longer id with the same start",
			`<svg id="m"><g id="m_a"></g><style>#m_a{}#m-x{}#m.c{}</style></svg>`,
			`<svg id="P"><g id="P-1"></g><style>#P-1{}#m-x{}#P.c{}</style></svg>`},
		{"nested rules",
			`<svg id="m"><style>@media print{#m .a{x:url( "#m" )}}@keyframes k{from{a:b}}</style></svg>`,
			`<svg id="P"><style>@media print{#P .a{x:url( "#P" )}}@keyframes k{from{a:b}}</style></svg>`},
		{"references",
			`<svg id="m" aria-labelledby="t d" aria-describedby="d"><title id="t">T</title><desc id="d">D</desc>` +
				`<marker id="e"/><path marker-end="url(#e)" style="fill:url(&quot;#e&quot;)"/><use xlink:href="#e" href="#e"/></svg>`,
			`<svg id="P" aria-labelledby="P-1 P-2" aria-describedby="P-2"><title id="P-1">T</title><desc id="P-2">D</desc>` +
				`<marker id="P-3"/><path marker-end="url(#P-3)" style="fill:url(&quot;#P-3&quot;)"/><use xlink:href="#P-3" href="#P-3"/></svg>`},
		{"links of the author stay",
			`<svg id="m"><a href="#section"><text>#m url(#m) id="m" &lt;b id="x"&gt;</text></a></svg>`,
			`<svg id="P"><a href="#section"><text>#m url(#m) id="m" &lt;b id="x"&gt;</text></a></svg>`},
		{"other attributes",
			`<svg id="m"><g data-id="m" name="m" class="m"></g><g id="m"></g><g id=""></g></svg>`,
			`<svg id="P"><g data-id="m" name="m" class="m"></g><g id="P"></g><g id=""></g></svg>`},
		{"case and unfinished tags", `<svg id="m" viewBox="0 0 1 1"><linearGradient id="g"/><a`, `<svg id="P" viewBox="0 0 1 1"><linearGradient id="P-1"/><a`},
		{"nothing", "", ""},
	} {
		if got := string(uniqueIDs(tt.in, "P")); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func TestIDPrefixes(t *testing.T) {
	seen := map[string]bool{}
	for _, page := range []string{"a.md", "b.md", "a/b.md"} {
		for i := range 3 {
			p := idPrefix(Diagram{Page: page, Index: i})
			if seen[p] || !strings.HasPrefix(p, "mermaid-") {
				t.Errorf("%s %d: %s", page, i, p)
			}
			seen[p] = true
		}
	}
}

// FuzzUniqueIDs: where no id is in use, nothing changes, and a second renaming
// to the same names changes nothing more.
func FuzzUniqueIDs(f *testing.F) {
	f.Add(`<svg id="m"><style>#m{fill:url(#m)}</style><a href="#m"/></svg>`)
	f.Add(`<style>&gt;{`)
	f.Add(`<svg id="P-1"><g id="P">`)
	f.Fuzz(func(t *testing.T, svg string) {
		once := string(uniqueIDs(svg, "P"))
		if !idAttr.MatchString(svg) && once != svg {
			t.Errorf("%q became %q", svg, once)
		}
		if twice := string(uniqueIDs(once, "P")); twice != once {
			t.Errorf("%q became %q, and then %q", svg, once, twice)
		}
	})
}
