package placeholder

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kovidgoyal/imaging"

	"github.com/mdmedia/mdmedia/internal/media/probe"
)

// drawing is the picture in testdata: a gradient, a bright disc, a dark corner.
func drawing() *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, 192, 128))
	for y := range 128 {
		for x := range 192 {
			c := color.NRGBA{uint8(200 - y/2), uint8(60 + x/2), uint8(30 + y), 255}
			if (x-140)*(x-140)+(y-40)*(y-40) < 900 {
				c = color.NRGBA{250, 240, 120, 255}
			}
			if x < 48 && y > 96 {
				c = color.NRGBA{20, 30, 40, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

var types = map[string]string{".jpg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}

func testdata(t testing.TB) map[string][]byte {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	all := map[string][]byte{}
	for _, name := range files {
		if types[filepath.Ext(name)] == "" {
			continue
		}
		if all[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// cell is the mean of a picture's part under a cell of w by h.
func cell(m *image.NRGBA, x, y, w, h int) (mean [3]int) {
	b := m.Bounds()
	n := 0
	for py := range b.Dy() {
		for px := range b.Dx() {
			if py*h/b.Dy() != y || px*w/b.Dx() != x {
				continue
			}
			c := m.NRGBAAt(px, py)
			mean[0], mean[1], mean[2] = mean[0]+int(c.R), mean[1]+int(c.G), mean[2]+int(c.B)
			n++
		}
	}
	for i := range mean {
		mean[i] /= n
	}
	return mean
}

// Every kind of file gives in few cells what decoding it gives, and about the
// same colour.
func TestFiles(t *testing.T) {
	for name, data := range testdata(t) {
		ctype := types[filepath.Ext(name)]
		info := probe.Read(bytes.NewReader(data), int64(len(data)), ctype)
		d := new(decoder)
		d.open(bytes.NewReader(data), int64(len(data)), true)
		if !d.decode(ctype, info) || !d.grid.filled() {
			t.Errorf("%s cannot be read", name)
			continue
		}
		got := d.shown()
		w, h := got.Rect.Dx(), got.Rect.Dy()
		if w < 6 || h < 4 {
			t.Errorf("%s: %d by %d cells", name, w, h)
		}
		if worst := worstCell(t, got, data); worst > 6 {
			t.Errorf("%s: a cell is off by %d", name, worst)
		}
		var r, g, b int
		p := made(data, ctype, true)
		if _, err := fmt.Sscanf(p.Color, "#%02x%02x%02x", &r, &g, &b); err != nil || p.Thumb == "" {
			t.Errorf("%s: %+v", name, p)
		}
		if !strings.HasPrefix(name, "grey") && (abs(r-170) > 30 || abs(g-130) > 50 || abs(b-90) > 50) {
			t.Errorf("%s: the dominant colour is %s", name, p.Color)
		}
	}
}

// worstCell is how far the cells are from what decoding the picture gives.
func worstCell(t *testing.T, got *image.NRGBA, data []byte) (worst int) {
	t.Helper()
	whole, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	want := imaging.Clone(whole)
	w, h := got.Rect.Dx(), got.Rect.Dy()
	for y := range h {
		for x := range w {
			mean, c := cell(want, x, y, w, h), got.NRGBAAt(x, y)
			for i, v := range [3]byte{c.R, c.G, c.B} {
				worst = max(worst, abs(mean[i]-int(v)))
			}
		}
	}
	return worst
}

// Four channels are inks if the file says so, and are not known if it says
// nothing.
func TestInks(t *testing.T) {
	data := bytes.Clone(testdata(t)["cmyk.jpg"])
	adobe := bytes.Index(data, []byte("Adobe"))
	data[adobe+11] = 0 // the colours are not transformed
	d := new(decoder)
	d.open(bytes.NewReader(data), int64(len(data)), true)
	if !d.readJPEG() || !d.grid.filled() {
		t.Fatal("cannot be read")
	}
	if worst := worstCell(t, d.shown(), data); worst > 6 {
		t.Errorf("a cell is off by %d", worst)
	}
	copy(data[adobe:], "Other")
	if p := made(data, "image/jpeg", true); p != (Placeholder{}) {
		t.Errorf("%+v", p)
	}
}

// The dominant colour is one of the picture's, not the mean of all.
func TestDominantColor(t *testing.T) {
	page := image.NewNRGBA(image.Rect(0, 0, 300, 200))
	for i := range page.Pix {
		page.Pix[i] = 0xff
	}
	for y := range 70 { // a black third
		for x := range 300 {
			page.SetNRGBA(x, y, color.NRGBA{A: 255})
		}
	}
	if got := made(asPNG(t, page), "image/png", false); got.Color != "#ffffff" || got.Thumb != "" {
		t.Errorf("%+v", got)
	}
	if got := made(asJPEG(t, page), "image/jpeg", false).Color; got != "#ffffff" {
		t.Error(got)
	}
}

// What can be seen through has no placeholder; an alpha channel without a
// transparent pixel, as of many screenshots, is no hindrance.
func TestTransparency(t *testing.T) {
	m := drawing()
	m.SetNRGBA(191, 127, color.NRGBA{1, 2, 3, 254})
	if p := made(asPNG(t, m), "image/png", true); p != (Placeholder{}) {
		t.Errorf("%+v", p)
	}
	pal := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.White, color.Transparent})
	if p := made(asPNG(t, pal), "image/png", true); p.Color != "#ffffff" {
		t.Errorf("%+v", p)
	}
	pal.Pix[0] = 1
	if p := made(asPNG(t, pal), "image/png", true); p != (Placeholder{}) {
		t.Errorf("%+v", p)
	}
}

func TestTypesWithoutPlaceholder(t *testing.T) {
	for _, ctype := range []string{"image/svg+xml", "video/mp4", "image/avif", "audio/mpeg", ""} {
		if Has(ctype) || Make(bytes.NewReader(nil), 0, ctype, probe.Info{Width: 5, Height: 5}, true) != (Placeholder{}) {
			t.Error(ctype)
		}
	}
}

// Exif says how a picture is turned, and its ThumbHash is of what is shown.
func TestOrientation(t *testing.T) {
	upright := asJPEG(t, drawing())
	for orientation := 1; orientation <= 8; orientation++ {
		exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + string(rune(orientation)) + "\x00\x00\x00\x00\x00\x00\x00"
		turned := bytes.Join([][]byte{upright[:2], {0xff, 0xe1, 0, byte(2 + len(exif))}, []byte(exif), upright[2:]}, nil)
		img := shown(t, made(turned, "image/jpeg", true).Thumb)
		if wide := img.Bounds().Dx() > img.Bounds().Dy(); wide != (orientation < 5) {
			t.Errorf("%d: %v", orientation, img.Bounds())
		}
		// The dark corner is at the lower left of the pixels.
		corner := [9]image.Point{1: {0, 1}, 2: {1, 1}, 3: {1, 0}, 4: {0, 0}, 5: {1, 0}, 6: {0, 0}, 7: {0, 1}, 8: {1, 1}}[orientation]
		for x := range 2 {
			for y := range 2 {
				dark := brightness(img, x, y) < 60
				if dark != (corner == image.Pt(x, y)) {
					t.Errorf("%d: the brightness at %d, %d is %d", orientation, x, y, brightness(img, x, y))
				}
			}
		}
	}
}

func brightness(img image.Image, cornerX, cornerY int) int {
	b := img.Bounds()
	c := color.GrayModel.Convert(img.At(cornerX*(b.Dx()-1), cornerY*(b.Dy()-1))).(color.Gray)
	return int(c.Y)
}

// shown decodes what a page gets for a ThumbHash.
func shown(t *testing.T, thumb string) image.Image {
	t.Helper()
	uri := DataURI(thumb)
	data, ok := strings.CutPrefix(uri, "data:image/png;base64,")
	raw, err := base64.StdEncoding.DecodeString(data)
	if !ok || err != nil || len(uri) > 1400 {
		t.Fatalf("%d bytes, %v: %.60s", len(uri), err, uri)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestDataURIOfNonsense(t *testing.T) {
	for _, s := range []string{"", "!", "AAAA", "AAAAAAA", strings.Repeat("_", 100)} {
		if uri := DataURI(s); uri != "" && !strings.HasPrefix(uri, "data:image/png;base64,") {
			t.Errorf("%q: %s", s, uri)
		}
	}
	if DataURI("AAAA") != "" {
		t.Error("a hash of three bytes")
	}
}
