package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mdmedia/mdmedia/internal/measure"
)

const (
	s5cmdVersion  = "v2.3.0"
	rcloneVersion = "v1.71.2"
)

// A peer is a program to compare with. Each is built into the user's cache
// folder if this machine has none of that version, which takes minutes once.
type peer struct {
	name, version string
	build         func(ctx context.Context, dir, program string) error
}

func s5cmdPeer() peer {
	return peer{"s5cmd", s5cmdVersion, func(ctx context.Context, dir, program string) error {
		// go install refuses modules with replacements, a module of our own does not.
		mod := "module tool\n\ngo 1.22\n\nrequire github.com/peak/s5cmd/v2 " + s5cmdVersion + "\n"
		if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644); err != nil {
			return err
		}
		return measure.Run(ctx, dir, goEnv(dir), "go", "build", "-mod=mod", "-o", program, "github.com/peak/s5cmd/v2")
	}}
}

func rclonePeer() peer {
	return peer{"rclone", rcloneVersion, func(ctx context.Context, dir, _ string) error {
		return measure.Run(ctx, dir, goEnv(dir), "go", "install", "github.com/rclone/rclone@"+rcloneVersion)
	}}
}

func goEnv(dir string) []string {
	return []string{"GOBIN=" + dir, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off"}
}

// install returns the path of the program.
func (p peer) install(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "mdmedia-tools", p.name+"-"+p.version)
	program := filepath.Join(dir, p.name+measure.Exe())
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := p.build(ctx, dir, program); err != nil {
		return "", fmt.Errorf("cannot build %s: %w", p.name, err)
	}
	return program, nil
}
