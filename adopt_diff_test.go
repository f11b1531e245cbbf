package mdmedia

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestUnifiedDiff(t *testing.T) {
	numbered := func(changes map[int]string, n int) string {
		var b strings.Builder
		for i := 1; i <= n; i++ {
			if c, ok := changes[i]; ok {
				b.WriteString(c + "\n")
			} else {
				fmt.Fprintf(&b, "line %d\n", i)
			}
		}
		return b.String()
	}
	for _, tt := range []struct{ name, before, after, want string }{
		{"same", "a\n", "a\n", ""},
		{"one line", "a\nb\nc\n", "a\nB\nc\n", "--- p\n+++ p\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
		{"no line end", "a", "b", "--- p\n+++ p\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"},
		{
			"two near", numbered(nil, 12), numbered(map[int]string{3: "x", 8: "y"}, 12),
			"--- p\n+++ p\n@@ -1,11 +1,11 @@\n line 1\n line 2\n-line 3\n+x\n line 4\n line 5\n line 6\n line 7\n-line 8\n+y\n line 9\n line 10\n line 11\n",
		},
		{"two blocks", numbered(nil, 3), numbered(map[int]string{1: "x", 2: "y"}, 3), "--- p\n+++ p\n@@ -1,3 +1,3 @@\n-line 1\n-line 2\n+x\n+y\n line 3\n"},
		{
			"two far", numbered(nil, 20), numbered(map[int]string{1: "x", 20: "y"}, 20),
			"--- p\n+++ p\n@@ -1,4 +1,4 @@\n-line 1\n+x\n line 2\n line 3\n line 4\n@@ -17,4 +17,4 @@\n line 17\n line 18\n line 19\n-line 20\n+y\n",
		},
		{"lines go", "a\nb\nc\nd\n", "a\nd\n", "--- p\n+++ p\n@@ -1,4 +1,2 @@\n a\n-b\n-c\n d\n"},
		{"from nothing", "", "a\n", "--- p\n+++ p\n@@ -0,0 +1,1 @@\n+a\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := unifiedDiff("p", []byte(tt.before), []byte(tt.after)); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// What patch makes of the difference is the new text.
func FuzzUnifiedDiff(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nB\nc\n")
	f.Add("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n", "x\n2\n3\n4\n5\n6\n7\ny\n9\n10\n11\n12\nz\n")
	f.Add("a\nb\nc\n", "a\nc\n")
	f.Add("a\nb", "a\nc")
	patch, err := exec.LookPath("patch")
	if err != nil {
		f.Skip("SKIPPED: there is no patch program")
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		diff := unifiedDiff("p", []byte(before), []byte(after))
		if diff == "" != (before == after) {
			t.Fatalf("%q", diff)
		}
		if before == after || after == "" || strings.ContainsAny(before+after, "\r\x00") {
			return // patch has ideas of its own about these
		}
		name := filepath.Join(t.TempDir(), "p")
		if err := os.WriteFile(name, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), patch, "-s", name)
		cmd.Stdin = strings.NewReader(diff)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, out, diff)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != after {
			t.Errorf("%q, %v\n%s", got, err, diff)
		}
	})
}
