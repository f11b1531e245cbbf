package mdmedia_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mdmedia/mdmedia"
)

// A build without configuration: the folder is the content, the bucket is
// public/media, and pages refer to it by relative URLs.
func Example() {
	dir, err := os.MkdirTemp("", "blog")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{
		"hello.md": "# Hello\n\n![A dot](dot.svg)\n",
		"dot.svg":  `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			fmt.Println(err)
			return
		}
	}

	site, err := mdmedia.Open(mdmedia.Config{}, mdmedia.Options{Dir: dir, CacheDir: "-"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer site.Close()
	report, err := site.Build(context.Background(), mdmedia.BuildOptions{Fragment: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range report.Problems {
		fmt.Println(p.Error())
	}
	page, _ := os.ReadFile(filepath.Join(site.OutDir(), "hello", "index.html"))
	fmt.Printf("%d uploaded\n%s", report.Uploaded, page)
	// Output:
	// 1 uploaded
	// <h1 id="hello">Hello</h1>
	// <p><img src="../media/images/hello/dot.svg" alt="A dot" width="1" height="1" fetchpriority="high"></p>
}
