package main

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

func some() results {
	res := results{}
	add := func(scenario, program string, ms, mb int) {
		res.add(scenario, program, measure.Sample{
			Wall: time.Duration(ms) * time.Millisecond, CPU: time.Duration(2*ms) * time.Millisecond, Memory: int64(mb) * 1e6,
		})
	}
	add(cold, ours, 2000, 60)
	add(cold, ours, 2400, 60)
	add(cold, ours, 2200, 60)
	add(cold, s5cmd, 4400, 30)
	add(cold, rclone, 5500, 80)
	add(unchanged, ours, 30, 20)
	add(unchanged, s5cmd, 300, 50)
	add(many, ours, 200, 50)
	add(many, find, 100, 2)
	return res
}

func TestReport(t *testing.T) {
	got := report(options{files: 2000, large: 300, many: 500, runs: 3}, "a machine", some(),
		map[string]int{cold: 2007, cold + " sent": 2006, changed: 21, changed + " sent": 11, touched: 1})
	const want = `2000 pictures of 5 to 200 KB in 200 folders and a file of 300 MiB; many files are 500 pictures of 60 bytes. Medians of 3 runs on a machine.

![Time in proportion to s5cmd's](bench-sync.svg)

| | program | time | processor time | memory |
| --- | --- | ---: | ---: | ---: |
| cold | mdmedia | 2.200 s | 4.400 s | 60 MB |
|  | s5cmd | 4.400 s | 8.800 s | 30 MB |
|  | rclone | 5.500 s | 11.000 s | 80 MB |
| unchanged | mdmedia | 0.030 s | 0.060 s | 20 MB |
|  | s5cmd | 0.300 s | 0.600 s | 50 MB |
| many files, unchanged | mdmedia | 0.200 s | 0.400 s | 50 MB |
|  | find | 0.100 s | 0.200 s | 2 MB |

| mdmedia in proportion | is | wanted | |
| --- | ---: | ---: | --- |
| cold: time to s5cmd's | 0.500 | at most 0.6 | met |
| cold: processor time to s5cmd's | 0.500 | at most 1 | met |
| cold: memory to s5cmd's | 2.000 | at most 1.5 | **missed** |
| unchanged: time to s5cmd's | 0.100 | at most 0.15 | met |
| many files, unchanged: time to find's | 2.000 | at most 3 | met |

| requests of mdmedia | all | uploads | wanted | |
| --- | ---: | ---: | ---: | --- |
| cold | 2007 | 2006 |  |  |
| unchanged | 0 | 0 | 0 uploads | met |
| 10 files changed | 21 | 11 | 10 uploads | **missed** |
| touched, equal | 1 | 0 | 0 uploads | **missed** |
`
	if got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestPlot(t *testing.T) {
	svg := plot(some())
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		`<rect class="rclone" x="190" y="64" width="410" `, // the longest of its group
		`<rect class="mdmedia" x="190" y="28" width="164" `,
		"mdmedia 2.200 s", "find 0.100 s", "prefers-color-scheme:dark",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
	if strings.Contains(svg, touched) {
		t.Error("what was not measured is drawn")
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
	if err := measure.ReplaceTable(file, "sync", "new\n"); err != nil {
		t.Error(err)
	}
}

func TestArguments(t *testing.T) {
	for want, args := range map[string][]string{
		"sprint: there is no such part: want generate":                       {"sprint"},
		"generate: want DIR FOLDERS FILES LARGE TINY":                        {"generate", "x"},
		"-files must be at least 10, -runs at least 1, and nothing negative": {"-runs", "0"},
		`strconv.Atoi: parsing "few": invalid syntax`:                        {"generate", t.TempDir(), "few", "1", "1", "true"},
	} {
		if err := run(context.Background(), io.Discard, args); err == nil || err.Error() != want {
			t.Errorf("%v: %v, want %s", args, err, want)
		}
	}
	dir := t.TempDir()
	if err := run(context.Background(), io.Discard, []string{"generate", dir, "2", "4", "0", "true"}); err != nil {
		t.Error(err)
	}
	if n := len(read(t, dir)); n != 6 {
		t.Errorf("%d files were generated", n)
	}
}
