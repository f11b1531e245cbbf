package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/adrg/frontmatter"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
)

// workers is the number of the loop's goroutines that convert.
const workers = 2

// loop is the least that any generator does: read each post below content,
// split its front matter, convert it, write it to out. There are no pictures,
// no layout, no checks and no highlighting.
func loop(content, out string) error {
	names := make(chan string, 64)
	errs := make(chan error, workers+1)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			if err := convert(content, out, names); err != nil {
				errs <- err
			}
			for range names { // let the walk end
			}
		})
	}
	err := filepath.WalkDir(content, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".md") {
			names <- path
		}
		return err
	})
	close(names)
	wg.Wait()
	close(errs)
	if err != nil {
		return err
	}
	return <-errs
}

func convert(content, out string, names <-chan string) error {
	md := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(html.WithUnsafe()))
	var page bytes.Buffer
	for name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		meta := map[string]any{}
		body, err := frontmatter.Parse(bytes.NewReader(src), &meta)
		if err != nil {
			return err
		}
		page.Reset()
		if err := md.Convert(body, &page); err != nil {
			return err
		}
		rel, err := filepath.Rel(content, filepath.Dir(name))
		if err != nil {
			return err
		}
		dir := filepath.Join(out, rel)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "index.html"), page.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// walk asks for the size and time of every file below dir.
func walk(dir string) error {
	return filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = d.Info()
		return err
	})
}
