// Package hugotemplates holds the templates of the Hugo module in the folder
// hugo, for sites that want them as files of their own. An embedded file must lie
// in the same Go module, so they are here a second time; a test keeps them equal.
package hugotemplates

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed all:layouts
var files embed.FS

// older are where Hugo looked for templates before 0.146.
var older = strings.NewReplacer("layouts/_markup/", "layouts/_default/_markup/", "layouts/_partials/", "layouts/partials/", "layouts/_shortcodes/", "layouts/shortcodes/")

// Files returns the templates by their slash paths in a site, under the names
// that Hugo uses since 0.146 or, with old, under the older ones.
func Files(old bool) (map[string][]byte, error) {
	m := map[string][]byte{}
	err := fs.WalkDir(files, "layouts", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(p)
		if old {
			p = older.Replace(p)
		}
		m[p] = data
		return err
	})
	return m, err
}
