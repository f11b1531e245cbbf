package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newBuild(s streams) *cobra.Command {
	var f siteFlags
	var o mdmedia.BuildOptions
	cmd := &cobra.Command{
		Use:   "build [PATH...]",
		Short: "Upload what is new, then write the pages",
		Long: `Build finds the posts, uploads the media that they refer to, and then writes
the result: HTML pages, Markdown, or JSON for another generator. A post with a
problem keeps its older page; all others are written, and the exit code is 1.

With PATHs only these posts, or the posts below these folders, are built; the
index and the feed are left alone, and nothing is removed.`,
		Example: `  mdmedia build
  mdmedia build content/posts/hello.md
  mdmedia build --format markdown --out build/content
  mdmedia build --dry-run`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Paths = args
			return f.run(s, func(site *mdmedia.Site, p func(mdmedia.Progress)) (*mdmedia.Report, error) {
				o.Progress = p
				return site.Build(cmd.Context(), o)
			}, func(rep *mdmedia.Report) string { return summary(rep, true) })
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.out, "out", "", "`DIR` for the result, instead of the configured one")
	fl.StringVar(&f.format, "format", "", "html, markdown or json, instead of the configured one")
	fl.BoolVar(&o.DryRun, "dry-run", false, "write and send nothing, print what would be done")
	fl.BoolVar(&o.Offline, "offline", false, "never use the network: trust mdmedia.lock, fail where it lacks something")
	fl.BoolVar(&o.Fragment, "fragment", false, "write each page's body alone, without layout and index")
	fl.BoolVar(&o.Drafts, "drafts", false, "also build drafts")
	fl.BoolVar(&o.Future, "future", false, "also build posts dated in the future")
	_ = cmd.MarkFlagDirname("out")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(
		[]string{mdmedia.HTML, mdmedia.Markdown, mdmedia.JSON}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func newSync(s streams) *cobra.Command {
	var f siteFlags
	var o mdmedia.SyncOptions
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Upload what is new, without writing pages",
		Example: `  mdmedia sync
  mdmedia sync --dry-run`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(s, func(site *mdmedia.Site, p func(mdmedia.Progress)) (*mdmedia.Report, error) {
				o.Progress = p
				return site.Sync(cmd.Context(), o)
			}, func(rep *mdmedia.Report) string { return summary(rep, false) })
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	fl := cmd.Flags()
	fl.BoolVar(&o.DryRun, "dry-run", false, "send nothing, print what would be sent and why")
	fl.BoolVar(&o.Drafts, "drafts", false, "also upload what drafts refer to")
	fl.BoolVar(&o.Future, "future", false, "also upload what posts dated in the future refer to")
	return cmd
}

func newCheck(s streams) *cobra.Command {
	var f siteFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Report everything that build would complain about",
		Long: `Check reads every post, drafts included, and reports everything that build
would complain about. It does not use the network and writes nothing.`,
		Example: `  mdmedia check
  mdmedia check --json | jq -r '.problems[].message'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.run(s, func(site *mdmedia.Site, p func(mdmedia.Progress)) (*mdmedia.Report, error) {
				return site.Check(cmd.Context(), mdmedia.CheckOptions{Progress: p})
			}, checkSummary)
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	return cmd
}

func newRewrite(s streams) *cobra.Command {
	var f siteFlags
	var path string
	cmd := &cobra.Command{
		Use:   "rewrite",
		Short: "Rewrite one post from standard input to standard output",
		Long: `Rewrite reads one post as Markdown from standard input and writes it with
delivery URLs to standard output. It never uploads: a file that is not in the
bucket yet is an error, and mdmedia sync is the remedy.`,
		Example: `  mdmedia rewrite --path content/posts/hello.md < content/posts/hello.md`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := f.open(s)
			if err != nil {
				return err
			}
			defer site.Close()
			rep, err := site.Rewrite(cmd.Context(), path, s.in, s.out)
			return f.finish(s, rep, err, "")
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&path, "path", "", "where the `POST` lies, to find the files beside it")
	_ = cmd.MarkFlagFilename("path", "md", "markdown", "mdx")
	return cmd
}

func isCancelled(err error) bool { return errors.Is(err, context.Canceled) }
