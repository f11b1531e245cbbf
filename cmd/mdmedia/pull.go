package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newPull(s streams) *cobra.Command {
	var f siteFlags
	var o mdmedia.PullOptions
	cmd := &cobra.Command{
		Use:   "pull [PATH...]",
		Short: "Fetch the media files that are in the bucket and not on disk",
		Long: `Pull fetches the media files that mdmedia.lock names and that are not on disk:
for a site whose pictures are kept out of git, or on a new machine. They come as
they were uploaded, so without the positions that strip_location took out.

A file that is there stays as it is, whatever it holds. Every file is compared
with its hash in mdmedia.lock before it gets its name, and nothing is written
outside of the site. A run that was stopped goes on where it was, with whole
files.

With PATHs only these files, or the files below these folders, are fetched.`,
		Example: `  mdmedia pull
  mdmedia pull content/posts/hello        the files of one post
  mdmedia pull --dry-run                  what would be fetched`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Paths = args
			site, err := f.open(s)
			if err != nil {
				return err
			}
			defer site.Close()
			progress, clear := s.progress()
			o.Progress = progress
			rep, err := site.Pull(cmd.Context(), o)
			clear()
			return f.finish(s, rep, err, f.partly(s, rep, pullSummary(rep)))
		},
	}
	f.add(cmd)
	f.addJSON(cmd)
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "fetch nothing, print what would be fetched")
	return cmd
}

// partly prints the summary of a run in which some things failed and others
// were done, and returns the one that is still to be printed.
func (f *siteFlags) partly(s streams, rep *mdmedia.Report, summary string) string {
	if !rep.Failed() || f.json || rep.Posts > 0 {
		return summary
	}
	if rep.Fetched > 0 {
		s.printf("%s", summary)
	}
	return ""
}

func pullSummary(rep *mdmedia.Report) string {
	did := "fetched"
	if rep.DryRun {
		did = "to fetch"
	}
	return fmt.Sprintf("%s %s (%s), %d already there; %.2f s", count(rep.Fetched, "file"), did, bytesText(rep.Bytes), rep.Kept, rep.Seconds)
}
