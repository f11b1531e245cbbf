package main

import (
	"cmp"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A sheet shows each picture beside that of the browser, the most different
// ones of each kind of diagram first.
type sheet struct{ rows []row }

type row struct {
	name         string
	share        float64
	ours, theirs []byte // PNG
}

func (s *sheet) add(name string, share float64, ours, theirs []byte) {
	s.rows = append(s.rows, row{name, share, ours, theirs})
}

func (s *sheet) write(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	kind := func(name string) string { return strings.TrimRight(strings.Split(name, ",")[0], "-0123456789") }
	slices.SortStableFunc(s.rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(kind(a.name), kind(b.name)), cmp.Compare(b.share, a.share))
	})
	var page strings.Builder
	page.WriteString("<!doctype html><meta charset=utf-8><title>Diagrams</title><style>body{font:14px sans-serif}img{width:48%;border:1px solid #ccc;vertical-align:top}</style>\n" +
		"<p>Left: mdmedia. Right: the same Mermaid in Chromium.</p>\n")
	for i, r := range s.rows {
		fmt.Fprintf(&page, "<h2>%s: %.2f %%</h2>\n", html.EscapeString(r.name), 100*r.share)
		for side, data := range map[string][]byte{"a": r.ours, "b": r.theirs} {
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d%s.png", i, side)), data, 0o644); err != nil {
				return err
			}
		}
		fmt.Fprintf(&page, "<img src=%03da.png> <img src=%03db.png>\n", i, i)
	}
	return os.WriteFile(filepath.Join(folder, "index.html"), []byte(page.String()), 0o644)
}
