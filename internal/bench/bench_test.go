package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/benchsite"
	"github.com/mdmedia/mdmedia/internal/measure"
)

func TestReport(t *testing.T) {
	got := report(options{posts: 10, images: 4, runs: 5}, "a machine", map[string]measure.Sample{
		mdmediaCold:      {Wall: 4 * time.Second, CPU: 7 * time.Second, Memory: 140e6},
		hugoCold:         {Wall: 10 * time.Second, CPU: 18 * time.Second, Memory: 1400e6},
		mdmediaUnchanged: {Wall: 300 * time.Millisecond, CPU: 400 * time.Millisecond, Memory: 0},
		mdmediaChanged:   {Wall: 312 * time.Millisecond, CPU: 410 * time.Millisecond, Memory: 0},
		hugoUnchanged:    {Wall: 8 * time.Second, CPU: 16 * time.Second, Memory: 1300e6},
		loopTask:         {Wall: 2 * time.Second, CPU: 4 * time.Second, Memory: 15e6},
		walkTask:         {Wall: 200 * time.Millisecond, CPU: 200 * time.Millisecond, Memory: 5e6},
		findTask:         {Wall: 150 * time.Millisecond, CPU: 150 * time.Millisecond, Memory: 5e6},
	}, 9*time.Millisecond)
	const want = `10 posts with 4 pictures each, medians of 5 runs on a machine.

| | time | processor time | memory |
| --- | ---: | ---: | ---: |
| mdmedia, cold | 4.00 s | 7.00 s | 140 MB |
| Hugo, cold | 10.00 s | 18.00 s | 1400 MB |
| mdmedia, unchanged | 0.30 s | 0.40 s | - |
| mdmedia, one post changed | 0.31 s | 0.41 s | - |
| Hugo, unchanged | 8.00 s | 16.00 s | 1300 MB |
| bare loop | 2.00 s | 4.00 s | 15 MB |
| stat walk | 0.20 s | 0.20 s | 5 MB |
| find | 0.15 s | 0.15 s | 5 MB |

| ratio | time | memory |
| --- | ---: | ---: |
| mdmedia, cold to Hugo, cold | 0.40 | 0.10 |
| mdmedia, unchanged to Hugo, unchanged | 0.04 | - |
| mdmedia, cold to bare loop | 2.00 | 9.33 |
| mdmedia, unchanged to stat walk | 1.50 | - |
| mdmedia, unchanged to find | 2.00 | - |

One changed post costs 9 ms more than none (median of 25 pairs of builds).
`
	if got != want {
		t.Errorf("got:\n%s", got)
	}
}

// The published page has the place for the table.
func TestDocument(t *testing.T) {
	src, err := os.ReadFile("../../docs/benchmarks.md")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "benchmarks.md")
	if err := os.WriteFile(file, src, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := measure.ReplaceTable(file, "build", "new\n"); err != nil {
		t.Error(err)
	}
}

func TestYardsticks(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	if err := benchsite.Generate(dir, benchsite.Options{Posts: 12, Images: 2}); err != nil {
		t.Fatal(err)
	}
	content := filepath.Join(dir, "content")
	if err := run(context.Background(), []string{"loop", content, out}); err != nil {
		t.Fatal(err)
	}
	if err := run(context.Background(), []string{"walk", content}); err != nil {
		t.Fatal(err)
	}
	got, err := look(out)
	if err != nil {
		t.Fatal(err)
	}
	if got.pages != 12 || got.pictures != 0 {
		t.Errorf("the loop wrote %+v, want 12 pages", got)
	}
	pages, err := filepath.Glob(filepath.Join(out, "posts/*/*/index.html"))
	if err != nil || len(pages) != 12 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	page, err := os.ReadFile(pages[0])
	if err != nil || !strings.Contains(string(page), "<h2 id=") || strings.Contains(string(page), "slug:") {
		t.Errorf("%v: %s", err, page)
	}
	if err := published(out, content)(); err == nil || err.Error() != "12 posts with 24 pictures became 12 pages and 0 pictures" {
		t.Errorf("published: %v", err)
	}
	if err := run(context.Background(), []string{"loop", content + "/none", out}); err == nil {
		t.Error("the loop did not miss its folder")
	}
}

func TestUntouched(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "index.html")
	if err := os.WriteFile(file, []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := look(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := untouched(dir, before); err != nil {
		t.Error(err)
	}
	// The same bytes again are a write, too.
	if err := os.Chtimes(file, time.Time{}, before.newest.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := untouched(dir, before); err == nil {
		t.Error("a write was not noticed")
	}
}

func TestUnknownPart(t *testing.T) {
	err := run(context.Background(), []string{"sprint"})
	if want := "sprint: there is no such part: want watch, hooks, generate, loop or walk"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
