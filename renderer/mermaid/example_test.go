package mermaid_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

func Example() {
	engine := mermaid.NewClient(mermaid.ClientOptions{})
	defer engine.Close()

	drawing, err := engine.Draw(context.Background(), mermaid.Diagram{
		Source: []byte("flowchart LR\n  A --> B\n"),
		Page:   "hello.md",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", drawing.HTML)
	script, _, _ := strings.Cut(string(drawing.Script), " integrity")
	fmt.Println(script)
	// Output:
	// <pre class="mermaid">flowchart LR
	//   A --&gt; B
	// </pre>
	// <script src="https://cdn.jsdelivr.net/npm/mermaid@12.3.0/dist/mermaid.min.js"
}

// A browser draws while the site is built. This example is compiled, but not
// run: it needs a browser and Mermaid's script.
func ExampleNewBrowser() {
	engine, err := mermaid.New(mermaid.Options{Renderer: func() (mermaid.Renderer, error) {
		return mermaid.NewBrowser(mermaid.BrowserOptions{ScriptPath: "node_modules/mermaid/dist/mermaid.min.js"})
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	drawing, err := engine.Draw(context.Background(), mermaid.Diagram{
		Source: []byte("pie\n  \"Dogs\" : 3\n  \"Cats\" : 2\n"),
		Page:   "pets.md",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.27s\n", drawing.HTML)
}
