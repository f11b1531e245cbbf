package atomicfile_test

import (
	"fmt"
	"io"
	"log"
	"os"

	"github.com/mdmedia/mdmedia/internal/atomicfile"
)

func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	out, err := os.OpenRoot(dir)
	if err != nil {
		log.Fatal(err)
	}
	defer out.Close()

	page := func(w io.Writer) error {
		_, err := io.WriteString(w, "<p>Hello")
		return err
	}
	for range 2 {
		changed, err := atomicfile.Write(out, "hello/index.html", 0o644, page)
		fmt.Println(changed, err)
	}
	_, err = atomicfile.WriteBytes(out, "../index.html", 0o644, nil)
	fmt.Println(err)
	// Output:
	// true <nil>
	// false <nil>
	// ../index.html: path escapes from parent
}
