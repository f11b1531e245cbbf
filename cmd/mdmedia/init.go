package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newInit(s streams) *cobra.Command {
	var hugo bool
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write an mdmedia.yaml that fits this folder",
		Long: `Init looks at the current folder and writes a commented mdmedia.yaml for it.
It asks nothing and never overwrites a file. In a git work tree it also tells git,
in .gitattributes, how to merge mdmedia.lock.

With --hugo it also writes the templates with which Hugo shows media and diagrams
into layouts: for sites that do not take them from the Hugo module.`,
		Example: `  mdmedia init
  mdmedia init --hugo`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var f siteFlags
			if err := initConfig(s, hugo); err != nil {
				return f.reported(s, err)
			}
			if hugo {
				if err := initHugo(s); err != nil {
					return f.reported(s, err)
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&hugo, "hugo", false, "also write templates for Hugo into layouts")
	return cmd
}

// initConfig writes the configuration. With hugo one that is there is no
// mistake.
func initConfig(s streams, hugo bool) error {
	text, found := mdmedia.InitialConfig(os.DirFS("."))
	if hugo {
		text += mdmedia.HugoConfig
	}
	err := writeNew(mdmedia.ConfigFile, []byte(text))
	if errors.Is(err, fs.ErrExist) {
		if hugo {
			return nil
		}
		return errors.New(mdmedia.ConfigFile + " exists already: edit it, or remove it first")
	}
	if err != nil {
		return err
	}
	added, err := mdmedia.AddMergeAttribute(".")
	if added && err == nil {
		s.printf("added %q to .gitattributes: branches that add pictures merge without a conflict", mdmedia.MergeAttribute)
	}
	next := "build"
	if hugo {
		next = "sync and hugo"
	}
	s.printf("wrote %s for %s; next: mdmedia check, then mdmedia %s", mdmedia.ConfigFile, found, next)
	return err
}
