package sync_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/mdmedia/mdmedia/sync"
)

// Makes a folder hold a picture, and then finds that there is nothing to do.
// With [sync.NewS3] instead of [sync.NewFolder] it would be a bucket.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	picture := filepath.Join(dir, "cat.svg")
	if err := os.WriteFile(picture, []byte("<svg/>"), 0o600); err != nil {
		log.Fatal(err)
	}

	store, err := sync.NewNamedFolder("bucket", filepath.Join(dir, "bucket"))
	if err != nil {
		log.Fatal(err)
	}
	file, err := sync.LocalFile(picture, "images/cat.svg")
	if err != nil {
		log.Fatal(err)
	}
	manifest := sync.NewManifest(store.Name())
	for range 2 {
		ctx := context.Background()
		state, err := sync.Survey(ctx, store, []sync.File{file}, manifest, sync.SurveyOptions{})
		if err != nil {
			log.Fatal(err)
		}
		plan := sync.Diff([]sync.File{file}, state, sync.Policy{})
		for _, a := range plan.Actions {
			fmt.Println(a.Kind, a.File.Key+":", a.Reason)
		}
		result, err := sync.Apply(ctx, store, plan, sync.ApplyOptions{})
		for _, e := range result.Entries { // also after an error: this much was done
			manifest.Set(e)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
	if _, err := manifest.WriteFile(filepath.Join(dir, "mdmedia.lock")); err != nil {
		log.Fatal(err)
	}
	// Output:
	// upload images/cat.svg: new
	// keep images/cat.svg: unchanged
}

// A plan is a dry run: it says what would be done, and why.
func ExampleDiff() {
	files := []sync.File{
		{Path: "a/cat.png", Key: "images/cat.png", Size: 3, SHA256: "aa"},
		{Path: "b/cat.png", Key: "images/cat.png", Size: 4, SHA256: "bb"},
		{Path: "dog.png", Key: "images/dog.png", Size: 5, SHA256: "cc"},
		{Path: "owl.png", Key: "images/owl.png", Size: 6, SHA256: "dd"},
	}
	manifest := sync.NewManifest("s3://pictures")
	manifest.Set(sync.Entry{Path: "dog.png", Key: "images/dog.png", Size: 9, SHA256: "99"})
	plan := sync.Diff(files, sync.State{Manifest: manifest}, sync.Policy{})
	for _, a := range plan.Actions {
		fmt.Printf("%s %s: %s\n", a.Kind, a.File.Key, a.Reason)
	}
	// Output:
	// conflict images/cat.png: 2 different files get this key, a/cat.png and b/cat.png: rename one or use a key pattern that tells them apart
	// upload images/dog.png: changed
	// upload images/owl.png: new
}

func ExampleManifest() {
	m := sync.NewManifest("s3://pictures")
	m.Set(sync.Entry{Path: "posts/cat.png", Key: "images/cat.png", SHA256: "(hash)", Size: 1234,
		ContentType: "image/png", Width: 640, Height: 480})
	if _, err := m.WriteTo(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// mdmedia.lock 1	s3://pictures
	// posts/cat.png	images/cat.png	(hash)	1234	image/png	640x480	-
}

func ExampleCheckKey() {
	fmt.Println(sync.CheckKey("images/../cat.png"))
	// Output:
	// images/../cat.png: the key has the segment "..": remove it from the key's pattern
}
