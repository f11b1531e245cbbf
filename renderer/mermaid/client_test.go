package mermaid

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/mdmedia/mdmedia/internal/browsertest"
)

func TestClientDraw(t *testing.T) {
	e := NewClient(ClientOptions{})
	src := "flowchart LR\n  A[\"x < y & <b>\"] --> B\n"
	out, err := e.Draw(t.Context(), diagram(src))
	if err != nil {
		t.Fatal(err)
	}
	// The library's own output.
	want := `<pre class="mermaid">flowchart LR` + "\n" + `  A[&#34;x &lt; y &amp; &lt;b&gt;&#34;] --&gt; B` + "\n</pre>"
	if string(out.HTML) != want || html.UnescapeString(strings.TrimPrefix(want, `<pre class="mermaid">`)) != src+"</pre>" {
		t.Errorf("\n got %s\nwant %s", out.HTML, want)
	}
	begin := `<script src="https://cdn.jsdelivr.net/npm/mermaid@12.3.0/dist/mermaid.min.js" integrity="sha384-HHW54r639fK42Ip0coGF3mz8oSiGn0eEoWNTLs75X7H63pLSDBa0Tqs0RwGmLlXE" crossorigin="anonymous"></script><script>mermaid.initialize({startOnLoad: true});</script>`
	script := string(out.Script)
	if !strings.HasPrefix(script, begin) || strings.Count(script, "<script") != 3 || strings.Count(script, "</script>") != 3 {
		t.Errorf("script %s", script)
	}
	for _, part := range []string{`"layout":"dagre"`, `"look":"classic"`, `"theme":"default"`, `"theme":"dark"`, `"startOnLoad":true`, `prefers-color-scheme`} {
		if !strings.Contains(script, part) {
			t.Errorf("the script has no %s", part)
		}
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	var se *SyntaxError
	if _, err := e.Draw(t.Context(), diagram(" \n")); !errors.As(err, &se) || se.Line != 1 {
		t.Errorf("an empty diagram: %v", err)
	}
}

func TestClientOptions(t *testing.T) {
	out, err := NewClient(ClientOptions{URL: `/js/m.js?a=1&b="2"`, Theme: "forest"}).Draw(t.Context(), diagram("pie"))
	if err != nil {
		t.Fatal(err)
	}
	s := string(out.Script)
	if !strings.HasPrefix(s, `<script src="/js/m.js?a=1&amp;b=&#34;2&#34;"></script>`) || strings.Contains(s, `"theme":"dark"`) || !strings.Contains(s, `"theme":"forest"`) {
		t.Errorf("script %s", s)
	}
	out, _ = NewClient(ClientOptions{URL: "https://x.org/m.js", Integrity: "sha384-abc"}).Draw(t.Context(), diagram("pie"))
	if !strings.HasPrefix(string(out.Script), `<script src="https://x.org/m.js" integrity="sha384-abc" crossorigin="anonymous"></script>`) {
		t.Errorf("script %s", out.Script)
	}
	for _, tt := range []struct {
		o    ClientOptions
		want string
	}{
		{ClientOptions{URL: "javascript:alert(1)"}, `mermaid: "javascript:alert(1)" is not where a page can load a script from: use an https:// URL or a path on the site, such as /js/mermaid.min.js`},
		{ClientOptions{URL: "a b.js"}, `mermaid: "a b.js" is not where a page can load a script from: use an https:// URL or a path on the site, such as /js/mermaid.min.js`},
		{ClientOptions{Theme: "</script>"}, `mermaid: theme "</script>" is not a theme's name: use default, dark, forest, neutral or base`},
	} {
		if _, err := NewClient(tt.o).Draw(t.Context(), diagram("pie")); err == nil || err.Error() != tt.want {
			t.Errorf("\n got %v\nwant %s", err, tt.want)
		}
	}
}

// The hash in the pages is that of the release.
func TestDefaultIntegrity(t *testing.T) {
	b, err := os.ReadFile(mermaidScript(t))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum384(b)
	if got := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); got != defaultIntegrity {
		t.Errorf("%s, want %s: is it mermaid %s?", got, defaultIntegrity, DefaultVersion)
	}
}

// A page with the client engine's output, in a browser: two diagrams drawn,
// the script once, and drawn again in the other colours when the scheme
// changes.
func TestClientInBrowser(t *testing.T) {
	script := mermaidScript(t)
	e := NewClient(ClientOptions{URL: "/mermaid.min.js"})
	page := "<!DOCTYPE html><html><body>"
	var last Drawing
	for _, src := range []string{samples["flowchart"], samples["sequence"]} {
		var err error
		if last, err = e.Draw(t.Context(), diagram(src)); err != nil {
			t.Fatal(err)
		}
		page += string(last.HTML)
	}
	page += string(last.Script) + "</body></html>"
	mux := http.NewServeMux()
	mux.HandleFunc("/mermaid.min.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, script) })
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()

	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(FindBrowser()), chromedp.UserDataDir(browsertest.Profile(t)))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	// The browser lives as long as the context of its first action, and is
	// ended gently, so that it removes its files.
	browserCtx := ctx
	if err := chromedp.Run(browserCtx); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := chromedp.Cancel(browserCtx); err != nil {
			t.Error(err)
		}
	}()
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()

	scheme := func(value string) chromedp.Action {
		return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}})
	}
	// The colour of the first node, once both diagrams are drawn in another
	// colour than before.
	const drawn = `(() => {
		const all = document.querySelectorAll("pre.mermaid svg");
		const node = document.querySelector("pre.mermaid svg .node rect");
		const fill = node && getComputedStyle(node).fill;
		return all.length === 2 && fill !== before && fill;
	})()`
	var light, dark string
	err := chromedp.Run(ctx,
		scheme("light"),
		chromedp.Navigate(srv.URL),
		chromedp.Evaluate(`window.before = ""`, nil),
		chromedp.Poll(drawn, &light),
	)
	if err != nil {
		t.Fatal(err)
	}
	err = chromedp.Run(ctx,
		chromedp.Evaluate("window.before = "+literal(light), nil),
		scheme("dark"),
		chromedp.Poll(drawn, &dark),
	)
	if err != nil {
		t.Fatal(err)
	}
	if light != "rgb(236, 236, 255)" || dark != "rgb(31, 32, 32)" {
		t.Errorf("light %s, dark %s", light, dark)
	}
}
