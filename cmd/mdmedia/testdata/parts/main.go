// Command parts is mdmedia build with parts of 5 MiB, the least that S3 takes,
// so that a test need not send videos of 64 MiB two hundred times.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mdmedia/mdmedia"
	"github.com/mdmedia/mdmedia/sync"
)

func main() {
	if err := build(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build(ctx context.Context) error {
	cfg, err := mdmedia.LoadConfig(mdmedia.ConfigFile)
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	store, err := sync.NewS3(ctx, sync.S3Config{
		Bucket: cfg.Store.S3.Bucket, Endpoint: cfg.Store.S3.Endpoint, PartSize: 5 << 20, Multipart: 5<<20 + 1,
		Journal: filepath.Join(cache, "journal"),
	})
	if err != nil {
		return err
	}
	site, err := mdmedia.Open(cfg, mdmedia.Options{Store: store})
	if err != nil {
		return err
	}
	defer site.Close()
	rep, err := site.Build(ctx, mdmedia.BuildOptions{})
	if err == nil && len(rep.Problems) > 0 {
		err = &mdmedia.ProblemsError{Problems: rep.Problems}
	}
	return err
}
