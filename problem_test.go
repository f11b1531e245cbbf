package mdmedia

import "testing"

func TestExcerpt(t *testing.T) {
	for _, tt := range []struct {
		source string
		column int
		want   string
	}{
		{"a b", 3, "  a b\n    ^"},
		{"\té b", 5, "  \té b\n  \t  ^"},
		{"a", 2, "  a\n   ^"}, // the end of the line
		{"a\x1b[2Jb", 1, "  a?[2Jb\n  ^"},
		{"a", 0, ""}, {"a", 5, ""}, {"", 1, ""},
	} {
		if got := (Problem{Source: tt.source, Column: tt.column}).Excerpt(); got != tt.want {
			t.Errorf("%q %d: %q, want %q", tt.source, tt.column, got, tt.want)
		}
	}
}
