package s3test

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

// version of the server. Its module is no requirement of ours: it would bring
// some 200 others into go.mod.
const version = "v1.8.0"

// Build returns the path of the server's program, which it builds if this
// machine has none yet. That takes minutes the first time.
func Build(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder for the S3 test server: %w", err)
	}
	dir := filepath.Join(cache, "mdmedia-tools", "versitygw-"+version)
	program := filepath.Join(dir, "versitygw")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	// Several test programs may want it at once; one of them builds.
	unlock, err := lockedfile.MutexAt(filepath.Join(dir, "lock")).Lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	return program, install(ctx, dir)
}

func install(ctx context.Context, dir string) error {
	cmd := exec.CommandContext(ctx, "go", "install", "github.com/versity/versitygw/cmd/versitygw@"+version)
	cmd.Dir = dir // outside any module, so that no go.mod is in the way
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("cannot build the S3 test server: %w\n%s", err, bytes.TrimSpace(out))
	}
	return nil
}
