package content_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/content"
)

// TestHostileFrontMatterEnds checks that no small file takes long or ends the
// program: each is as large as front matter may be.
func TestHostileFrontMatterEnds(t *testing.T) {
	repeat := func(s string) string { return strings.Repeat(s, 250<<10/len(s)) }
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 9 {
		n, m := string(rune('0'+i)), string(rune('1'+i))
		bomb += "a" + m + ": &a" + m + " [" + strings.Repeat("*a"+n+", ", 9) + "]\n"
	}
	for name, src := range map[string]string{
		"YAML aliases":    "---\n" + bomb + "---\n",
		"YAML lists":      "---\na: " + repeat("[") + "\n---\n",
		"YAML maps":       "---\na: " + repeat("{a: ") + "\n---\n",
		"YAML keys":       "---\n" + repeat("a: 1\n") + "---\n",
		"YAML dashes":     "---\na:\n" + repeat("- ") + "\n---\n",
		"YAML questions":  "---\n" + repeat("? ") + "\n---\n",
		"YAML flow items": "---\na: [" + repeat("é, ") + "]\n---\n",
		"YAML comments":   "---\n" + repeat("# x\n") + "a: 1\n---\n",
		"YAML wrong":      "---\n" + repeat("a: b: c\n") + "---\n",
		"TOML lists":      "+++\na = " + repeat("[") + "\n+++\n",
		"TOML maps":       "+++\na = " + repeat("{a=") + "\n+++\n",
		"TOML dots":       "+++\na" + repeat(".a") + " = 1\n+++\n",
		"TOML tables":     "+++\n" + repeat("[[a]]\n") + "+++\n",
		"TOML wrong":      "+++\n" + repeat("a.b=1\n") + "+++\n",
		"JSON lists":      ";;;\n{\"a\": " + repeat("[") + "\n;;;\n",
		"JSON keys":       ";;;\n{" + repeat(`"a": 1,`) + "\n;;;\n",
		"JSON depth":      ";;;\n{\"a\": " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}\n;;;\n",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			p, err := content.Parse("a.md", []byte(src))
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			} else {
				t.Log(took, p != nil, len(messages(err)))
			}
			if err == nil {
				if _, err := json.Marshal(p.Meta); err != nil {
					t.Error(err)
				}
			}
		})
	}
	_, err := content.Parse("a.md", []byte("---\n"+bomb+"---\n"))
	if got, want := messages(err), "a.md:7:10: aliases repeat more than 100000 values: write the values out"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
