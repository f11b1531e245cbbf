package mdmedia

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// suggest returns `did you mean "x"?` for the known word nearest to got, or
// otherwise if none is near.
func suggest(got string, known []string, otherwise string) string {
	best, dist := "", len(got)/3+2
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(got), strings.ToLower(k)); k != "" && d < dist {
			best, dist = k, d
		}
	}
	if best == "" {
		return otherwise
	}
	return fmt.Sprintf("did you mean %q?", best)
}

func contains(words []string, w string) bool { return slices.Contains(words, w) }

// joinWords lists words for a message, without the empty one.
func joinWords(words []string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" }), ", ")
}
