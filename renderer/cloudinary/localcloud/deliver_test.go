package localcloud_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
)

func TestKey(t *testing.T) {
	optimizer := cloudinary.Config{Cloud: "demo", Prefix: "profile"}
	upload := cloudinary.Config{Cloud: "demo", Product: cloudinary.Upload, Prefix: "blog"}
	private := cloudinary.Config{Cloud: "demo", Product: cloudinary.Upload, PrivateCDN: true}
	fetch := cloudinary.Config{Cloud: "demo", Product: cloudinary.Fetch, Prefix: "https://a.example/b"}
	for _, c := range []struct {
		delivery  cloudinary.Config
		path, key string // "": none
	}{
		{optimizer, "/profile/a/b%20c.png", "a/b c.png"},
		{optimizer, "/other/a.png", ""},
		{optimizer, "/profile/", ""},
		{upload, "/demo/image/upload/s--abcdefgh--/w_1,h_2/f_auto/v12/blog/a%2525.png", "a%25.png"},
		{upload, "/demo/video/upload/blog/a.mp4", "a.mp4"},
		{upload, "/demo/image/upload/blog/u_2/a.png", "u_2/a.png"},
		{upload, "/other/image/upload/blog/a.png", ""},
		{upload, "/demo/image/private/blog/a.png", ""},
		{upload, "/demo/image/upload", ""},
		{upload, "/demo/image/upload/s--abcdefgh--", ""},
		{private, "/image/upload/u_2/a.png", "a.png"},
		{private, "/image/upload/v1/u_2/a.png", "u_2/a.png"},
		{fetch, "/demo/image/fetch/w_3/https://a.example/b/c%2520d.png", "c d.png"},
		{fetch, "/demo/image/fetch/https://elsewhere.example/c.png", ""},
		{private, "/image/upload/" + strings.Repeat("a_b/", 5000) + "a.png", ""},
	} {
		key, ok := handler(t, localcloud.Config{Delivery: c.delivery}).Key(c.path)
		if key != c.key || ok != (c.key != "") {
			t.Errorf("%.80s: %q %v, want %q", c.path, key, ok, c.key)
		}
	}
}

// That nothing is to be changed is remembered in the files, too, and is not
// taken for an empty picture by the next process.
func TestOriginalIsRemembered(t *testing.T) {
	dir := t.TempDir()
	small := asJPEG(photo(8, 6))
	for range 2 {
		h := handler(t, localcloud.Config{CacheDir: dir, Open: bucket{"s.jpg": small}.open})
		if w := get(h, "/s.jpg?tx=q_100,f_auto", ""); !bytes.Equal(w.Body.Bytes(), small) {
			t.Errorf("%d bytes, %v", w.Body.Len(), w.Header())
		}
	}
}

// The size of a video is read from its headers.
func TestFrame(t *testing.T) {
	film, err := os.ReadFile("../../../internal/media/probe/testdata/clip.mp4")
	if err != nil {
		t.Fatal(err)
	}
	h := handler(t, localcloud.Config{Open: bucket{"clip.mp4": film}.open, Delivery: cloudinary.Config{Cloud: "demo", Product: cloudinary.Upload}})
	_, whole := sizeOf(t, get(h, "/demo/video/upload/so_0/clip.jpg", ""))
	_, half := sizeOf(t, get(h, "/demo/video/upload/so_50p,w_0.5/clip.jpg", ""))
	if whole == image.Pt(1280, 720) || half.X != (whole.X+1)/2 {
		t.Errorf("%v, %v", whole, half)
	}
	if w := get(h, "/demo/video/upload/q_auto/clip.mp4", ""); !bytes.Equal(w.Body.Bytes(), film) {
		t.Errorf("the film: %d %v", w.Code, w.Header())
	}
}

// A drawing of few colours stays sharp: f_auto takes the lossless WebP where it
// is smaller.
func TestDrawing(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 400, 300))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for i := range 40 {
		draw.Draw(img, image.Rect(i*9, i*7, i*9+5, i*7+90), image.NewUniform(color.NRGBA{uint8(i * 6), 0, 200, 255}), image.Point{}, draw.Src)
	}
	h := handler(t, localcloud.Config{Open: bucket{"d.png": asPNG(img)}.open})
	got, _, err := image.Decode(get(h, "/d.png?tx=q_auto,f_auto,c_crop,w_200", webpToo).Body)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 300 {
		for x := range 200 {
			if a, b := color.NRGBAModel.Convert(got.At(x, y)), img.NRGBAAt(x+100, y); a != b {
				t.Fatalf("%d, %d: %v, want %v", x, y, a, b)
			}
		}
	}
}

