// Package hugo builds the current Hugo for tests and benchmarks. It is built once
// a machine with the go command and kept in the user's cache folder.
package hugo

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// Version of Hugo. Its module is no requirement of ours: it would bring some 200
// others into go.mod.
const Version = "v0.165.0"

// Build returns the path of the program, which it builds if the machine has none
// yet; that takes minutes. cache is the user's cache folder; "": as the
// environment says.
func Build(ctx context.Context, cache string) (string, error) {
	if cache == "" {
		var err error
		if cache, err = os.UserCacheDir(); err != nil {
			return "", fmt.Errorf("no folder for Hugo: %w", err)
		}
	}
	dir := filepath.Join(cache, "mdmedia-tools", "hugo-"+Version)
	program := filepath.Join(dir, "hugo")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	// Several programs may want it at once; one of them builds.
	unlock, err := lockedfile.MutexAt(filepath.Join(dir, "lock")).Lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	cmd := exec.CommandContext(ctx, "go", "install", "github.com/gohugoio/hugo@"+Version)
	cmd.Dir = dir // outside any module, so that no go.mod is in the way
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("cannot build Hugo: %w\n%s", err, bytes.TrimSpace(out))
	}
	return program, nil
}
