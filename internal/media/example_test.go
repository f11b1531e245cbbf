package media_test

import (
	"fmt"

	"github.com/mdmedia/mdmedia/internal/media"
	"github.com/mdmedia/mdmedia/internal/media/mediatest"
)

func ExampleExamine() {
	svg := mediatest.NewFile(`<svg xmlns="http://www.w3.org/2000/svg"/>`)
	r, err := media.Examine(svg, "dot.svg", media.Options{})
	fmt.Println(r.Kind, r.Type, r.SHA256[:12], r.Size, err)
	// Output: svg image/svg+xml 900fbe934249 41 <nil>
}

func ExampleExamine_wrongContent() {
	gif := mediatest.NewFile("GIF89a\x01\x00\x01\x00\x80\x00\x00")
	r, err := media.Examine(gif, "pixel.png", media.Options{})
	fmt.Println(r.Kind, r.Type, err)
	fmt.Println(r.Mismatch)

	_, err = media.Examine(mediatest.NewFile("TODO: screenshot"), "shot.png", media.Options{})
	fmt.Println(err)
	// Output:
	// image image/gif <nil>
	// "pixel.png" holds image/gif: rename it to .gif
	// "shot.png" is not an image or video (it is text/plain): export it again or correct the reference
}
