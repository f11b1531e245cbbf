package mermaid

import (
	"fmt"
	"hash/fnv"
	"io"
)

// idPrefix is unique among the diagrams of a site: pages of several posts,
// such as a front page, hold the diagrams of all of them.
func idPrefix(d Diagram) string {
	h := fnv.New32a()
	_, _ = io.WriteString(h, d.Page)
	return fmt.Sprintf("mermaid-%08x-%d", h.Sum32(), d.Index)
}
