// Command generator is a static site generator in fewer than 60 lines: run it
// beside a folder "content". The pages go to "site", the pictures to the bucket
// "site/bucket", and the pages refer to them by Cloudinary URLs.
package main

import (
	"context"
	"log"
	"os"
	"path"
	"path/filepath"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/renderer"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	"github.com/mdmedia/mdmedia/sync"
)

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err) // each problem as file:line:col: what is wrong: what to do
	}
	return v
}

func main() { generate(context.Background(), "content", "site") }

func generate(ctx context.Context, from, to string) {
	posts := must(content.Load(os.DirFS(from), content.Options{}))
	delivery := must(cloudinary.New(cloudinary.Config{Cloud: "demo", Transform: "q_auto,f_auto"}))
	bucket := must(sync.NewFolder(filepath.Join(to, "bucket"))) // or sync.NewS3
	finder := content.NewFinder(os.DirFS(from), content.FinderOptions{})
	markdown := renderer.New(renderer.Options{})
	for _, post := range posts {
		var files []sync.File
		resolve := func(_ context.Context, ref renderer.Ref) (renderer.Media, error) {
			found, err := finder.Find(post.Name, ref.Path)
			if err != nil {
				return renderer.Media{}, err
			}
			key := path.Join("images", post.Slug, path.Base(found.Name))
			file, err := sync.LocalFile(filepath.Join(from, found.Name), key)
			if err != nil {
				return renderer.Media{}, err
			}
			files = append(files, file)
			url, err := delivery.URL(key, file.ContentType)
			return renderer.Media{URL: url, Type: file.ContentType}, err
		}
		doc := must(markdown.Prepare(ctx, renderer.Input{
			Source: post.Source, Body: post.Body, Resolver: renderer.ResolverFunc(resolve)}))
		must(sync.Ensure(ctx, bucket, files...)) // first: a page never names what is not there
		page := must(os.Create(filepath.Join(to, path.Base(post.Slug)+".html")))
		must(0, doc.WriteHTML(page))
		must(0, page.Close())
	}
}
