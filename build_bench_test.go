package mdmedia_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mdmedia/mdmedia"
	"github.com/mdmedia/mdmedia/internal/benchsite"
)

// benchBuild generates a blog, and returns its folder and what builds it.
func benchBuild(b *testing.B) (dir string, build func() *mdmedia.Report) {
	dir = b.TempDir()
	if err := benchsite.Generate(dir, benchsite.Options{Posts: 2000}); err != nil {
		b.Fatal(err)
	}
	cache := filepath.Join(dir, "cache")
	return dir, func() *mdmedia.Report {
		site, err := mdmedia.Open(mdmedia.Config{Content: "content/posts"}, mdmedia.Options{Dir: dir, CacheDir: cache})
		if err != nil {
			b.Fatal(err)
		}
		defer site.Close()
		rep, err := site.Build(b.Context(), mdmedia.BuildOptions{})
		if err != nil || len(rep.Problems) > 0 {
			b.Fatal(err, rep.Problems)
		}
		return rep
	}
}

// BenchmarkBuild is a build from nothing. The program is compiled for what it
// does: see make pgo.
func BenchmarkBuild(b *testing.B) {
	dir, build := benchBuild(b)
	for b.Loop() {
		b.StopTimer()
		for _, made := range []string{"public", "cache"} {
			if err := os.RemoveAll(filepath.Join(dir, made)); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		if rep := build(); rep.Written != 2001 {
			b.Fatal(rep.Written)
		}
	}
}

func BenchmarkUnchanged(b *testing.B) {
	_, build := benchBuild(b)
	build()
	for b.Loop() {
		if rep := build(); rep.Written != 0 {
			b.Fatal(rep.Written)
		}
	}
}
