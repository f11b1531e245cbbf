package localcloud_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "golang.org/x/image/webp"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	"github.com/mdmedia/mdmedia/renderer/cloudinary/localcloud"
)

// A bucket holds originals in memory.
type bucket map[string][]byte

type memFile struct{ *bytes.Reader }

func (memFile) Close() error { return nil }

func (b bucket) open(key string) (*localcloud.Original, error) {
	data, ok := b[key]
	if !ok {
		return nil, fs.ErrNotExist
	}
	ctype := http.DetectContentType(data)
	if strings.HasSuffix(key, ".svg") {
		ctype = "image/svg+xml"
	}
	return &localcloud.Original{ReadSeekCloser: memFile{bytes.NewReader(data)}, Type: ctype, Version: fmt.Sprint(crc32.ChecksumIEEE(data))}, nil
}

// photo is a picture with a red upper left corner.
func photo(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(40 + 80*x/w), 90, uint8(40 + 150*y/h), 255}
			if x < w/2 && y < h/2 {
				c = color.NRGBA{230, 20, 20, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(img image.Image) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 90})
	return b.Bytes()
}

func asPNG(img image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

func moving() []byte {
	var g gif.GIF
	for i := range 3 {
		f := image.NewPaletted(image.Rect(0, 0, 20, 10), color.Palette{color.Black, color.White})
		f.SetColorIndex(i, 0, 1)
		g.Image, g.Delay = append(g.Image, f), append(g.Delay, 10)
	}
	var b bytes.Buffer
	_ = gif.EncodeAll(&b, &g)
	return b.Bytes()
}

// mp4 is the beginning of one, which is all that is looked at.
var mp4 = append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), make([]byte, 600)...)

var files = bucket{
	"images/a/photo.jpg": asJPEG(photo(800, 600)), "images/a/shot.png": asPNG(photo(640, 400)), "images/a/clip.mp4": mp4,
	"images/a/moving.gif": moving(), "images/a/plan.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`),
	"images/a/100% ü+?#.png": asPNG(photo(30, 20)), "u_2/x.png": asPNG(photo(30, 20)), "v1/x.png": asPNG(photo(30, 20)), "w_5,h_5/x.png": asPNG(photo(30, 20)),
	"clear.png": asPNG(image.NewNRGBA(image.Rect(0, 0, 40, 40))),
}

