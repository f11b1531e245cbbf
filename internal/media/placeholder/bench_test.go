package placeholder

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/probe"
)

// photo is a picture with detail everywhere.
func photo(w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			n := r.IntN(40)
			m.SetRGBA(x, y, color.RGBA{uint8(40 + 160*x/w + n), uint8(20 + 180*y/h + n/2), uint8(90 + n), 255})
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func made(data []byte, ctype string, thumb bool) Placeholder {
	info := probe.Read(bytes.NewReader(data), int64(len(data)), ctype)
	return Make(bytes.NewReader(data), int64(len(data)), ctype, info, thumb)
}

// Each is to take some microseconds for the small pictures, which sites have
// many of, and a fraction of the time of image.Decode for photographs.
func BenchmarkMake(b *testing.B) {
	for _, size := range []int{48, 480, 4000} {
		m := photo(size, size*3/4)
		for ctype, data := range map[string][]byte{"image/jpeg": asJPEG(b, m), "image/png": asPNG(b, m)} {
			info := probe.Read(bytes.NewReader(data), int64(len(data)), ctype)
			b.Run(ctype[6:]+"-"+strconv.Itoa(size)+"/Make", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if Make(bytes.NewReader(data), int64(len(data)), ctype, info, false).Color == "" {
						b.Fatal("none")
					}
				}
			})
			b.Run(ctype[6:]+"-"+strconv.Itoa(size)+"/Decode", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, _, err := image.Decode(bytes.NewReader(data)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
