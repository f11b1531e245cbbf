package renderer

import (
	"bytes"
	"html"
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// writeCode writes tokens as chroma's own HTML formatter does with classes,
// byte for byte, without the slices and strings that it makes of each of them:
// most of what a build throws away would be those. The tokens are coalesced,
// so that none is empty.
func writeCode(b *bytes.Buffer, tokens chroma.Iterator) {
	b.WriteString(`<pre tabindex="0" class="chroma"><code>`)
	inLine := false
	for t := tokens(); t != chroma.EOF; t = tokens() {
		class := codeClass(t.Type)
		for line := range strings.Lines(t.Value) {
			if !inLine {
				b.WriteString(`<span class="line"><span class="cl">`)
			}
			if class != "" {
				b.WriteString(`<span class="`)
				b.WriteString(class)
				b.WriteString(`">`)
			}
			b.WriteString(html.EscapeString(line))
			if class != "" {
				b.WriteString("</span>")
			}
			if inLine = line[len(line)-1] != '\n'; !inLine {
				b.WriteString("</span></span>")
			}
		}
	}
	if inLine {
		b.WriteString("</span></span>")
	}
	b.WriteString("</code></pre>")
}

// codeClass is the class of a type of token, or of the nearest wider type that
// has one. "": text as it is.
func codeClass(t chroma.TokenType) string {
	for t != 0 {
		if class, ok := chroma.StandardTypes[t]; ok {
			return class
		}
		t = t.Parent()
	}
	return chroma.StandardTypes[t]
}