func handler(t testing.TB, c localcloud.Config) *localcloud.Handler {
	t.Helper()
	if c.Open == nil {
		c.Open = files.open
	}
	if c.Delivery.Cloud == "" {
		c.Delivery.Cloud = "demo"
	}
	h, err := localcloud.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

const webpToo = "image/avif,image/webp,image/*,*/*;q=0.8"

func get(h http.Handler, target, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func sizeOf(t *testing.T, w *httptest.ResponseRecorder) (string, image.Point) {
	t.Helper()
	cfg, format, err := image.DecodeConfig(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Header(), err)
	}
	return format, image.Pt(cfg.Width, cfg.Height)
}

// Every URL that package cloudinary writes leads to its original.
func TestEveryURLIsUnderstood(t *testing.T) {
	for _, d := range []cloudinary.Config{
		{Cloud: "demo"},
		{Cloud: "demo", Prefix: "blog/images"},
		{Cloud: "demo", Domain: "media.example.com"},
		{Cloud: "demo", Product: cloudinary.Upload},
		{Cloud: "demo", Product: cloudinary.Upload, Prefix: "mapped"},
		{Cloud: "demo", Product: cloudinary.Upload, PrivateCDN: true, Sign: cloudinary.SHA1, Secret: "x"},
		{Cloud: "demo", Product: cloudinary.Upload, Domain: "media.example.com", Sign: cloudinary.SHA256Long, Secret: "x"},
		{Cloud: "demo", Product: cloudinary.Fetch, Prefix: "https://bucket.s3.amazonaws.com/a b"},
	} {
		h := handler(t, localcloud.Config{Delivery: d})
		for key, data := range files {
			for _, tx := range []string{"", "w_10", "q_auto,f_auto,w_10/c_fill,w_5,h_5,ar_1:1"} {
				urls, err := cloudinary.New(d)
				if err != nil {
					t.Fatal(err)
				}
				original, _ := files.open(key)
				text, err := urls.URL(key, original.Type, tx)
				if err != nil {
					continue // not a key for this product
				}
				u, err := url.Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				w := get(h, u.RequestURI(), "")
				if w.Code != http.StatusOK {
					t.Errorf("%s: %d %s", text, w.Code, w.Header().Get("X-Cld-Error"))
				}
				if tx == "" && !bytes.Equal(w.Body.Bytes(), data) {
					t.Errorf("%s: not the original", text)
				}
			}
		}
	}
}

func TestFormats(t *testing.T) {
	h := handler(t, localcloud.Config{})
	for _, c := range []struct{ target, accept, format, size string }{
		{"/images/a/photo.jpg?tx=q_auto,f_auto,w_200", webpToo, "webp", "(200,150)"},
		{"/images/a/photo.jpg?tx=q_auto,f_auto,w_200", "image/png", "jpeg", "(200,150)"},
		{"/images/a/shot.png?tx=f_auto,w_200", webpToo, "webp", "(200,125)"},
		{"/images/a/shot.png?tx=f_auto,w_200", "", "jpeg", "(200,125)"},
		{"/clear.png?tx=f_auto,w_20", "", "png", "(20,20)"},
		{"/clear.png?tx=f_auto,w_20", webpToo, "webp", "(20,20)"},
		{"/clear.png?tx=f_jpg", webpToo, "jpeg", "(40,40)"},
		{"/images/a/shot.png?tx=w_200", webpToo, "png", "(200,125)"},
		{"/images/a/photo.jpg?tx=w_200", webpToo, "jpeg", "(200,150)"},
		{"/images/a/photo.jpg?tx=f_avif,w_200", webpToo, "webp", "(200,150)"},
		{"/images/a/photo.jpg?tx=f_png,c_fill,w_99,h_50,g_north", "", "png", "(99,50)"},
		{"/images/a/photo.jpg?tx=f_webp,e_blur:300", "", "webp", "(800,600)"},
		{"/images/a/moving.gif?tx=f_auto,w_10", webpToo, "gif", "(20,10)"},
		{"/images/a/clip.mp4?tx=so_0,f_jpg,w_320", "", "jpeg", "(320,180)"},
		{"/images/a/clip.mp4?tx=so_1.5,f_auto,c_fill,w_100,h_100", webpToo, "webp", "(100,100)"},
	} {
		w := get(h, c.target, c.accept)
		format, size := sizeOf(t, w)
		if format != c.format || size.String() != c.size || w.Header().Get("Content-Type") != "image/"+format {
			t.Errorf("%s: %s %v %v", c.target, format, size, w.Header())
		}
	}
	if d := h.Derived(); len(d) != 12 || d[0] != (localcloud.Derived{Key: "clear.png", Transform: "f_auto,w_20"}) {
		t.Errorf("%d derived assets: %v", len(d), d)
	}
}

// What need not be changed is sent as it is.
func TestOriginals(t *testing.T) {
	small := asJPEG(photo(8, 6)) // nothing makes it smaller
	h := handler(t, localcloud.Config{Open: bucket{"s.jpg": small, "p.svg": files["images/a/plan.svg"], "c.mp4": mp4, "broken.png": []byte("\x89PNG\r\n\x1a\nno more")}.open})
	for target, want := range map[string][]byte{
		"/s.jpg": small, "/s.jpg?tx=q_100,f_auto": small, "/p.svg?tx=w_20,f_auto": files["images/a/plan.svg"],
		"/c.mp4?tx=q_auto,f_auto,w_300": mp4, "/broken.png?tx=w_3": []byte("\x89PNG\r\n\x1a\nno more"),
	} {
		w := get(h, target, "")
		if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), want) {
			t.Errorf("%s: %d, %d bytes", target, w.Code, w.Body.Len())
		}
		if strings.Contains(target, ".svg") && !strings.Contains(w.Header().Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: an SVG with rights: %v", target, w.Header())
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/c.mp4", nil)
	r.Header.Set("Range", "bytes=4-7")
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusPartialContent || w.Body.String() != "ftyp" {
		t.Errorf("a part of a film: %d %q", w.Code, w.Body)
	}
}

func TestErrors(t *testing.T) {
	var mu sync.Mutex
	var events []localcloud.Event
	h := handler(t, localcloud.Config{MaxOutput: 1 << 20, Log: func(e localcloud.Event) {
		mu.Lock()
		defer mu.Unlock()
		events = append(events, e)
	}})
	for _, c := range []struct {
		target string
		code   int
		why    string
	}{
		{"/images/a/photo.jpg?tx=zz_3", 400, "Invalid transformation parameter - zz_3"},
		{"/images/a/photo.jpg?tx=w_x%0d%0aEvil:1", 400, "Invalid width in transformation: x  Evil:1"},
		{"/images/a/photo.jpg?tx=w_2000,h_2000", 400, "Maximum image size is 1.048576 Megapixels. Requested 4.00 Megapixels"},
		{"/images/a/photo.jpg?tx=" + strings.Repeat("w_1/", 33), 400, "Too many transformation components"},
		{"/images/a/photo.jpg?tx=" + strings.Repeat("w_1,", 3000), 400, "Transformation is too long"},
		{"/images/a/none.jpg?tx=w_1", 404, "Resource not found - images/a/none.jpg"},
		{"/", 404, "Resource not found - /"},
		{"/images/a/", 404, "Resource not found - /images/a/"},
		{"/../../etc/passwd", 404, "Resource not found - ../../etc/passwd"},
	} {
		w := get(h, c.target, webpToo)
		if w.Code != c.code || w.Header().Get("X-Cld-Error") != c.why {
			t.Errorf("%.60s: %d %q", c.target, w.Code, w.Header().Get("X-Cld-Error"))
		}
	}
	if len(events) != 9 {
		t.Errorf("%d events", len(events))
	}
	for range 3 {
		get(h, "/images/a/photo.jpg?tx=r_max,w_10", "")
	}
	if len(events) != 10 || events[9] != (localcloud.Event{URL: "/images/a/photo.jpg?tx=r_max,w_10", Message: "not shown in the preview: r_max", Method: "GET"}) {
		t.Errorf("%v", events[9:])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/images/a/photo.jpg", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	if _, err := localcloud.New(localcloud.Config{Open: files.open}); err == nil {
		t.Error("a handler for no cloud")
	}
	if _, err := localcloud.New(localcloud.Config{Delivery: cloudinary.Config{Cloud: "demo"}}); err == nil {
		t.Error("a handler without originals")
	}
}

func TestAskingAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	h := handler(t, localcloud.Config{CacheDir: dir})
	const target = "/images/a/photo.jpg?tx=f_auto,w_100"
	first := get(h, target, webpToo)
	if first.Header().Get("Vary") != "Accept" || first.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("%v", first.Header())
	}
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept", webpToo)
	r.Header.Set("If-None-Match", first.Header().Get("ETag"))
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("again: %d", w.Code)
	}
	if get(h, target, "").Header().Get("ETag") == first.Header().Get("ETag") {
		t.Error("WebP and JPEG have one tag")
	}
	// Another process finds it in the files, and a damaged one is made again.
	made, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(made) != 2 {
		t.Fatal(made, err)
	}
	for _, name := range made {
		if err := os.WriteFile(name, []byte("no"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if again := get(handler(t, localcloud.Config{CacheDir: dir}), target, webpToo); !bytes.Equal(again.Body.Bytes(), first.Body.Bytes()) {
		t.Error("another result from a damaged file")
	}
}

func TestBounds(t *testing.T) {
	dir := t.TempDir()
	h := handler(t, localcloud.Config{CacheDir: dir, MemoryBytes: 20_000, DiskBytes: 30_000})
	for i := range 60 {
		get(h, fmt.Sprintf("/images/a/photo.jpg?tx=f_png,w_%d", 20+i), "")
	}
	var total int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, _ error) error {
		if fi, err := d.Info(); err == nil && !d.IsDir() {
			total += fi.Size()
		}
		return nil
	})
	if total == 0 || total > 30_000 {
		t.Errorf("%d bytes in files", total)
	}
	// A picture that would take 10 GB is not even begun.
	w := get(handler(t, localcloud.Config{Open: bucket{"bomb.png": bomb(60_000, 60_000)}.open}), "/bomb.png?tx=w_10", "")
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Header().Get("X-Cld-Error"), "60000 x 60000") {
		t.Errorf("%d %q", w.Code, w.Header().Get("X-Cld-Error"))
	}
}

