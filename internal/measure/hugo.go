package measure

import (
	"context"
	"os"
	"path/filepath"
)

// HugoVersion is the one to compare with.
const HugoVersion = "v0.165.0"

// InstallHugo returns the path of Hugo, which it builds into the user's cache
// folder if this machine has none of that version. That takes minutes once.
func InstallHugo(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "mdmedia-tools", "hugo-"+HugoVersion)
	program := filepath.Join(dir, "hugo"+Exe())
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return program, Run(ctx, dir, []string{"GOBIN=" + dir, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off"},
		"go", "install", "github.com/gohugoio/hugo@"+HugoVersion)
}
