package mermaid

import (
	"bufio"
	"bytes"
	"context"
	_ "embed" // for go:embed
	"fmt"
	"html"
	"net/url"
	"strings"

	gm "go.abhg.dev/goldmark/mermaid"

	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	// defaultURL is the file of that release in the npm package, as a public
	// CDN for npm packages serves it.
	defaultURL = "https://cdn.jsdelivr.net/npm/mermaid@" + DefaultVersion + "/dist/mermaid.min.js"
	// defaultIntegrity is the SHA-384 of dist/mermaid.min.js in the npm
	// package mermaid 12.3.0. With it the reader's browser runs exactly these
	// bytes or nothing (https://www.w3.org/TR/SRI/).
	defaultIntegrity = "sha384-HHW54r639fK42Ip0coGF3mz8oSiGn0eEoWNTLs75X7H63pLSDBa0Tqs0RwGmLlXE"
)

//go:embed client.js
var clientJS string

// ClientOptions say how pages draw their diagrams. The zero value works.
type ClientOptions struct {
	// URL is where pages load mermaid.min.js from: an absolute URL, or a path
	// on the site such as "/js/mermaid.min.js". By default it is release
	// DefaultVersion on the jsDelivr CDN, with its integrity hash.
	URL string
	// Integrity is the integrity hash for URL, such as "sha384-...". By
	// default a URL of one's own has none.
	Integrity string
	// Theme is a Mermaid theme, such as "neutral". By default it is "default"
	// or "dark", as the reader's system says, and changes with it.
	Theme string
}

type client struct {
	renderer gm.ClientRenderer
	script   []byte
}

// NewClient returns the engine that leaves the drawing to the reader's
// browser: each diagram is its source in <pre class="mermaid">, and the page
// loads Mermaid once. An option that cannot be right is an error of the first
// Draw.
func NewClient(o ClientOptions) Engine {
	src, integrity := o.URL, o.Integrity
	if src == "" {
		src, integrity = defaultURL, defaultIntegrity
	}
	if err := checkScriptURL(src); err != nil {
		return broken{err}
	}
	if err := checkTheme(o.Theme); err != nil {
		return broken{err}
	}
	// The library writes the URL as it is between quotes. So it is escaped
	// here, and the two attributes that it has no option for go along.
	attrs := html.EscapeString(src)
	if integrity != "" {
		attrs += `" integrity="` + html.EscapeString(integrity) + `" crossorigin="anonymous`
	}
	c := &client{renderer: gm.ClientRenderer{MermaidURL: attrs}}
	c.script = c.pageScript(o.Theme)
	return c
}

func checkScriptURL(src string) error {
	u, err := url.Parse(src)
	if err != nil || (u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https") || strings.ContainsAny(src, " \t\r\n") {
		return fmt.Errorf("mermaid: %q is not where a page can load a script from: use an https:// URL or a path on the site, such as /js/mermaid.min.js", src)
	}
	return nil
}

// pageScript is the library's script for the page, and ours behind it: the
// last initialize before the page has loaded is the one that counts.
func (c *client) pageScript(theme string) []byte {
	var buf bytes.Buffer
	w := bufio.NewWriter(&buf)
	block := new(gm.ScriptBlock)
	_, _ = c.renderer.RenderScript(w, nil, block, true)
	_, _ = c.renderer.RenderScript(w, nil, block, false)
	_ = w.Flush()
	light, dark := siteConfig(theme), siteConfig(theme)
	if theme == "" {
		dark = siteConfig("dark")
	}
	light["startOnLoad"], dark["startOnLoad"] = true, true
	fmt.Fprintf(&buf, "\n<script>(%s)(%s, %s)</script>\n", strings.TrimSuffix(strings.TrimSpace(clientJS), ";"), literal(light), literal(dark))
	return buf.Bytes()
}

// Draw returns the fence as the library renders it.
func (c *client) Draw(_ context.Context, d Diagram) (Drawing, error) {
	if isEmpty(d.Source) {
		return Drawing{}, errEmpty()
	}
	block := new(gm.Block)
	lines := text.NewSegments()
	lines.Append(text.NewSegment(0, len(d.Source)))
	block.SetLines(lines)
	var buf bytes.Buffer
	w := bufio.NewWriter(&buf)
	for _, entering := range []bool{true, false} {
		if _, err := c.renderer.Render(util.BufWriter(w), d.Source, block, entering); err != nil {
			return Drawing{}, err
		}
	}
	if err := w.Flush(); err != nil {
		return Drawing{}, err
	}
	return Drawing{HTML: buf.Bytes(), Script: c.script}, nil
}

// Close has nothing to do.
func (c *client) Close() error { return nil }

// broken is an engine that cannot draw.
type broken struct{ err error }

func (b broken) Draw(context.Context, Diagram) (Drawing, error) { return Drawing{}, b.err }
func (b broken) Close() error                                   { return nil }

func errEmpty() error {
	return &SyntaxError{Line: 1, Msg: "the diagram is empty: write one or remove the fence"}
}

func isEmpty(source []byte) bool { return len(bytes.TrimSpace(source)) == 0 }
