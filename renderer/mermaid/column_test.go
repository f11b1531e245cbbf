package mermaid

import (
	"errors"
	"strings"
	"testing"
)

// Where Mermaid sees an error: the byte below "^" in the line above it.
func TestErrorColumns(t *testing.T) {
	e, _ := newEmbedded(t, Options{}, EmbeddedOptions{})
	for _, src := range []string{
		"flowchart LR\n  A --> B\n  B --> [C\n        ^\n",
		"flowchart LR\n  A -- text -->\n  --> C\n  ^\n",
		"---\ntitle: x\n---\n%% a comment\nflowchart LR\n  A ==> ]B\n        ^\n",
		"sequenceDiagram\n  A->>B: hi\n  A-xyz B\n         ^\n",
		"classDiagram\n  class A {\n  +x\n  }}\n   ^\n",
		"stateDiagram-v2\n  [*] --> s\n  s --> --> t\n        ^\n",
		"pie\n  \"a\" : 1\n  \"b\" ; 2\n      ^\n",
		"gitGraph\n  commit\n  branch 5 6\n         ^\n",
		"erDiagram\n  A ||--o{ B : has\n  A ||-- : x\n         ^\n",
		"flowchart LR\n  ä[é] --> ]B\n             ^\n",
	} {
		lines := strings.Split(src, "\n")
		line, column := 0, 0
		var kept []string
		for _, l := range lines {
			if strings.TrimSpace(l) == "^" {
				line, column = len(kept), strings.IndexByte(l, '^')+1
				continue
			}
			kept = append(kept, l)
		}
		_, err := e.Draw(t.Context(), Diagram{Source: []byte(strings.Join(kept, "\n"))})
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if syntax.Line != line || syntax.Column != column {
			t.Errorf("%d:%d, want %d:%d: %s\n%s", syntax.Line, syntax.Column, line, column, syntax.Msg, src)
		}
	}
}
