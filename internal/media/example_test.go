package media_test

import (
	"fmt"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media"
)

func ExampleInspect() {
	gif := strings.NewReader("GIF89a\x01\x00\x01\x00\x80\x00\x00")
	facts, err := media.Inspect(gif, "pixel.png")
	fmt.Println(facts.Kind, facts.Type, err)
	fmt.Println(facts.Mismatch)

	_, err = media.Inspect(strings.NewReader("TODO: screenshot"), "shot.png")
	fmt.Println(err)
	// Output:
	// image image/gif <nil>
	// "pixel.png" holds image/gif: rename it to .gif
	// "shot.png" is not an image or video (it is text/plain): export it again or correct the reference
}

func ExampleInspectAndHash() {
	svg := strings.NewReader(`<svg xmlns="http://www.w3.org/2000/svg"/>`)
	facts, sum, n, err := media.InspectAndHash(svg, "dot.svg")
	fmt.Println(facts.Type, sum[:12], n, err)
	// Output: image/svg+xml 900fbe934249 41 <nil>
}
