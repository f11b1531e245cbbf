package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the release build (-ldflags "-X main.version=...").
var version = ""

func newVersion(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  mdmedia version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			s.printf("mdmedia %s %s/%s %s", versionText(), runtime.GOOS, runtime.GOARCH, runtime.Version())
			return nil
		},
	}
}

func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
