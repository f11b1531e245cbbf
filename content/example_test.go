package content_test

import (
	"errors"
	"fmt"
	"testing/fstest"

	"github.com/mdmedia/mdmedia/content"
)

func Example() {
	site := fstest.MapFS{
		"posts/cats/index.md":   {Data: []byte("---\ntitle: Two cats\ndate: 08-18-2022\nimage: cat.jpg\n---\n\n![asleep](cat.jpg)\n")},
		"posts/cats/cat.jpg":    {Data: []byte("(a picture)")},
		"posts/dogs.md":         {Data: []byte("+++\ntitle = \"A dog\"\ndraft = true\n+++\n\nNo picture yet.\n")},
		"static/img/banner.png": {Data: []byte("(a picture)")},
	}
	posts, err := content.Load(site, content.Options{Dir: "posts"})
	if err != nil {
		fmt.Println(err)
	}
	finder := content.NewFinder(site, content.FinderOptions{Static: []string{"static"}})
	for _, p := range posts {
		fmt.Printf("%s: %q (%s), draft: %v\n", p.Slug, p.Title, p.Syntax, p.Draft)
		for _, cover := range p.Values("image") {
			found, err := finder.Find(p.Name, cover.Text)
			if err != nil {
				fmt.Println(err)
				continue
			}
			fmt.Println(p.Position(cover.Start), "is", found.Name)
		}
	}
	// Output:
	// cats: "Two cats" (YAML), draft: false
	// posts/cats/index.md:4:8 is posts/cats/cat.jpg
	// dogs: "A dog" (TOML), draft: true
}

func ExampleValue_Quote() {
	p, err := content.Parse("post.md", []byte("---\ntitle: Cats   # two of them\nimage: 'cat.jpg'\n---\n\nText.\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	v := p.Values("image")[0]
	fmt.Printf("%s%s%s", p.Source[:v.Start], v.Quote("https://cdn.example/it's.jpg"), p.Source[v.End:])
	// Output:
	// ---
	// title: Cats   # two of them
	// image: 'https://cdn.example/it''s.jpg'
	// ---
	//
	// Text.
}

func ExampleParse_errors() {
	_, err := content.Parse("post.md", []byte("---\ntitle: Go: a language\n---\n"))
	fmt.Println(err)
	var e *content.Error
	if errors.As(err, &e) {
		fmt.Println("line", e.Pos.Line)
	}
	// Output:
	// post.md:2:10: ": " inside a value: put the value in quotes
	// line 2
}

func ExampleFinder_Find() {
	site := fstest.MapFS{
		"post.md":        {Data: []byte("![](chart.png)")},
		"Chart.PNG":      {Data: []byte("(a picture)")},
		"static/cat.png": {Data: []byte("(a picture)")},
	}
	finder := content.NewFinder(site, content.FinderOptions{Static: []string{"static"}})
	for _, path := range []string{"/cat.png", "chart.png", "/cat.pgn", "../cat.png"} {
		found, err := finder.Find("post.md", path)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(found.Name, found.Place)
	}
	// Output:
	// static/cat.png in a static folder
	// "chart.png" does not exist, but "Chart.PNG" does: names are case-sensitive on servers: write "Chart.PNG"
	// "/cat.pgn" not found (looked in static, the site's root): did you mean "/cat.png"?
	// "../cat.png" leads out of the site: move the file into the site
}
