package mdmedia

import (
	"io/fs"

	"github.com/mdmedia/mdmedia/internal/hugotemplates"
)

// HugoTemplates returns the templates that show media and diagrams in Hugo, by
// their slash paths in a site. The folders that the site has decide between the
// names that Hugo uses since 0.146 and the older ones, which all versions know.
func HugoTemplates(fsys fs.FS) (map[string][]byte, error) {
	old := true
	for _, dir := range []string{"layouts/_markup", "layouts/_partials", "layouts/_shortcodes"} {
		if isDir(fsys, dir) {
			old = false
		}
	}
	for _, dir := range []string{"layouts/_default/_markup", "layouts/partials", "layouts/shortcodes"} {
		if isDir(fsys, dir) {
			old = true // where a site has both, Hugo takes the older ones
		}
	}
	return hugotemplates.Files(old)
}

// HugoConfig are the lines of mdmedia.yaml that the templates need, beside those
// of [InitialConfig].
const HugoConfig = `
# What the templates in layouts show.
data: data/mdmedia.json
`
