package mermaid

import (
	"strings"
	"testing"
)

func TestSyntaxErrorMessages(t *testing.T) {
	const src = "flowchart LR\n  A --> B\n  B -- C\n"
	for _, tt := range []struct {
		thrown, msg string
		line        int
	}{
		{"Parse error on line 3:\n...LR  A --> B  B -- C\n----------------------^\nExpecting 'A', 'B', got 'NEWLINE'",
			`syntax error near "...LR  A --> B  B -- C": found the end of the line, expected "A" or "B"`, 3},
		{"Parse error on line 9:\nx\n^\nExpecting 'A', 'B', 'C', 'D', 'E', 'F', 'G', got '1'",
			`syntax error near "x": found the end of the diagram`, 3},
		{"Parse error on line 3:\n...x\n--^\nExpecting 'TXT', 'NEW_NAME', got 'SQS'",
			`syntax error near "...x": found "[", expected a colon and a text or new name`, 3},
		{"Lexical error on line 2. Unrecognized text.\n...rt LR A --> B\n----------------^",
			`syntax error near "...rt LR A --> B": unrecognized text`, 2},
		{"Parsing failed: Lexer error on line 2, column 3: unexpected character: ->?<- at offset: 9\nLexer error on line 3, column 1: x Parse error on line ?, column ?: y",
			"syntax error: unexpected character: ->?<- at offset: 9", 2},
		{"Parsing failed:  Parse error on line 1, column 4: Expecting token of type 'ID' but found `}`.",
			"syntax error: Expecting token of type 'ID' but found `}`.", 1},
		{"No diagram type detected matching given configuration for text: x\ny", "no diagram type that Mermaid knows: begin with one, such as flowchart, sequenceDiagram or pie", 1},
		{"Error: Invalid date:bar\n", "Invalid date:bar", 0},
		{strings.Repeat("é ", 400), strings.Repeat("é ", 150) + "...", 0},
	} {
		e := syntaxError([]byte(src), tt.thrown)
		if e.Error() != tt.msg || e.Line != tt.line {
			t.Errorf("\n got %d: %s\nwant %d: %s", e.Line, e.Msg, tt.line, tt.msg)
		}
	}
}

func TestOriginalLine(t *testing.T) {
	for _, tt := range []struct {
		name, src  string
		line, want int
	}{
		{"plain", "a\nb\nc\n", 2, 2},
		{"behind the end", "a\nb\n\n\n", 9, 2},
		{"zero", "\n\na", 0, 3},
		{"front matter", "---\nt: 1\n---\n\na\nb", 2, 6},
		{"indented front matter", "  ---\n  t: 1\n  ---\n  a\n  b", 2, 5},
		{"no front matter", "---\nt: 1\na", 3, 3},
		{"directive", "%%{init: {\n}}%%\na\nb", 2, 4},
		{"directive without an end", "a\n%%{init\nb", 2, 3},
		{"comments", "a\n%% x\n\n  %% y\nb\nc", 3, 6},
		{"all of it", "---\nt: 1\n---\n%%{wrap}%%\n%% x\na\n%% y\nb", 2, 8},
		{"comments kept", "agentflow-beta\n%% x\nb", 3, 3},
		{"line ends", "a\r\n%% x\r\nb\rc", 3, 4},
		{"empty", "", 1, 1},
	} {
		if got := originalLine([]byte(tt.src), tt.line); got != tt.want {
			t.Errorf("%s: line %d is %d, want %d", tt.name, tt.line, got, tt.want)
		}
	}
}

// FuzzSyntaxError: whatever is thrown, the message is one line and the line is
// one of the source.
func FuzzSyntaxError(f *testing.F) {
	f.Add("---\nt: 1\n---\npie\n", "Parse error on line 3:\nx\n^\nExpecting 'A', got '1'")
	f.Add("%%{\n%% x\n", "Parsing failed: Lexer error on line 99999999999999999999, column 3: x")
	f.Add("---\n---\n", "x (7:1)\n\n")
	f.Fuzz(func(t *testing.T, src, thrown string) {
		e := syntaxError([]byte(src), thrown)
		lines := 1 + strings.Count(string(withLF([]byte(src))), "\n")
		if e.Line < 0 || e.Line > lines || strings.ContainsAny(e.Msg, "\n\r") {
			t.Errorf("line %d of %d: %q", e.Line, lines, e.Msg)
		}
	})
}
