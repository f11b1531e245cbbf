package renderer

import (
	"context"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// styleEngine draws what template languages would stumble over.
type styleEngine struct{ script string }

func (e styleEngine) Draw(context.Context, mermaid.Diagram) (mermaid.Drawing, error) {
	return mermaid.Drawing{
		HTML: []byte("<figure><svg><style>@media x{#a{b:c}}\n\n#b{d:e}</style><text>{{x}} {% y %} {# z #}\n\nt</text></svg>" +
			"<pre><code>a\n\nb</code></pre></figure>"),
		Script: []byte(e.script),
	}, nil
}
func (styleEngine) Close() error { return nil }

const drawnFigure = "<figure><svg><style>@media x{ #a{ b:c}}  #b{ d:e}</style><text>&#123;{x}} &#123;% y %} &#123;# z #}  t</text></svg>" +
	"<pre><code>a&#10;&#10;b</code></pre></figure>"

func TestMarkdownHasDrawings(t *testing.T) {
	for name, c := range map[string][2]string{
		"between":    {"a\n\n```mermaid\npie\n```\n\nb\n", "a\n\n" + drawnFigure + "\n\nb\n"},
		"text close": {"a\n```mermaid\npie\n```\nb\n", "a\n" + drawnFigure + "\n\nb\n"},
		"in a list":  {"- a\n\n  ~~~mermaid {width=3}\n  pie\n  ~~~\n- b\r\n", "- a\n\n  " + drawnFigure + "\n\n- b\r\n"},
		"quoted":     {"> ```mermaid\n> pie\n> ```\n>\n> b\n", "> " + drawnFigure + "\n>\n> b\n"},
		"other":      {"```dot\na\n```\n", "```dot\na\n```\n"},
		"at the end": {"```mermaid\npie", drawnFigure},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{Mermaid: styleEngine{}, MarkdownDiagrams: true}
			in := Input{Name: "a.md", Source: []byte(c[0])}
			d := prepare(t, o, in)
			got := markdownOf(t, d)
			if got != c[1] {
				t.Errorf("got  %q\nwant %q", got, c[1])
			}
			// Rendered again, it is a block of HTML that is passed through.
			again := htmlOf(t, prepare(t, Options{}, Input{Name: "a.md", Source: []byte(got)}))
			if want := strings.Count(c[1], "<figure>"); strings.Count(again, drawnFigure) != want {
				t.Errorf("%q has not %d times the figure", again, want)
			}
			o.MarkdownDiagrams = false
			if got := markdownOf(t, prepare(t, o, in)); got != c[0] {
				t.Errorf("without the option: %q", got)
			}
		})
	}
	o := Options{Mermaid: styleEngine{script: "<script></script>"}, MarkdownDiagrams: true}
	src := "```mermaid\npie\n```\n"
	if got := markdownOf(t, prepare(t, o, Input{Name: "a.md", Source: []byte(src)})); got != src {
		t.Errorf("a drawing that needs a script: %q", got)
	}
}
