package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newInit(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write an mdmedia.yaml that fits this folder",
		Long: `Init looks at the current folder and writes a commented mdmedia.yaml for it.
It asks nothing and never overwrites a file. In a git work tree it also tells git,
in .gitattributes, how to merge mdmedia.lock.`,
		Example: "  mdmedia init",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var f siteFlags
			text, found := mdmedia.InitialConfig(os.DirFS("."))
			file, err := os.OpenFile(mdmedia.ConfigFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return f.reported(s, errors.New(mdmedia.ConfigFile+" exists already: edit it, or remove it first"))
			}
			if err == nil {
				_, err = file.WriteString(text)
				if cerr := file.Close(); err == nil {
					err = cerr
				}
				if err != nil {
					_ = os.Remove(mdmedia.ConfigFile)
				}
			}
			if err != nil {
				return f.reported(s, err)
			}
			added, err := mdmedia.AddMergeAttribute(".")
			if added && err == nil {
				s.printf("added %q to .gitattributes: branches that add pictures merge without a conflict", mdmedia.MergeAttribute)
			}
			s.printf("wrote %s for %s; next: mdmedia check, then mdmedia build", mdmedia.ConfigFile, found)
			if err != nil {
				return f.reported(s, err)
			}
			return nil
		},
	}
}
