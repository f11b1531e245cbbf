package strip_test

import (
	"bytes"
	"fmt"
	"io"

	"github.com/mdmedia/mdmedia/internal/media/strip"
)

// The JPEG's Exif says how to turn the picture, and the camera's number.
func ExampleClean() {
	file := "\xff\xd8\xff\xe1\x00\x36Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02" +
		"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00" +
		"\xa4\x31\x00\x02\x00\x00\x00\x04A12\x00" +
		"\x00\x00\x00\x00" + "........" + "\xff\xda\x00\x02pixels\xff\xd9"
	edits, err := strip.Clean(bytes.NewReader([]byte(file)), int64(len(file)), "image/jpeg")
	if err != nil || edits == nil {
		fmt.Println("nothing to take out", err)
		return
	}
	clean, _ := io.ReadAll(edits.Reader(bytes.NewReader([]byte(file))))
	fmt.Println(len(file), edits.Size(), bytes.Contains(clean, []byte("A12")), clean[31])
	// Output: 70 70 false 6
}
