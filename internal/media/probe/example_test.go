package probe_test

import (
	"fmt"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media/probe"
)

func ExampleRead() {
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="2in" viewBox="0 0 24 12"/>`
	info := probe.Read(strings.NewReader(svg), int64(len(svg)), "image/svg+xml")
	fmt.Println(info.Width, info.Height)
	// Output: 192 96
}
