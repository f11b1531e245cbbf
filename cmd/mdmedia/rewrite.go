package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newRewrite(s streams) *cobra.Command {
	var f siteFlags
	var path string
	var stream bool
	cmd := &cobra.Command{
		Use:   "rewrite",
		Short: "Rewrite one post, or many, from standard input to standard output",
		Long: `Rewrite reads one post as Markdown from standard input and writes it with
delivery URLs to standard output. It never uploads: a file that is not in the
bucket yet is an error, and mdmedia sync is the remedy.

With --stream it rewrites post after post for another program, until the input
ends. Each line of input is a JSON object with "path", "source" (the whole post)
and an "id" of any kind; each line of output is the answer, with the same "id",
the new "source" (absent where something is wrong), the local "files" that the
post refers to, and the "problems". What changes meanwhile on disk, in mdmedia.yaml
and in mdmedia.lock counts from the next request on.`,
		Example: `  mdmedia rewrite --path content/posts/hello.md < content/posts/hello.md
  mdmedia rewrite --stream < requests.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if stream && path != "" {
				return errors.New("--path does not go with --stream: each request has its own")
			}
			site, err := f.open(s)
			if err != nil {
				return err
			}
			defer site.Close()
			if stream {
				return f.rewriteStream(cmd.Context(), s, site)
			}
			rep, err := site.Rewrite(cmd.Context(), path, s.in, s.out)
			return f.finish(s, rep, err, "")
		},
	}
	f.add(cmd)
	fl := cmd.Flags()
	fl.StringVar(&path, "path", "", "where the `POST` lies, to find the files beside it")
	fl.BoolVar(&stream, "stream", false, "rewrite many posts, a JSON object a line")
	fl.BoolVar(&f.diagrams, "diagrams", false, "draw diagrams in the place of their fences (mermaid.markdown)")
	_ = cmd.MarkFlagFilename("path", "md", "markdown", "mdx")
	return cmd
}

func (f *siteFlags) rewriteStream(ctx context.Context, s streams, site *mdmedia.Site) error {
	w := site.Rewriter(mdmedia.RewriterOptions{Reopen: f.reopen, ConfigFile: f.configName()})
	defer w.Close()
	if err := w.Serve(ctx, s.in, s.out); err != nil && ctx.Err() == nil {
		return f.reported(s, err)
	}
	return nil
}
