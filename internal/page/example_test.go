package page_test

import (
	"fmt"
	"os"

	"github.com/mdmedia/mdmedia/internal/page"
)

func ExampleNew() {
	layout, err := page.New("layout.html", "<h1>{{.Heading}}</h1>{{.Body}}\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	p := page.Page{Title: "Tea & toast", Body: "<p>Good morning.</p>"}
	if err := layout.WritePage(os.Stdout, p); err != nil {
		fmt.Println(err)
	}
	// Output: <h1>Tea &amp; toast</h1><p>Good morning.</p>
}
