package main

import (
	"bytes"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// The three sites have the same photographs, each other than the next.
func TestGenerate(t *testing.T) {
	b := &bench{options: options{photos: perPage}, dir: t.TempDir()}
	if err := b.generate(); err != nil {
		t.Fatal(err)
	}
	var first []byte
	for i := range 2 {
		data, err := os.ReadFile(filepath.Join(b.dir, "ours", "posts", "page-0", photoName(i)))
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || cfg.Width != photoWidth || cfg.Height != photoHeight || len(data) < 200<<10 || bytes.Equal(data, first) {
			t.Errorf("photo %d: %+v, %d bytes, %v", i, cfg, len(data), err)
		}
		first = data
		if hugo, err := os.ReadFile(filepath.Join(b.hugoPage(0), photoName(i))); err != nil || !bytes.Equal(hugo, data) {
			t.Errorf("Hugo's photo %d is another: %v", i, err)
		}
	}
	for _, name := range []string{"ours/mdmedia.yaml", "hugo/layouts/_markup/render-image.html", "eleventy/build.mjs"} {
		if _, err := os.Stat(filepath.Join(b.dir, filepath.FromSlash(name))); err != nil {
			t.Error(err)
		}
	}
}

func TestReport(t *testing.T) {
	got := report(options{photos: 20, runs: 3}, "v1", []row{{
		name: "mdmedia", cold: measure.Sample{Wall: 1500 * time.Millisecond, CPU: time.Second, Memory: 50e6},
		unchanged: measure.Sample{Wall: 70 * time.Millisecond}, pictures: 3, bytes: 2_500_000, phone: 9_861_760, desktop: 3_119_040,
	}})
	if want := "| mdmedia | 1.50 s | 1.00 s | 50 MB | 0.07 s | 3 | 2.5 MB | 9.9 | 3.1 |\n"; !strings.HasSuffix(got, want) || !strings.HasPrefix(got, "20 photographs of 2400 x 1600, ten a page") {
		t.Error(got)
	}
}
