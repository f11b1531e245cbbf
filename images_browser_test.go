package mdmedia_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/mdmedia/mdmedia"
)

// exampleBlog opens the example blog as it would be published through
// Cloudinary, and shows its pages with the pictures at their addresses.
func exampleBlog(t *testing.T) (url string, paths []string) {
	t.Helper()
	cfg, err := mdmedia.LoadConfig("examples/blog/mdmedia.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Store.S3 = &mdmedia.S3Config{Bucket: "b"}
	cfg.Delivery.Cloudinary = &mdmedia.CloudinaryConfig{Cloud: "demo"}
	cfg.Mermaid.Render = "off"
	open := func() (*mdmedia.Site, error) {
		return mdmedia.Open(cfg, mdmedia.Options{Dir: "examples/blog", CacheDir: t.TempDir(), Getenv: func(string) string { return "" }})
	}
	site, err := open()
	if err != nil {
		t.Fatal(err)
	}
	preview, err := site.Preview(t.Context(), mdmedia.PreviewOptions{Reopen: open})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(preview)
	t.Cleanup(srv.Close)
	t.Cleanup(func() { _ = preview.Close() }) // ends the streams, for which the server waits
	return srv.URL, []string{"/", "/every-picture/", "/moving-pictures/", "/private-bucket/", "/hold-still/"}
}

// window gives the tab another size, pixel ratio and colour scheme.
func (tb tab) window(width int, ratio float64, scheme string) {
	tb.t.Helper()
	err := chromedp.Run(tb.ctx,
		emulation.SetDeviceMetricsOverride(int64(width), 800, ratio, false),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
	if err != nil {
		tb.t.Fatal(err)
	}
}

// visit opens a page with nothing kept from before, and scrolls through it until
// every picture is there.
func (tb tab) visit(url string) {
	tb.t.Helper()
	if err := chromedp.Run(tb.ctx, chromedp.Navigate("about:blank"), network.ClearBrowserCache(), chromedp.Navigate(url)); err != nil {
		tb.t.Fatal(err)
	}
	tb.until(`(() => {
		const open = [...document.images].filter(i => !i.complete || !i.naturalWidth)
		if (open.length) open[0].scrollIntoView({block: "center"})
		return document.readyState === "complete" && open.length === 0
	})()`)
}

// wrongCandidates lists the pictures for which the browser took something else
// than the narrowest candidate that has a pixel for each of the screen's, or the
// widest if none has.
const wrongCandidates = `[...document.images].flatMap(img => {
	const source = [...(img.closest("picture")?.querySelectorAll("source") ?? [])].find(s => !s.media || matchMedia(s.media).matches)
	const srcset = (source ?? img).getAttribute("srcset")
	if (!srcset || !/ \d+w/.test(srcset)) return []
	const list = srcset.split(/,\s+/).map(c => c.trim().split(/\s+/)).map(([url, w]) => ({url: new URL(url, document.baseURI).href, w: parseInt(w)}))
	list.sort((a, b) => a.w - b.w)
	const need = img.getBoundingClientRect().width * devicePixelRatio
	const want = list.find(c => c.w >= need - 1) ?? list.at(-1)
	return img.currentSrc === want.url ? [] : [img.alt + ": " + need + " pixels, got " + img.currentSrc + ", want " + want.url]
})`

// What each reader's browser loads is the smallest picture that is sharp there.
func TestCandidatesInBrowser(t *testing.T) {
	url, _ := exampleBlog(t)
	tb := openTab(t, "about:blank")
	for _, width := range []int{360, 600, 768, 1100, 1600} {
		for _, ratio := range []float64{1, 2, 3} {
			tb.window(width, ratio, "light")
			for _, path := range []string{"/every-picture/", "/hold-still/"} {
				tb.visit(url + path)
				var wrong []string
				tb.eval(wrongCandidates, &wrong)
				if len(wrong) > 0 {
					t.Errorf("%s at %d px, %g: %s", path, width, ratio, strings.Join(wrong, "\n"))
				}
			}
		}
	}
	var offered int
	tb.eval(`document.querySelectorAll("img[srcset], source[srcset]").length`, &offered)
	if offered == 0 {
		t.Error("no picture is offered in several widths")
	}
}

// Nothing moves while a page loads, on any screen.
func TestNothingMovesInBrowser(t *testing.T) {
	url, paths := exampleBlog(t)
	tb := openTab(t, "about:blank")
	err := chromedp.Run(tb.ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(`window.shifts = [];
			new PerformanceObserver(l => shifts.push(...l.getEntries().map(e => e.value + " " + e.sources.map(s => s.node?.nodeName)))).observe({type: "layout-shift", buffered: true})`).Do(ctx)
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{390, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			tb.window(width, 2, scheme)
			for _, path := range paths {
				// A page that arrives in pieces on a busy machine can move once,
				// as a table gets its later rows; a picture without a place moves
				// it every time.
				var shifts []string
				for range 3 {
					tb.visit(url + path)
					if tb.eval("shifts", &shifts); len(shifts) == 0 {
						break
					}
				}
				if len(shifts) > 0 {
					t.Errorf("%s at %d px, %s: %s", path, width, scheme, strings.Join(shifts, "; "))
				}
			}
		}
	}
}

// npmTool is what npm installed for the tests.
func npmTool(t *testing.T, name string) string {
	t.Helper()
	tool, err := filepath.Abs(filepath.Join(".cache/npm/node_modules", name))
	if err == nil {
		_, err = os.Stat(tool)
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%s is not installed: run make test", name)
	}
	return tool
}

// The pages have no barriers that a program can find.
func TestAccessibleInBrowser(t *testing.T) {
	axe, err := os.ReadFile(npmTool(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	url, paths := exampleBlog(t)
	tb := openTab(t, "about:blank")
	for _, scheme := range []string{"light", "dark"} {
		tb.window(1100, 1, scheme)
		for _, path := range paths {
			tb.visit(url + path)
			tb.eval(string(axe)+";0", nil)
			tb.eval(`window.found = null; axe.run().then(r => { found = r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.html)) }); 0`, nil)
			tb.until("found !== null")
			var found []string
			tb.eval("found", &found)
			if len(found) > 0 {
				t.Errorf("%s, %s:\n%s", path, scheme, strings.Join(found, "\n"))
			}
		}
	}
}

// The pages are HTML as the standard has it.
func TestPagesConform(t *testing.T) {
	validate := npmTool(t, ".bin/html-validate")
	dir := t.TempDir()
	cfg, err := mdmedia.LoadConfig("examples/blog/mdmedia.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Out, cfg.Site.URL, cfg.Mermaid.Render = filepath.Join(dir, "out"), "https://example.com", "off"
	cfg.Store.Dir, cfg.Delivery.Cloudinary = filepath.Join(dir, "bucket"), &mdmedia.CloudinaryConfig{Cloud: "demo", Product: "upload", Prefix: "blog"}
	if err := os.CopyFS(filepath.Join(dir, "blog"), os.DirFS("examples/blog")); err != nil {
		t.Fatal(err)
	}
	site, err := mdmedia.Open(cfg, mdmedia.Options{Dir: filepath.Join(dir, "blog"), CacheDir: "-", Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	rep, err := site.Build(t.Context(), mdmedia.BuildOptions{})
	if err != nil || len(rep.Problems) > 0 {
		t.Fatal(err, rep.Problems)
	}
	config, _ := json.Marshal(map[string]any{"root": true, "extends": []string{"html-validate:standard"}})
	if err := os.WriteFile(filepath.Join(dir, ".htmlvalidate.json"), config, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), validate, "--formatter", "text", "out")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
