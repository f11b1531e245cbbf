package renderer

import (
	"bytes"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
)

// What is written is what chroma's formatter writes, for every language that
// it knows. The lexers of some would never end here.
func TestWriteCodeIsChromas(t *testing.T) {
	formatter := chromahtml.New(chromahtml.WithClasses(true), chromahtml.WithPreWrapper(focusable{}))
	sources := []string{
		"", "\n", "\n\n\n", "x", "x\n\n", "\t\n x", "a\r\nb\rc",
		"<b class=\"x\">&amp;</b> 'q'\n",
		"/* one\n\n two */ // three\n\"four\\n\nfive\" `six\nseven` # eight\n-- nine\n",
		"func main() (int, error) {\n\tif n > 5 {\n\t\treturn 0, errors.New(\"no\")\n\t}\n\treturn n * 2, nil // ok\n}\n",
		"def f(x: int = 1) -> str:\n    '''doc\n\n    more'''\n    return f\"{x!r}\"\n\n@d\nclass A(B): pass",
		"$ echo \"$HOME\" | sed 's/<a>/&/' && cat <<EOF\n<x>\nEOF\n",
		"name: [a, 'b']\n---\nkey: |\n  text\n  more\n", "{\"a\": [1, -2.5e3, null, \"\\u00e9\"]}",
		"SELECT * FROM t WHERE a <> 'x'; -- all\n", "é \xff\xfe 日本\n",
	}
	for _, lexer := range lexers.GlobalLexerRegistry.Lexers {
		for _, source := range sources {
			list := tokenise(lexer, source)
			var want, got bytes.Buffer
			if err := formatter.Format(&want, styles.Fallback, chroma.Literator(list...)); err != nil {
				t.Fatal(err)
			}
			writeCode(&got, chroma.Literator(list...))
			if got.String() != want.String() {
				t.Errorf("%s of %q:\n got %s\nwant %s", lexer.Config().Name, source, got.String(), strings.TrimSpace(want.String()))
			}
		}
	}
}

// tokenise returns nothing where the lexer gives up.
func tokenise(lexer chroma.Lexer, source string) (list []chroma.Token) {
	defer func() {
		if recover() != nil {
			list = nil
		}
	}()
	tokens, err := chroma.Coalesce(ending{lexer}).Tokenise(nil, source)
	if err != nil {
		return nil
	}
	return tokens.Tokens()
}

// Code that a lexer goes round in circles at is written as it is.
func TestEndlessLexer(t *testing.T) {
	for _, fence := range []string{"```jsonata\n", "```jsonata {hl_lines=[1]}\n"} {
		doc, err := New(Options{}).Prepare(t.Context(), Input{Source: []byte(fence + "a \\ <b>\n```\n")})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := doc.WriteHTML(&b); err != nil {
			t.Fatal(err)
		}
		if want := "<pre><code class=\"language-jsonata\">a \\ &lt;b&gt;\n</code></pre>\n"; b.String() != want {
			t.Errorf("%q: got %s", fence, b.String())
		}
	}
}
