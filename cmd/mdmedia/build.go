package main

import (
	"context"
	"errors"
	"fmt"

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
			s.heap.raise(buildHeap)
			o.Paths = args
			return f.run(s, func(site *mdmedia.Site, p func(mdmedia.Progress)) (*mdmedia.Report, error) {
				o.Progress, o.Drain = p, cmd.Context().Done()
				return site.Build(s.draining(cmd.Context()), o)
			}, func(rep *mdmedia.Report) string { return summary(rep, true) })
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	f.addResult(cmd, &o.Fragment, &o.Drafts, &o.Future)
	fl := cmd.Flags()
	fl.BoolVar(&o.DryRun, "dry-run", false, "write and send nothing, print what would be done")
	fl.BoolVar(&o.Offline, "offline", false, "never use the network: trust mdmedia.lock, fail where it lacks something")
	return cmd
}

func newSync(s streams) *cobra.Command {
	var f siteFlags
	var o mdmedia.SyncOptions
	var grace int
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Upload what is new, without writing pages",
		Long: `Sync uploads what the posts refer to and the bucket does not hold yet. What it
holds is known from mdmedia.lock, which you commit with the site: where nothing
has changed, nothing is asked.

With --verify the bucket is asked about everything (one request for a thousand
objects): what someone deleted by hand is sent again.

With --prune the objects that no post needs any more are deleted, drafts and
future posts included. Only objects that mdmedia.lock calls ours are deleted, and
only after they have been unused for 30 days, counted from the first run that
finds them so, so that the pictures of another branch survive. If more than a
tenth of all objects (and more than one) would go at once, none does. Do not
prune a bucket in which another site uses the same keys.`,
		Example: `  mdmedia sync
  mdmedia sync --dry-run             what would be sent, and why
  mdmedia sync --verify              repair what was deleted in the bucket
  mdmedia sync --prune --dry-run     what would be deleted
  mdmedia sync --prune --grace 7 --max-delete 25`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkPruneFlags(cmd, grace, o); err != nil {
				return err
			}
			return f.run(s, func(site *mdmedia.Site, p func(mdmedia.Progress)) (*mdmedia.Report, error) {
				o.Progress, o.Drain = p, cmd.Context().Done()
				if cmd.Flags().Changed("grace") {
					o.Grace = &grace
				}
				return site.Sync(s.draining(cmd.Context()), o)
			}, func(rep *mdmedia.Report) string { return summary(rep, false) })
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	fl := cmd.Flags()
	fl.BoolVar(&o.DryRun, "dry-run", false, "send nothing, print what would be sent and why")
	fl.BoolVar(&o.Verify, "verify", false, "ask the bucket about everything, and repair it")
	fl.BoolVar(&o.Prune, "prune", false, "delete the objects of ours that no post has needed for some time")
	fl.IntVar(&grace, "grace", 30, "`DAYS` that an unused object is kept, from the first --prune that finds it")
	fl.Float64Var(&o.MaxDelete, "max-delete", 10, "largest part of all objects, in `PERCENT`, to delete at once")
	fl.BoolVar(&o.Drafts, "drafts", false, "also upload what drafts refer to")
	fl.BoolVar(&o.Future, "future", false, "also upload what posts dated in the future refer to")
	return cmd
}

func newCheck(s streams) *cobra.Command {
	var f siteFlags
	var explain string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Report everything that build would complain about",
		Long: `Check reads every post, drafts included, and reports everything that build
would complain about. It does not use the network and writes nothing.

With --explain it says for each reference of one post, or of one line of it, which
places its file was looked for in, which one had it, and the key and the URL that
it gets.`,
		Example: `  mdmedia check
  mdmedia check --explain content/posts/hello.md:14
  mdmedia check --json | jq -r '.problems[].message'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if explain != "" {
				return f.explain(cmd.Context(), s, explain)
			}
			return f.run(s, func(site *mdmedia.Site, p func(mdmedia.Progress)) (*mdmedia.Report, error) {
				return site.Check(cmd.Context(), mdmedia.CheckOptions{Progress: p})
			}, checkSummary)
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	cmd.Flags().StringVar(&explain, "explain", "", "say how the references of `POST[:LINE]` are resolved, instead")
	_ = cmd.MarkFlagFilename("explain", "md", "markdown", "mdx")
	return cmd
}

// checkPruneFlags refuses what would mean nothing.
func checkPruneFlags(cmd *cobra.Command, grace int, o mdmedia.SyncOptions) error {
	switch set := cmd.Flags().Changed; {
	case !o.Prune && (set("grace") || set("max-delete")):
		return errors.New("--grace and --max-delete go with --prune")
	case grace < 0:
		return fmt.Errorf("--grace: %d is no number of days: use 0 or more", grace)
	case o.MaxDelete <= 0 || o.MaxDelete > 100:
		return fmt.Errorf("--max-delete: %v is no percentage: use a number over 0 and up to 100", o.MaxDelete)
	}
	return nil
}

// draining returns a context that the first Ctrl-C does not end: what is on its
// way to the bucket is finished, and nothing else is begun. The second Ctrl-C
// ends the program.
func (s streams) draining(ctx context.Context) context.Context {
	context.AfterFunc(ctx, func() {
		if s.terminal {
			s.errorf("finishing what is on its way; Ctrl-C again leaves at once")
		}
	})
	return context.WithoutCancel(ctx)
}

func isCancelled(err error) bool { return errors.Is(err, context.Canceled) }
