package generatortest_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/mdmedia/mdmedia/internal/browsertest"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// cloud serves a folder of objects as Cloudinary would, under its own name.
func cloud(t *testing.T, bucket string) net.Addr {
	t.Helper()
	root, err := os.OpenRoot(bucket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	h, err := localcloud.New(localcloud.Config{
		Delivery: cloudinary.Config{Cloud: "demo"},
		Open: func(key string) (*localcloud.Original, error) {
			f, err := root.Open(filepath.FromSlash(key))
			if err != nil {
				return nil, err
			}
			return &localcloud.Original{ReadSeekCloser: f, Type: mime.TypeByExtension(path.Ext(key)), Version: key}, nil
		},
		Log: func(e localcloud.Event) { t.Errorf("Cloudinary would refuse %s: %s", e.URL, e.Message) },
	})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(h)
	srv.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	srv.Config.ErrorLog = nil
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv.Listener.Addr()
}

// newBrowser starts a browser for which the address of the CDN leads to addr.
func newBrowser(t *testing.T, addr net.Addr) context.Context {
	t.Helper()
	program := mermaid.FindBrowser()
	if program == "" {
		missing(t, "Chromium")
	}
	u, _ := url.Parse(cdn)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.UserDataDir(browsertest.Profile(t)),
		chromedp.WindowSize(900, 900), chromedp.IgnoreCertErrors,
		chromedp.Flag("host-resolver-rules", fmt.Sprintf("MAP %s %s", u.Host, addr)))
	if os.Getuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// seen waits until every picture of the page is loaded, and is an expression
// that is the list of those that are none.
const seen = `(async () => {
	const imgs = [...document.images];
	for (const i of imgs) i.loading = "eager";
	await Promise.all(imgs.map(i => i.decode().catch(() => {})));
	return imgs.filter(i => !i.naturalWidth).map(i => i.currentSrc || i.src);
})()`

// lookAt opens every page of a built site in a browser: each picture must have
// a width, and each diagram must be as wide as it says.
func lookAt(t *testing.T, b built, bucket string) {
	t.Helper()
	site := httptest.NewServer(http.FileServer(http.Dir(b.dir)))
	t.Cleanup(site.Close)
	tab := newBrowser(t, cloud(t, bucket))
	pictures := 0
	for _, page := range b.pages {
		var broken []string
		var n, flat int
		ctx, cancel := context.WithTimeout(tab, time.Minute)
		err := chromedp.Run(ctx, chromedp.Navigate(site.URL+"/"+page), chromedp.Evaluate(seen, &broken, awaitPromise),
			chromedp.Evaluate("document.images.length", &n),
			chromedp.Evaluate(`[...document.querySelectorAll(".mermaid-diagram svg")].filter(s => s.getBoundingClientRect().width < 20).length`, &flat))
		cancel()
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		pictures += n
		if len(broken) > 0 {
			t.Errorf("%s: no picture at %s", page, strings.Join(broken, ", "))
		}
		if flat > 0 {
			t.Errorf("%s: %d diagrams are not seen", page, flat)
		}
	}
	if pictures == 0 {
		t.Error("no page has a picture")
	}
}

func awaitPromise(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
