package main

import (
	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newMermaid(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mermaid",
		Short: "Keep what draws the diagrams, and what was drawn",
		Example: `  mdmedia mermaid prune       remove the finished diagrams that no post has
  mdmedia mermaid install --from mermaid.bundle
  mdmedia mermaid licenses    of what the diagrams are drawn with`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newMermaidPrune(s), newMermaidInstall(s), newMermaidLicenses(s))
	return cmd
}

func newMermaidPrune(s streams) *cobra.Command {
	var f siteFlags
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Remove the finished diagrams that no post has any more",
		Long: `Prune removes from mermaid.cache (.mdmedia/diagrams) the diagrams that no post
has any more, drafts included. It reads the posts for it. While something is
wrong with one of them it removes nothing.`,
		Example: `  mdmedia mermaid prune`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := f.open(s)
			if err != nil {
				return err
			}
			defer site.Close()
			n, rep, err := site.PruneDiagrams(cmd.Context())
			return f.finish(s, rep, err, count(n, "diagram")+" removed")
		},
	}
	f.add(cmd)
	return cmd
}

func newMermaidInstall(s streams) *cobra.Command {
	var from, sum string
	cmd := &cobra.Command{
		Use:   "install --from FILE|URL|FOLDER",
		Short: "Get Mermaid for a program that was built without it",
		Long: `Install gives this program Mermaid to draw with, if it was built without it, as
go install does. It is for the current user, in the user's cache folder.

FILE or URL is the mermaid.bundle that a release of mdmedia ships; for a URL the
SHA-256 of the release page is needed. FOLDER is a node_modules folder with
mermaid and esbuild in it, from which the bundle is made (this runs node).`,
		Example: `  mdmedia mermaid install --from mermaid.bundle
  npm install mermaid@12.3.0 esbuild && mdmedia mermaid install --from node_modules`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			release, file, err := mdmedia.InstallMermaid(cmd.Context(), from, sum)
			if err != nil {
				return err
			}
			s.printf("Mermaid %s is installed: %s\n", release, file)
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the bundle, or a node_modules folder")
	cmd.Flags().StringVar(&sum, "sha256", "", "the SHA-256 that the bundle must have")
	_ = cmd.MarkFlagRequired("from")
	return cmd
}

func newMermaidLicenses(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "licenses",
		Short:   "Print the licences of what draws the diagrams",
		Example: `  mdmedia mermaid licenses | less`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := mdmedia.MermaidLicenses()
			if err != nil {
				return err
			}
			s.printf("%s", text)
			return nil
		},
	}
}
