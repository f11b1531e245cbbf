package mermaid_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	gm "go.abhg.dev/goldmark/mermaid"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// Without the bundle, which make bundle makes, the example cannot run.
func TestMain(m *testing.M) {
	_, err := mermaid.NewEmbedded(mermaid.EmbeddedOptions{})
	if errors.Is(err, mermaid.ErrNoBundle) && os.Getenv("CI") != "true" {
		fmt.Println("SKIPPED: ExampleCompiler: there is no bundle: run make bundle")
		_ = flag.Set("test.skip", "ExampleCompiler")
	}
	os.Exit(m.Run())
}

// Goldmark with goldmark-mermaid, and without a browser.
func ExampleCompiler() {
	engine, err := mermaid.New(mermaid.Options{Renderer: func() (mermaid.Renderer, error) {
		return mermaid.NewEmbedded(mermaid.EmbeddedOptions{})
	}})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	md := goldmark.New(goldmark.WithExtensions(&gm.Extender{RenderMode: gm.RenderModeServer, Compiler: mermaid.Compiler(engine)}))
	const post = "```mermaid\npie\n  \"Dogs\" : 3\n  \"Cats\" : 2\n```\n\n```mermaid\nflowchart LR\n  A --> B\n```\n"
	var page bytes.Buffer
	if err := md.Convert([]byte(post), &page); err != nil {
		log.Fatal(err)
	}
	html := page.String()
	fmt.Println(strings.Count(html, "<svg "), "pictures,", strings.Count(html, "<script"), "scripts")
	fmt.Println("two ids:", strings.Count(html, `<svg id="mermaid-`) == 2)
	// Output:
	// 2 pictures, 0 scripts
	// two ids: true
}

func TestCompilerErrors(t *testing.T) {
	client := mermaid.Compiler(mermaid.NewClient(mermaid.ClientOptions{}))
	_, err := client.Compile(t.Context(), &gm.CompileRequest{Source: "pie\n"})
	if err == nil || !strings.Contains(err.Error(), "leaves the drawing to a script") {
		t.Errorf("a client engine: %v", err)
	}
	engine, err := mermaid.New(mermaid.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = mermaid.Compiler(engine).Compile(t.Context(), &gm.CompileRequest{Source: "\n"})
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("an empty diagram: %v", err)
	}
}
