package mdmedia

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// otherHost is a server with a picture, and how often it was asked for that and
// answered with its bytes.
type otherHost struct {
	*httptest.Server
	picture     atomic.Pointer[string]
	changed     atomic.Int64
	asked, sent atomic.Int32
}

func newOtherHost(t *testing.T) *otherHost {
	e := &otherHost{}
	first := picturePNG(t, 5, 4)
	e.picture.Store(&first)
	e.changed.Store(1_700_000_000)
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.asked.Add(1)
		body := *e.picture.Load()
		if r.URL.Path == "/page" {
			body = "<!doctype html><p>not a picture"
		}
		if r.URL.Path == "/half.png" {
			body = body[:len(body)-12]
		}
		if r.Header.Get("If-Modified-Since") == "" || e.changed.Load() > 1_700_000_000 {
			e.sent.Add(1)
		}
		http.ServeContent(w, r, "", time.Unix(e.changed.Load(), 0), strings.NewReader(body))
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *otherHost) open(t *testing.T, dir, post string) *Site {
	t.Helper()
	writeFile(t, filepath.Join(dir, "posts", "p.md"), post)
	cfg := Config{Content: "posts", Mirror: []string{"127.0.0.1"}, Store: StoreConfig{Dir: "bucket"}, Delivery: DeliveryConfig{Local: "/m"}}
	s, err := Open(cfg, Options{Dir: dir, CacheDir: filepath.Join(dir, "cache"), Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	s.mirrorAddress = netip.Addr.IsLoopback
	t.Cleanup(func() { s.Close() })
	return s
}

func built(t *testing.T, s *Site, o BuildOptions) (*Report, string) {
	t.Helper()
	rep, err := s.Build(t.Context(), o)
	if err != nil || rep.Failed() {
		t.Fatal(err, rep)
	}
	page, err := os.ReadFile(filepath.Join(s.OutDir(), "p", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	return rep, string(page)
}

// A picture is copied once and then is a file like others: nothing changed is no
// network, also without the cache and offline; sync --verify asks whether it has
// changed.
func TestMirror(t *testing.T) {
	e, dir := newOtherHost(t), t.TempDir()
	s := e.open(t, dir, "![One]("+e.URL+"/a%20b.png?x=1) and ![again]("+e.URL+"/a%20b.png?x=1)\n")
	if rep, err := s.Check(t.Context(), CheckOptions{}); err != nil || rep.Failed() || e.asked.Load() != 0 {
		t.Fatal("check uses the network", rep, err)
	}
	rep, page := built(t, s, BuildOptions{})
	if e.asked.Load() != 1 || rep.Uploaded != 1 || !strings.Contains(page, `src="/m/images/127.0.0.1/`) || !strings.Contains(page, `width="5" height="4"`) {
		t.Fatalf("asked %d times: %+v\n%s", e.asked.Load(), rep, page)
	}
	_ = os.RemoveAll(filepath.Join(dir, "cache"))
	for _, o := range []BuildOptions{{}, {}, {Offline: true}} {
		if _, again := built(t, s, o); again != page || e.asked.Load() != 1 {
			t.Errorf("%+v: asked %d times", o, e.asked.Load())
		}
	}

	if rep, err := s.Sync(t.Context(), SyncOptions{Verify: true}); err != nil || rep.Uploaded != 0 || e.asked.Load() != 2 || e.sent.Load() != 1 {
		t.Errorf("unchanged: %+v, %v, asked %d times", rep, err, e.asked.Load())
	}
	other := picturePNG(t, 9, 4)
	e.picture.Store(&other)
	e.changed.Store(1_700_000_500)
	if rep, err := s.Sync(t.Context(), SyncOptions{Verify: true}); err != nil || rep.Failed() || rep.Uploaded != 1 {
		t.Errorf("changed: %+v, %v", rep, err)
	}
	if _, page := built(t, s, BuildOptions{}); !strings.Contains(page, `width="9"`) {
		t.Error(page)
	}
}

// What cannot be copied is a warning, and the link stays; other hosts are left
// alone in silence.
func TestMirrorLeavesWhatItCannotCopy(t *testing.T) {
	e := newOtherHost(t)
	post := "![A](" + e.URL + "/page)\n\n![B](https://other.example/b.png)\n"
	s := e.open(t, t.TempDir(), post)
	rep, page := built(t, s, BuildOptions{})
	if len(rep.Problems) != 1 || rep.Problems[0].Line != 1 || rep.Problems[0].Message != e.URL+"/page cannot be copied: it is not an image; the link is left as it is" ||
		rep.Remote != 2 || !strings.Contains(page, `src="`+e.URL+`/page"`) || !strings.Contains(page, `src="https://other.example/b.png"`) {
		t.Errorf("%+v\n%s", rep, page)
	}
	s = e.open(t, t.TempDir(), "![A]("+e.URL+"/half.png)\n")
	rep, _ = built(t, s, BuildOptions{})
	if want := e.URL + "/half.png cannot be copied: it is cut off: its end (IEND) is missing; the link is left as it is"; len(rep.Problems) != 1 || rep.Problems[0].Message != want {
		t.Errorf("%+v", rep.Problems)
	}
	s = e.open(t, t.TempDir(), "![A]("+e.URL+"/a.png)\n")
	before := e.asked.Load()
	if rep, page := built(t, s, BuildOptions{Offline: true}); len(rep.Problems) != 0 || !strings.Contains(page, `src="`+e.URL+`/a.png"`) {
		t.Errorf("%+v\n%s", rep, page)
	}
	if e.asked.Load() != before {
		t.Error("offline it was asked")
	}
	if rep, page := built(t, s, BuildOptions{}); rep.Uploaded != 1 || !strings.Contains(page, `src="/m/images/127.0.0.1/`) {
		t.Errorf("with a network again: %+v\n%s", rep, page) // the memo of the offline run is no hindrance
	}
	s = e.open(t, t.TempDir(), "![A]("+e.URL+"/a.png)\n")
	s.mirrorAddress = nil
	if rep, _ := built(t, s, BuildOptions{}); len(rep.Problems) != 1 || !strings.Contains(rep.Problems[0].Message, "127.0.0.1 is not an address of the public internet") {
		t.Errorf("%+v", rep)
	}
}

func TestMirrorsHost(t *testing.T) {
	s := &Site{cfg: Config{Mirror: []string{"img.example.com", "*.example.org"}}}
	for host, want := range map[string]bool{
		"img.example.com": true, "IMG.example.com": true, "example.com": false, "a.img.example.com": false,
		"a.example.org": true, "a.b.Example.org": true, "example.org": false, "notexample.org": false, ".example.org": false,
	} {
		if got := s.mirrorsHost(host); got != want {
			t.Errorf("%s: %t", host, got)
		}
	}
}
