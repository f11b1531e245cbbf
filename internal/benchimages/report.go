package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// report writes the figures as Markdown.
func report(o options, version string, rows []row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d photographs of %d x %d, ten a page, medians of %d runs on %s/%s, %d cores; mdmedia %s.\n\n",
		o.photos, photoWidth, photoHeight, o.runs, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), version)
	b.WriteString("| | cold | processor time | memory | unchanged | pictures written | bytes of them | Mpx loaded, 390 px | Mpx loaded, 1,440 px |\n")
	b.WriteString("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f s | %s | %.2f s | %d | %.1f MB | %.1f | %.1f |\n", r.name, r.cold.Wall.Seconds(), r.cold.CPU.Seconds(),
			measure.Memory(r.cold.Memory), r.unchanged.Wall.Seconds(), r.pictures, measure.MB(r.bytes), float64(r.phone)/1e6, float64(r.desktop)/1e6)
	}
	return b.String()
}
