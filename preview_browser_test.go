package mdmedia_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/mdmedia/mdmedia"
	"github.com/mdmedia/mdmedia/internal/browsertest"
	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// A tab is a page in a real browser.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func openTab(t *testing.T, url string) tab {
	t.Helper()
	browser := mermaid.FindBrowser()
	if browser == "" {
		t.Skip("no Chromium here")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.UserDataDir(browsertest.Profile(t)), chromedp.WindowSize(900, 700))
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	return tab{t, ctx}
}

func (tb tab) eval(js string, result any) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.Evaluate(js, result)); err != nil {
		tb.t.Fatalf("%s: %v", js, err)
	}
}

// until waits for a condition in the page, which may be loaded anew meanwhile.
func (tb tab) until(js string) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, 30*time.Second)
	defer cancel()
	for {
		var ok bool
		err := chromedp.Run(ctx, chromedp.Evaluate("Boolean("+js+")", &ok))
		switch {
		case err == nil && ok:
			return
		case ctx.Err() != nil:
			var html string
			tb.eval("document.documentElement.outerHTML", &html)
			tb.t.Fatalf("never: %s: %v\n%.1500s", js, err, html)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// What an author saves is in the page a moment later: what changed is swapped,
// and the rest stays as it is, scrolled to where it was.
func TestPreviewInBrowser(t *testing.T) {
	w := newWatched(t)
	text := func(word, image string) string {
		var b strings.Builder
		b.WriteString("---\ntitle: A\n---\n")
		for i := range 40 {
			fmt.Fprintf(&b, "Paragraph %d of many words that fill the page.\n\n", i)
			if i == 20 {
				fmt.Fprintf(&b, "The %s is here.\n\n![x](%s?tx=c_limit,w_500/e_grayscale)\n\n", word, image)
			}
		}
		return b.String()
	}
	w.write("content/posts/a.md", text("old word", "x.png"))
	w.write("content/posts/x.png", wide(100))
	cfg := previewed
	cfg.Mermaid = mdmedia.MermaidConfig{}
	cfg.Store.S3 = &mdmedia.S3Config{Bucket: "b"}
	cfg.Delivery.Cloudinary = &mdmedia.CloudinaryConfig{Cloud: "demo"}
	w.show(cfg, mdmedia.PreviewOptions{})
	srv := httptest.NewServer(w.preview)
	defer srv.Close()
	defer w.preview.Close() // ends the streams, for which the server waits

	tb := openTab(t, srv.URL+"/a/")
	tb.until("document.querySelector('img').naturalWidth === 100")
	tb.eval(`window.mine = true; window.scrollTo(0, 400);
		window.first = document.querySelectorAll("p")[0]; window.image = document.querySelector("img"); 0`, nil)
	still := `window.mine && scrollY === 400 && window.first === document.querySelectorAll("p")[0] && window.image === document.querySelector("img")`

	w.write("content/posts/a.md", text("new word", "x.png"))
	tb.until(`document.body.innerText.includes("new word") && !document.body.innerText.includes("old word")`)
	tb.until(still)

	w.write("content/posts/x.png", wide(120)) // the same address
	tb.until("document.querySelector('img').naturalWidth === 120")
	tb.until(still)

	w.write("content/posts/a.md", text("new word", "y.png"))
	tb.until(`document.querySelector("mdmedia-problems")?.shadowRoot.textContent.includes('"y.png" not found')`)
	var href string
	tb.eval(`document.querySelector("mdmedia-problems").shadowRoot.querySelector("a").href`, &href)
	if want := "vscode://file" + w.path("content/posts/a.md") + ":48:6"; href != want {
		t.Errorf("the editor is opened at %s, want %s", href, want)
	}
	tb.until(`document.querySelector("mdmedia-problems").shadowRoot.querySelector("mark").textContent === "y.png"`)
	tb.until(still + ` && image.naturalWidth === 120`)

	w.write("content/posts/y.png", wide(140))
	tb.until(`!document.querySelector("mdmedia-problems") && document.querySelector('img').naturalWidth === 140`)
	tb.until(still)

	w.write("content/posts/a.md", text("last word", "y.png")+"```mermaid\ngraph TD\n  A[One] --> B[Two]\n```\n")
	if r, err := mermaid.NewEmbedded(mermaid.EmbeddedOptions{}); err != nil { // a bare go test, without make bundle
		tb.until(`document.querySelector("mdmedia-problems")?.shadowRoot.textContent.includes("without Mermaid")`)
	} else {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		tb.until(`document.querySelector(".mermaid-diagram svg")?.textContent.includes("Two")`)
		w.write("content/posts/a.md", text("last word", "y.png")+"```mermaid\ngraph TD\n  A[One] --> B[Three]\n```\n")
		tb.until(`document.querySelector(".mermaid-diagram svg").textContent.includes("Three")`)
		tb.until(still)
	}

	w.write("content/posts/a.md", text("very last word", "y.png"))
	tb.until(`document.body.innerText.includes("very last word") && !document.querySelector("mdmedia-problems")`)

	other := openTab(t, srv.URL+"/b/")
	other.until(`document.title === "No page here"`)
	w.write("content/posts/b.md", "---\ntitle: B\n---\n# Now there is one\n")
	other.until(`document.title.startsWith("B") && document.body.innerText.includes("Now there is one")`)

	list := openTab(t, srv.URL+"/_mdmedia/")
	list.until(`document.body.innerText.includes("2 posts")`)
	w.write("content/posts/c.md", "---\ntitle: Third\ndate: 2024-99-01\n---\n")
	list.until(`document.body.innerText.includes("3 posts") && document.querySelector(".problems")?.innerText.includes("c.md:3")`)
}

// wide is a PNG of a width.
func wide(w int) string {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, w, 40)))
	return b.String()
}
