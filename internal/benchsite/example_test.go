package benchsite_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/mdmedia/mdmedia/internal/benchsite"
)

func ExampleGenerate() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := benchsite.Generate(dir, benchsite.Options{Posts: 12, Images: 2}); err != nil {
		fmt.Println(err)
		return
	}
	posts, _ := filepath.Glob(filepath.Join(dir, "content/posts/*/*/index.md"))
	pictures, _ := filepath.Glob(filepath.Join(dir, "content/posts/*/*/*-[12].*"))
	fmt.Println(len(posts), "posts,", len(pictures), "pictures")
	// Output: 12 posts, 24 pictures
}
