package measure

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	s := func(n int) Sample {
		return Sample{Wall: time.Duration(n), CPU: time.Duration(10 * n), Memory: int64(100 - n)}
	}
	if got, want := Median([]Sample{s(9), s(1), s(3)}), (Sample{3, 30, 97}); got != want {
		t.Errorf("odd: %+v, want %+v", got, want)
	}
	if got, want := Median([]Sample{s(4), s(2)}), (Sample{3, 30, 97}); got != want {
		t.Errorf("even: %+v, want %+v", got, want)
	}
}

func TestReplaceTable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "b.md")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# A\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nrest <!-- bench:y -->")
	for range 2 { // twice is as once
		if err := ReplaceTable(file, "x", "new\n"); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if want := "# A\n<!-- bench:x -->\n\nnew\n\n<!-- /bench:x -->\nrest <!-- bench:y -->"; err != nil || string(got) != want {
		t.Errorf("%v: %q, want %q", err, got, want)
	}
	err = ReplaceTable(file, "y", "new\n")
	if want := file + `: the lines "<!-- bench:y -->" and "<!-- /bench:y -->" are not there`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
