package renderer_test

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/mdmedia/mdmedia/renderer"
)

// One resolver, two forms of the same post.
func Example() {
	resolver := renderer.ResolverFunc(func(_ context.Context, ref renderer.Ref) (renderer.Media, error) {
		return renderer.Media{URL: "https://cdn.example/posts/" + ref.Path, Width: 800, Height: 600}, nil
	})
	post := []byte("A *shot*: ![the form](form.png){.wide}\n\n```\n![not this one](x.png)\n```\n")

	doc, err := renderer.New(renderer.Options{}).Prepare(context.Background(), renderer.Input{
		Name: "post.md", Source: post, Resolver: resolver,
	})
	if err != nil {
		fmt.Println(err)
	}
	_ = doc.WriteMarkdown(os.Stdout)
	_ = doc.WriteHTML(os.Stdout)
	// Output:
	// A *shot*: ![the form](https://cdn.example/posts/form.png)
	//
	// ```
	// ![not this one](x.png)
	// ```
	// <p>A <em>shot</em>: <img src="https://cdn.example/posts/form.png" alt="the form" width="800" height="600" class="wide" fetchpriority="high"></p>
	// <pre><code>![not this one](x.png)
	// </code></pre>
}

// Parse alone lists what a post refers to, with positions.
func ExampleRenderer_Parse() {
	src := []byte("![a](img/a%20b.png?tx=w_550)\n\n<video src='clip.mp4' poster=still.jpg></video>\n\n![b](c d.png)\n")
	doc, _ := renderer.New(renderer.Options{}).Parse(renderer.Input{Source: src})
	for _, ref := range doc.Refs() {
		fmt.Printf("%d: %s %s (%s)\n", ref.Start, ref.Kind, ref.Path, ref.Query)
	}
	for _, w := range doc.Warnings() {
		fmt.Printf("%d: %s\n", w.Offset, w.Msg)
	}
	// Output:
	// 5: image img/a b.png (tx=w_550)
	// 42: video src clip.mp4 ()
	// 59: poster still.jpg ()
	// 84: not an image: a name with a space is written <c d.png> or c%20d.png
}

// Three lines for a goldmark of your own.
func ExampleExtender() {
	resolver := renderer.ResolverFunc(func(_ context.Context, ref renderer.Ref) (renderer.Media, error) {
		return renderer.Media{URL: "https://cdn.example/" + ref.Path}, nil
	})
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, &renderer.Extender{Resolver: resolver}))
	var page bytes.Buffer
	err := md.Convert([]byte("| ![a](b.png) |\n|---|\n"), &page, renderer.WithContext(context.Background(), "post.md"))
	fmt.Println(page.String(), err)
	// Output:
	// <table>
	// <thead>
	// <tr>
	// <th><img src="https://cdn.example/b.png" alt="a" fetchpriority="high"></th>
	// </tr>
	// </thead>
	// </table>
	//  <nil>
}
