package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mdmedia/mdmedia/internal/measure"
)

const hugoVersion = "v0.165.0"

// installHugo returns the path of Hugo, which it builds into the user's cache
// folder if this machine has none of that version. That takes minutes once.
func installHugo(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "mdmedia-tools", "hugo-"+hugoVersion)
	program := filepath.Join(dir, "hugo"+measure.Exe())
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	fmt.Println("building Hugo", hugoVersion, "(once, some minutes)")
	return program, measure.Run(ctx, dir, []string{"GOBIN=" + dir, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off"},
		"go", "install", "github.com/gohugoio/hugo@"+hugoVersion)
}
