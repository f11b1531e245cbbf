package mdmedia

import (
	"bytes"
	"context"
	"io/fs"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/internal/generator"
)

// hugo looks at what goes wrong in Hugo sites.
func (d *doctor) hugo(context.Context) {
	g := d.site.generator
	if g == nil || g.Kind != generator.Hugo {
		return
	}
	before := len(d.findings)
	d.competingHooks()
	d.templates()
	for _, dir := range append(g.Facts.Sources, d.site.outRel) {
		for part := range strings.SplitSeq(dir, "/") {
			if len(part) > 1 && part[0] == '.' && part != ".." {
				d.say("hugo", Wrong, dir+" is below a folder whose name begins with a dot: hugo server never notices changes there: choose another name")
				break
			}
		}
	}
	if n := len(d.originals); n > 0 && !g.Facts.ReadsOurs && !g.Facts.Unpublished {
		d.say("hugo", Note, "Hugo also publishes "+plural(n, "original")+" of page bundles, such as "+d.site.display(d.originals[0])+
			": set build.publishResources to false in a cascade of "+d.site.display(g.Files[0])+", or let Hugo read what mdmedia build writes")
	}
	if !g.Facts.ReadsOurs && g.Facts.Wrapped && d.showsOurs() {
		d.say("hugo", Note, "pictures that stand alone are put into paragraphs, and Hugo prints attributes behind them as text: "+
			"set markup.goldmark.parser.wrapStandAloneImageWithinParagraph to false and attribute.block to true in "+d.site.display(g.Files[0]))
	}
	if len(d.findings) == before {
		d.say("hugo", OK, "nothing to change in "+strings.Join(g.Files, ", "))
	}
}

const (
	newHooks = "layouts/_markup"          // since 0.146
	oldHooks = "layouts/_default/_markup" // loaded all the same, and then it wins

	hugoModule = "github.com/mdmedia/mdmedia/hugo"
	hugoData   = "data/mdmedia.json" // what its templates read
)

// showsOurs reports whether pictures go through a hook of the site, or the
// module's.
func (d *doctor) showsOurs() bool {
	name, _ := d.imageHook()
	return name != "" || d.importsModule()
}

func (d *doctor) importsModule() bool {
	return slices.Contains(d.site.generator.Facts.Imports, hugoModule)
}

// imageHook is the site's own hook for images, the one that Hugo takes; "": it
// has none.
func (d *doctor) imageHook() (name string, source []byte) {
	for _, dir := range []string{oldHooks, newHooks} {
		if source, err := fs.ReadFile(d.site.fsys, dir+"/render-image.html"); err == nil {
			return dir + "/render-image.html", source
		}
	}
	return "", nil
}

// templates looks whether the data have readers, and readers the data.
func (d *doctor) templates() {
	s := d.site
	hook, source := d.imageHook()
	ours := bytes.Contains(source, []byte("mdmedia"))
	switch {
	case s.generator.Facts.ReadsOurs: // way 2, for which no template is needed
	case s.cfg.Data == "" && (ours || d.importsModule()):
		d.say("hugo", Wrong, "its templates read "+hugoData+", which nothing writes: add data: "+hugoData+" to "+ConfigFile)
	case s.cfg.Data == "":
	case s.cfg.Data != hugoData && (ours || d.importsModule()):
		d.say("hugo", Wrong, "its templates read "+hugoData+", and not "+s.cfg.Data+": correct data in "+ConfigFile)
	case hook != "" && !ours:
		d.say("hugo", Wrong, s.display(hook)+" knows nothing of "+s.cfg.Data+`: remove it, or call partial "mdmedia/image.html" in it`)
	case hook == "" && !d.importsModule():
		d.say("hugo", Note, "no template of the site itself shows what is in "+s.cfg.Data+": import the module "+hugoModule+", or run mdmedia init --hugo")
	}
}

func (d *doctor) competingHooks() {
	entries, err := fs.ReadDir(d.site.fsys, newHooks)
	if err != nil {
		return // none
	}
	for _, e := range entries {
		if old := oldHooks + "/" + e.Name(); strings.HasPrefix(e.Name(), "render-") {
			if _, err := fs.Stat(d.site.fsys, old); err == nil {
				d.say("hugo", Wrong, d.site.display(old)+" takes the place of "+d.site.display(newHooks+"/"+e.Name())+": remove one of them")
			}
		}
	}
}
