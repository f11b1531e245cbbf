package mdmedia_test

import (
	"os"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia"
)

// A picture in the language of a post comes and goes while the post is shown.
func TestPreviewFollowsLanguages(t *testing.T) {
	w := newWatched(t)
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>`
	w.write("hugo.yaml", "languages: {en: {weight: 1}, fr: {weight: 2}}\n")
	w.write("content/a/index.md", "---\nslug: a\n---\n![a map](map.svg)\n")
	w.write("content/a/index.fr.md", "---\nslug: a\n---\n![une carte](map.svg)\n")
	w.write("content/a/map.svg", svg)
	w.show(mdmedia.Config{}, mdmedia.PreviewOptions{})
	shows := func(page, picture string) func() bool {
		return func() bool { return strings.Contains(w.page(page), picture) }
	}
	w.until("the map of everybody", shows("/fr/a/", "map.svg"))
	w.write("content/a/map.fr.svg", svg+"\n")
	w.until("the French map", shows("/fr/a/", "map.fr.svg"))
	if shows("/a/", "map.fr.svg")() {
		t.Error("the English page has the French map")
	}
	if err := os.Remove(w.path("content/a/map.fr.svg")); err != nil {
		t.Fatal(err)
	}
	w.until("the map of everybody again", func() bool { return !shows("/fr/a/", "map.fr.svg")() && shows("/fr/a/", "map.svg")() })
}
