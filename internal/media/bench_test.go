package media

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/mdmedia/mdmedia/internal/media/mediatest"
)

// BenchmarkExamine compares it with hashing alone, on files on disk: 40,000 cold
// ones must cost a few percent more at most.
func BenchmarkExamine(b *testing.B) {
	noise := image.NewRGBA(image.Rect(0, 0, 480, 480))
	for i := range noise.Pix {
		noise.Pix[i] = byte(i * i >> 3 * i >> 7)
	}
	var photo, drawing bytes.Buffer
	if err := jpeg.Encode(&photo, noise, &jpeg.Options{Quality: 97}); err != nil {
		b.Fatal(err)
	}
	if err := png.Encode(&drawing, noise.SubImage(image.Rect(0, 0, 18, 18))); err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{"drawing.png": drawing.Bytes(), "photo.jpg": photo.Bytes(), "camera.jpg": located(b, 200<<10)} {
		file := filepath.Join(b.TempDir(), name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			b.Fatal(err)
		}
		run := func(way string, read func(f *os.File) error) {
			b.Run(fmt.Sprintf("%s-%d/%s", name, len(data), way), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f, err := os.Open(file)
					if err == nil {
						err = read(f)
					}
					if err != nil {
						b.Fatal(err)
					}
					f.Close()
				}
			})
		}
		run("Hash", func(f *os.File) error {
			_, _, err := Hash(f)
			return err
		})
		run("Examine", func(f *os.File) error {
			_, err := Examine(f, name, Options{StripLocation: true})
			return err
		})
	}
}

// 40,000 such files must take well under 2 s on 2 cores: 50 µs each and core
// would be 1 s.
func BenchmarkExamineInMemory(b *testing.B) {
	for name, data := range map[string][]byte{
		"4k.jpg":  append(encoded(b, "jpeg"), make([]byte, 4<<10)...),
		"40k.jpg": append(encoded(b, "jpeg"), make([]byte, 40<<10)...),
		"a.jpg":   encoded(b, "jpeg"),
		"a.mp4":   iso("isom"),
		"a.svg":   []byte("<svg/>"),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			f := mediatest.NewFile(data)
			for b.Loop() {
				if _, err := Examine(f, "posts/"+name, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
