package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newAdopt(s streams) *cobra.Command {
	var f siteFlags
	var o mdmedia.AdoptOptions
	cmd := &cobra.Command{
		Use:   "adopt [PATH...]",
		Short: "Turn pasted delivery URLs into local files and references",
		Long: `Adopt is for posts into which delivery URLs were pasted by hand. It finds the
URLs of the configured account in posts and covers, fetches the originals from
the bucket to beside the posts, and writes the posts with local references:

  https://demo.mo.cloudinary.net/images/hello/form.png?tx=q_auto,f_auto,w_550
  form.png?tx=w_550

The new posts and the files go into a new folder, so that you can try them. With
--write the posts are changed in place, after their difference was printed. This
is the only command that changes your files; it overwrites no picture, and
changes only references that a build turns back into the very same URL. Others
stay, with a warning.

The files keep their keys in the bucket (mdmedia.lock records them), so that the
next build gives the same URLs and uploads nothing.`,
		Example: `  mdmedia adopt --dry-run                     what would be fetched and written
  mdmedia adopt                               into the folder adopted
  mdmedia build --content adopted/content/posts --out try
  mdmedia adopt --write --dry-run             the difference, without changing anything
  mdmedia adopt --write content/posts/hello   change one post in place`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.Write && o.Out != "" {
				return fmt.Errorf("--write changes the posts in place, and --out does not: give one of them")
			}
			o.Paths = args
			if o.Write && !f.json {
				o.Diff = s.out
			}
			return f.run(s, func(site *mdmedia.Site, p func(mdmedia.Progress)) (*mdmedia.Report, error) {
				o.Progress = p
				return site.Adopt(cmd.Context(), o)
			}, func(rep *mdmedia.Report) string { return adoptSummary(rep, o.Write) })
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	fl := cmd.Flags()
	fl.StringVar(&o.Out, "out", "", "new `DIR` for posts and files (default: adopted, beside mdmedia.yaml)")
	fl.BoolVar(&o.Write, "write", false, "change the posts in place, after printing the difference")
	fl.BoolVar(&o.DryRun, "dry-run", false, "fetch and write nothing, print what would be done")
	_ = cmd.MarkFlagDirname("out")
	return cmd
}

func adoptSummary(rep *mdmedia.Report, inPlace bool) string {
	fetched, written := "fetched", "written"
	if rep.DryRun {
		fetched, written = "to fetch", "to write"
	}
	line := fmt.Sprintf("%s, %s: %d now local, %d left; %s %s (%s), %d already there; %s %s", count(rep.Posts, "post"),
		count(rep.References, "delivery URL"), rep.Resolved, rep.References-rep.Resolved, count(rep.Fetched, "file"), fetched,
		bytesText(rep.Bytes), rep.Kept, count(rep.Written, "post"), written)
	if !inPlace && rep.Written > 0 {
		line += " to " + rep.Out
	}
	return line + fmt.Sprintf("; %.2f s", rep.Seconds)
}
