package mdmedia_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mdmedia/mdmedia"
)

// What a text editor may leave at the end of a file, which testscripts cannot
// hold; the rest is in cmd/mdmedia/testdata/local/initgit.txtar.
func TestAddMergeAttributeKeepsLineEnds(t *testing.T) {
	for before, want := range map[string]string{
		"":                                "mdmedia*.lock merge=union\n",
		"* text=auto":                     "* text=auto\nmdmedia*.lock merge=union\n",
		"* text=auto\r\n":                 "* text=auto\r\nmdmedia*.lock merge=union\r\n",
		"*.md text\r\n* text=auto":        "*.md text\r\n* text=auto\r\nmdmedia*.lock merge=union\r\n",
		"mdmedia.lock merge=union":        "mdmedia.lock merge=union",
		"mdmedia.lock -text merge\r\n":    "mdmedia.lock -text merge\r\n",
		"*.loc[k] binary\n":               "*.loc[k] binary\n",
		"/mdmedia.lock !merge\n":          "/mdmedia.lock !merge\n",
		"mdmedia.lock mergetool=union\n":  "mdmedia.lock mergetool=union\nmdmedia*.lock merge=union\n",
		"*/mdmedia.lock merge=union\n":    "*/mdmedia.lock merge=union\nmdmedia*.lock merge=union\n",
		"[mdmedia.lock merge=union\n":     "[mdmedia.lock merge=union\nmdmedia*.lock merge=union\n",
		"# a\n\nmdmedia.lock\n":           "# a\n\nmdmedia.lock\nmdmedia*.lock merge=union\n",
		"**/mdmedia.lock merge=binary\n#": "**/mdmedia.lock merge=binary\n#",
	} {
		dir := t.TempDir()
		name := filepath.Join(dir, ".gitattributes")
		if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time there is nothing to do
			added, err := mdmedia.AddMergeAttribute(dir)
			got, rerr := os.ReadFile(name)
			if err != nil || rerr != nil || string(got) != want || added != (before != want) {
				t.Errorf("%q: %v %v %v\ngot  %q\nwant %q", before, added, err, rerr, got, want)
			}
			before = want
		}
	}
}
