package main

import (
	"fmt"
	"strings"
	"time"
)

// The plot's measures in pixels.
const (
	plotWidth = 720
	barLeft   = 190
	barRight  = 600 // where a bar of full length ends
	barHeight = 14
	groupGap  = 16
)

// plotStyle lets the plot be read on light and dark pages.
const plotStyle = `<style>
text{font:13px system-ui,sans-serif;fill:#24292f}
.name{font-weight:600}.mdmedia{fill:#1f7a4d}.s5cmd{fill:#8c959f}.rclone{fill:#b6bec7}.find{fill:#8c959f}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.mdmedia{fill:#3fb97c}.s5cmd{fill:#7d8590}.rclone{fill:#57606a}.find{fill:#7d8590}}
</style>
`

// plot draws the times as bars, those of a scenario in proportion to its
// longest.
func plot(res results) string {
	var b strings.Builder
	y := 28
	for _, scenario := range scenarios() {
		longest := time.Duration(0)
		for _, program := range []string{ours, s5cmd, rclone, find} {
			longest = max(longest, res.median(scenario, program).Wall)
		}
		if longest == 0 {
			continue
		}
		fmt.Fprintf(&b, "<text class=\"name\" x=\"8\" y=\"%d\">%s</text>\n", y+12, scenario)
		for _, program := range []string{ours, s5cmd, rclone, find} {
			wall := res.median(scenario, program).Wall
			if wall == 0 {
				continue
			}
			width := max(2, int(float64(barRight-barLeft)*float64(wall)/float64(longest)))
			fmt.Fprintf(&b, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>\n", program, barLeft, y, width, barHeight)
			fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\">%s %s</text>\n", barLeft+width+6, y+12, program, seconds(wall))
			y += barHeight + 4
		}
		y += groupGap
	}
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"Time of mdmedia sync beside other programs\">\n",
		plotWidth, y, plotWidth, y) + plotStyle + "<text x=\"8\" y=\"16\">time, shorter is better; each group has its own scale</text>\n" + b.String() + "</svg>\n"
}
