package measure

import (
	"context"
	"path/filepath"
)

// BuildMdmedia compiles the program into dir, as a release of it is, and returns
// its path. The working directory must be the top of this repository.
func BuildMdmedia(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "mdmedia"+Exe())
	return program, Run(ctx, "", []string{"CGO_ENABLED=0"}, "go", "build",
		"-pgo=cmd/mdmedia/release.pgo", "-trimpath", "-ldflags=-s -w", "-o", program, "./cmd/mdmedia")
}
