package mdmedia

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/content"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

func TestFactsAsWords(t *testing.T) {
	for want, f := range map[string]*facts{
		"": {ctype: "image/svg+xml", looked: lookColor},
		"alpha=yes animated=yes color=#a0b1c2 duration=1.5 thumb=abc": {
			ctype: "image/gif", alpha: true, animated: true, color: "#a0b1c2", duration: 1500 * time.Millisecond, thumb: "abc", looked: lookBlur,
		},
		"color=none": {ctype: "image/png", width: 64, height: 64, looked: lookColor},
		"alpha=yes":  {ctype: "image/png", alpha: true},
	} {
		if got := f.words(); got != mediasync.Facts(want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What the lock file says of a picture's colours is believed, so that a fresh
// clone decodes nothing; what it says of other bytes, or what is no colour, is
// not.
func TestColorsFromTheLockFile(t *testing.T) {
	s, _, posts := pullSite(t)
	lock, err := os.ReadFile(s.lockPath())
	if err != nil || strings.Count(string(lock), "color=#000000") != 5 {
		t.Fatalf("%v\n%s", err, lock)
	}
	for said, want := range map[string]string{"color=#123456": "#123456", "color=none": "", `color="><script>`: "#000000"} {
		s.cache.clear() // as in a fresh clone
		writeFile(t, s.lockPath(), strings.ReplaceAll(string(lock), "color=#000000", said))
		found := found(t, s, "posts/a.png")
		s.cache = openCache("-", s.dir, s.outDir) // a slow machine remembers what it found out
		f, err := s.inspect(found, s.knownFacts())
		if err != nil || f.color != want {
			t.Errorf("%s: %q, %v", said, f.color, err)
		}
	}
	writeFile(t, s.lockPath(), strings.ReplaceAll(string(lock), "color=#000000", "color=#123456"))
	writeFile(t, posts+"/a.png", picturePNG(t, 64, 65))
	if f, err := s.inspect(found(t, s, "posts/a.png"), s.knownFacts()); err != nil || f.color != "#000000" {
		t.Errorf("%+v, %v", f, err)
	}
}

func found(t *testing.T, s *Site, name string) content.Found {
	t.Helper()
	fi, err := s.root.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return content.Found{Name: name, Info: fi}
}

// With another kind of placeholder the pixels are looked at again, and the
// bytes are not hashed again.
func TestAnotherLook(t *testing.T) {
	s, _, _ := pullSite(t)
	f := &facts{ctype: "image/png", width: 64, height: 65, color: "#111111", looked: lookColor}
	file := strings.NewReader(picturePNG(t, 64, 65))
	f.size = file.Size()
	f.lookAt(file, lookColor, s.knownFacts())
	if f.color != "#111111" || f.thumb != "" {
		t.Errorf("%+v", f)
	}
	f.lookAt(file, lookBlur, s.knownFacts())
	if f.color != "#000000" || f.thumb == "" || f.looked != lookBlur {
		t.Errorf("%+v", f)
	}
}