// A lossy WebP keeps its black and white.
func TestWebPRange(t *testing.T) {
	for _, c := range []color.NRGBA{{0, 0, 0, 255}, {255, 255, 255, 255}, {230, 20, 20, 255}, {20, 200, 60, 128}} {
		img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
		draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		h := handler(t, localcloud.Config{Open: bucket{"x.png": asPNG(img)}.open})
		lossy := get(h, "/x.png?tx=f_webp,q_95,w_60", "").Body.Bytes()
		h = handler(t, localcloud.Config{Open: bucket{"x.webp": lossy}.open})
		got, _, err := image.Decode(get(h, "/x.webp?tx=f_png,w_20", "").Body)
		if err != nil {
			t.Fatal(err)
		}
		n := color.NRGBAModel.Convert(got.At(9, 9)).(color.NRGBA)
		for i, d := range []int{int(n.R) - int(c.R), int(n.G) - int(c.G), int(n.B) - int(c.B), int(n.A) - int(c.A)} {
			if d < -6 || d > 6 {
				t.Errorf("%v became %v (channel %d)", c, n, i)
			}
		}
	}
}

func TestHeaders(t *testing.T) {
	h := handler(t, localcloud.Config{})
	const target = "/images/a/photo.jpg?tx=f_auto,w_90,fl_attachment:my+file"
	w := get(h, target, "image/webp;q=0, */*")
	if d := w.Header().Get("Content-Disposition"); d != `attachment; filename="my+file.jpg"` && d != "attachment; filename=my+file.jpg" {
		t.Errorf("%q", d)
	}
	if w.Header().Get("Content-Type") != "image/jpeg" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%v", w.Header())
	}
	head := httptest.NewRecorder()
	h.ServeHTTP(head, httptest.NewRequest(http.MethodHead, target, nil))
	if head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
		t.Errorf("HEAD: %d %v", head.Code, head.Header())
	}
	long := get(h, "/"+strings.Repeat("x", 4000), "").Header().Get("X-Cld-Error")
	if len(long) > 400 {
		t.Errorf("an error of %d bytes", len(long))
	}
}

// Who waits and leaves is let go at once, as the first of a queue or behind
// others, and does not spoil it for those who stay.
func TestLeavingTheQueue(t *testing.T) {
	opened, goOn := make(chan struct{}, 9), make(chan struct{})
	slow := func(key string) (*localcloud.Original, error) {
		o, err := files.open("images/a/photo.jpg")
		if err == nil && key == "slow.jpg" {
			o.ReadSeekCloser = &waiting{o.ReadSeekCloser, opened, goOn, sync.Once{}}
		}
		return o, err
	}
	h := handler(t, localcloud.Config{Open: slow, Concurrency: 1})
	var wg sync.WaitGroup
	stay := func(target string) {
		wg.Go(func() {
			if w := get(h, target, ""); w.Code != http.StatusOK || w.Body.Len() == 0 {
				t.Errorf("%s: %d", target, w.Code)
			}
		})
	}
	leave := func(target string) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, target, nil))
		if w.Body.Len() != 0 {
			t.Errorf("%s: answered", target)
		}
	}
	stay("/slow.jpg?tx=w_10")
	<-opened
	leave("/slow.jpg?tx=w_10")
	leave("/quick.jpg?tx=w_10")
	for range 5 {
		stay("/quick.jpg?tx=w_10")
		leave("/quick.jpg?tx=w_10")
	}
	close(goOn)
	wg.Wait()
}

// A waiting file says that it is read, and goes on when it is told to.
type waiting struct {
	io.ReadSeekCloser
	opened chan<- struct{}
	goOn   <-chan struct{}
	once   sync.Once
}

func (f *waiting) Read(p []byte) (int, error) {
	f.once.Do(func() { f.opened <- struct{}{}; <-f.goOn })
	return f.ReadSeekCloser.Read(p)
}

// Whatever the URL, there is an answer, and always the same one.
func FuzzURL(f *testing.F) {
	for _, p := range []string{"/demo/image/upload/w_1/a.png", "/demo/image/upload/s--a--/v1/u_2/%zz", "/demo/video/upload/so_0,w_9/l_a,w_3/fl_layer_apply/clip.jpg", "/demo/raw/upload/$a_1/if_x/a"} {
		f.Add(p)
	}
	h := handler(f, localcloud.Config{Open: bucket{"a.png": asPNG(photo(6, 4)), "clip.mp4": mp4}.open, MaxOutput: 1 << 16,
		Delivery: cloudinary.Config{Cloud: "demo", Product: cloudinary.Upload}})
	f.Fuzz(func(t *testing.T, target string) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return
		}
		ask := func() *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, &http.Request{Method: http.MethodGet, URL: u, Header: http.Header{"Accept": {webpToo}}})
			return w
		}
		a, b := ask(), ask()
		if a.Code != b.Code || !bytes.Equal(a.Body.Bytes(), b.Body.Bytes()) {
			t.Fatalf("%d and %d", a.Code, b.Code)
		}
		if a.Code != 200 && (a.Code != 400 && a.Code != 404 || a.Header().Get("X-Cld-Error") == "") {
			t.Fatalf("%d %v", a.Code, a.Header())
		}
		if _, ok := h.Key(u.EscapedPath()); !ok && a.Code == 200 {
			t.Fatal("answered, but no key")
		}
	})
}
