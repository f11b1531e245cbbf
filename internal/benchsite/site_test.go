package benchsite_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/internal/benchsite"
)

func generate(t *testing.T, o benchsite.Options) string {
	t.Helper()
	dir := t.TempDir()
	if err := benchsite.Generate(dir, o); err != nil {
		t.Fatal(err)
	}
	return dir
}

func read(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestGenerate(t *testing.T) {
	files := read(t, generate(t, benchsite.Options{Posts: 60, Images: 4}))
	reference := regexp.MustCompile(`!\[[^\]]+\]\(([^)]+)\)`)
	sections, pictures := map[string]bool{}, map[[32]byte]string{}
	posts, size := 0, 0
	for name, data := range files {
		dir, base := filepath.Split(name)
		switch {
		case base == "index.md":
			posts++
			size += len(data)
			sections[strings.Split(name, "/")[2]] = true
			refs := reference.FindAllSubmatch(data, -1)
			if len(refs) != 4 {
				t.Errorf("%s: %d pictures, want 4", name, len(refs))
			}
			for _, m := range refs {
				if files[dir+string(m[1])] == nil {
					t.Errorf("%s: %s is not there", name, m[1])
				}
			}
		case strings.HasPrefix(name, "content/"):
			if _, format, err := image.Decode(bytes.NewReader(data)); err != nil {
				t.Errorf("%s: %v", name, err)
			} else if ext := filepath.Ext(name)[1:]; format[:2] != ext[:2] {
				t.Errorf("%s is a %s", name, format)
			}
			sum := sha256.Sum256(data)
			if other := pictures[sum]; other != "" {
				t.Errorf("%s and %s are the same picture", name, other)
			}
			pictures[sum] = name
		}
	}
	if posts != 60 || len(pictures) != 240 || len(sections) != 6 {
		t.Errorf("%d posts with %d pictures in %d sections, want 60, 240, 6", posts, len(pictures), len(sections))
	}
	if mean := size / posts; mean < 4000 || mean > 5500 {
		t.Errorf("a post has %d bytes, want about 4 KB", mean)
	}
	for _, want := range []string{"# ", "\n- ", "| ---", "```go", "](https://", "[^"} {
		if !bytes.Contains(bytes.Join(values(files), nil), []byte(want)) {
			t.Errorf("no post has %q", want)
		}
	}
	if files["mdmedia.yaml"] == nil || files["hugo.toml"] == nil {
		t.Error("a configuration is missing")
	}
}

func values(files map[string][]byte) (all [][]byte) {
	for name, data := range files {
		if strings.HasSuffix(name, ".md") {
			all = append(all, data)
		}
	}
	return all
}

// The same options give the same bytes; another seed gives another site.
func TestDeterministic(t *testing.T) {
	sum := func(o benchsite.Options) string {
		h := sha256.New()
		dir := os.DirFS(generate(t, o))
		err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(dir, name)
			fmt.Fprintf(h, "%s %d\n%s", name, len(data), data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%x", h.Sum(nil))
	}
	a, b := sum(benchsite.Options{Posts: 9}), sum(benchsite.Options{Posts: 9})
	if a != b {
		t.Error("two sites of the same options differ")
	}
	if c := sum(benchsite.Options{Posts: 9, Seed: 1}); a == c {
		t.Error("another seed gave the same site")
	}
}

func TestOptions(t *testing.T) {
	err := benchsite.Generate(t.TempDir(), benchsite.Options{Posts: -1})
	if want := "benchsite: -1 posts with 4 images: want positive numbers"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