// bomb is a PNG that says it is large.
func bomb(w, h uint32) []byte {
	b := bytes.NewBufferString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		_ = binary.Write(b, binary.BigEndian, uint32(len(data)))
		b.WriteString(kind)
		b.Write(data)
		_ = binary.Write(b, binary.BigEndian, crc32.ChecksumIEEE(append([]byte(kind), data...)))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	chunk("IHDR", append(head, 8, 2, 0, 0, 0))
	var z bytes.Buffer
	zw := zlib.NewWriter(&z)
	_, _ = zw.Write(make([]byte, 1<<16))
	_ = zw.Close()
	chunk("IDAT", z.Bytes())
	chunk("IEND", nil)
	return b.Bytes()
}

func TestManyAtOnce(t *testing.T) {
	h := handler(t, localcloud.Config{})
	srv := httptest.NewServer(h)
	defer srv.Close()
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			resp, err := http.Get(fmt.Sprintf("%s/images/a/photo.jpg?tx=f_png,w_%d", srv.URL, 50+i%7))
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
				t.Error(resp.Status, err)
			}
		})
	}
	wg.Wait()
	if n := len(h.Derived()); n != 7 {
		t.Errorf("%d derived assets", n)
	}
}

// A picture that Exif turns is upright in the result (Exif 2.3, table 4:
// orientation).
func TestOrientation(t *testing.T) {
	for o := 1; o <= 8; o++ {
		h := handler(t, localcloud.Config{Open: bucket{"x.jpg": oriented(asJPEG(photo(80, 40)), o)}.open})
		img, _, err := image.Decode(get(h, "/x.jpg?tx=f_png,w_0.5", "").Body)
		if err != nil {
			t.Fatal(o, err)
		}
		want := image.Pt(40, 20)
		if o >= 5 {
			want = image.Pt(20, 40)
		}
		if img.Bounds().Size() != want {
			t.Errorf("orientation %d: %v", o, img.Bounds())
		}
		// The red corner is upper left in the file.
		corner := [9]image.Point{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}}[o]
		r, g, _, _ := img.At(3+corner.X*(want.X-7), 3+corner.Y*(want.Y-7)).RGBA()
		if r>>8 < 150 || g>>8 > 80 {
			t.Errorf("orientation %d: red is not at %v", o, corner)
		}
	}
}

// oriented puts an Exif segment with an orientation into a JPEG.
func oriented(data []byte, o int) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	tiff[18] = byte(o)
	seg := append([]byte("Exif\x00\x00"), tiff...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(seg)+2))...)
	return append(append(head, seg...), data[2:]...)
}

func BenchmarkColdPhoto(b *testing.B) {
	data := asJPEG(photo(4000, 3000))
	for i := 0; b.Loop(); i++ {
		h := handler(b, localcloud.Config{Open: bucket{"x.jpg": data}.open})
		if w := get(h, "/x.jpg?tx=q_auto,f_auto,w_550", webpToo); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

func BenchmarkWarmPhoto(b *testing.B) {
	h := handler(b, localcloud.Config{})
	for b.Loop() {
		if w := get(h, "/images/a/photo.jpg?tx=q_auto,f_auto,w_550", webpToo); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
