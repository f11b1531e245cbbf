package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A corpus is a site: posts in folders, each with its pictures beside it.
type corpus struct {
	folders, files int   // the files are spread evenly over the folders
	large          int64 // bytes of a video in the first folder; 0: none
	tiny           bool  // pictures of some 60 bytes, not of 5 to 200 KB
}

// film is the name of the large file.
const film = "film.mp4"

// generate writes the site's content into dir.
func (c corpus) generate(dir string) error {
	for i := range c.folders {
		folder := filepath.Join(dir, fmt.Sprintf("post-%04d", i))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		var post strings.Builder
		fmt.Fprintf(&post, "---\ntitle: Post %d\n---\n\n", i)
		for n := i; n < c.files; n += c.folders {
			name := c.name(n)
			if err := os.WriteFile(filepath.Join(folder, name), c.picture(n), 0o644); err != nil {
				return err
			}
			fmt.Fprintf(&post, "![picture %d](%s)\n\n", n, name)
		}
		if i == 0 && c.large > 0 {
			if err := writeFilm(filepath.Join(folder, film), c.large); err != nil {
				return err
			}
			fmt.Fprintf(&post, "![film](%s)\n", film)
		}
		if err := os.WriteFile(filepath.Join(folder, "index.md"), []byte(post.String()), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (c corpus) name(n int) string {
	if c.tiny {
		return fmt.Sprintf("p%06d.gif", n)
	}
	return fmt.Sprintf("p%06d.png", n)
}

// path is where picture n lies below the content folder.
func (c corpus) path(n int) string {
	return fmt.Sprintf("post-%04d/%s", n%c.folders, c.name(n))
}

func (c corpus) picture(n int) []byte {
	if c.tiny {
		return tinyGIF(n)
	}
	return noise(n)
}

// noise is a real picture that cannot be compressed, of 5 to 200 KB.
func noise(n int) []byte {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	const width = 64
	img := image.NewNRGBA(image.Rect(0, 0, width, 20+r.IntN(760)))
	_, _ = bytesOf(n).Read(img.Pix)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255 // opaque: three bytes a pixel
	}
	var b bytes.Buffer
	_ = (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, img) // a buffer takes everything
	return b.Bytes()
}

// tinyGIF is a picture of one pixel with a comment that no other one has.
func tinyGIF(n int) []byte {
	comment := fmt.Sprintf("picture %08d", n)
	return []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" +
		"!\xfe" + string(rune(len(comment))) + comment + "\x00" +
		",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
}

func bytesOf(n int) *rand.ChaCha8 {
	return rand.NewChaCha8([32]byte([]byte(fmt.Sprintf("%032d", n))))
}

// writeFilm writes what begins as a video does.
func writeFilm(name string, size int64) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	head := []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2\x00\x00\x00\x08moov\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x00")
	const before = 32 // bytes of the boxes before mdat, whose length is in its last eight
	rest := max(size-int64(len(head)), 0)
	binary.BigEndian.PutUint64(head[len(head)-8:], uint64(len(head)-before)+uint64(rest))
	if _, err := f.Write(head); err != nil {
		return err
	}
	if _, err := io.CopyN(f, bytesOf(-1), rest); err != nil {
		return err
	}
	return f.Close()
}

// change gives n files spread over the corpus other bytes of the same length,
// and returns their paths. Each call gives others.
func (c corpus) change(dir string, n int, seed byte) ([]string, error) {
	var changed []string
	for i := range min(n, c.files) {
		p := c.path(i * c.files / n)
		name := filepath.Join(dir, filepath.FromSlash(p))
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		data[len(data)/2] ^= seed | 1
		//nolint:gosec // one of the files that were generated before
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return nil, err
		}
		changed = append(changed, p)
	}
	return changed, nil
}

// touch gives every file below dir the time now, and leaves its bytes alone.
func touch(dir string) error {
	now := time.Now()
	return filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chtimes(p, now, now) //nolint:gosec // nobody else is at work in the folder
	})
}
