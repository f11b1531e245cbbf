package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

func newRewrite(s streams) *cobra.Command {
	var f siteFlags
	var path, media string
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
			switch {
			case stream && path != "":
				return errors.New("--path does not go with --stream: each request has its own")
			case !stream && media != "":
				return errors.New("--media goes with --stream")
			}
			site, err := f.open(s)
			if err != nil {
				return err
			}
			defer site.Close()
			if stream {
				return f.rewriteStream(cmd.Context(), s, site, media)
			}
			rep, err := site.Rewrite(cmd.Context(), path, s.in, s.out)
			return f.finish(s, rep, err, "")
		},
	}
	f.add(cmd)
	fl := cmd.Flags()
	fl.StringVar(&path, "path", "", "where the `POST` lies, to find the files beside it")
	fl.BoolVar(&stream, "stream", false, "rewrite many posts, a JSON object a line")
	fl.StringVar(&media, "media", "", "show what the bucket does not hold yet at `HOST:PORT`, while you write; port 0 is any free one")
	fl.BoolVar(&f.diagrams, "diagrams", false, "draw diagrams in the place of their fences (mermaid.markdown)")
	_ = cmd.MarkFlagFilename("path", "md", "markdown", "mdx")
	return cmd
}

func (f *siteFlags) rewriteStream(ctx context.Context, s streams, site *mdmedia.Site, media string) error {
	o := mdmedia.RewriterOptions{Reopen: f.reopen, ConfigFile: f.configName(), Notice: func(line string) { s.errorf("%s", line) }}
	var l net.Listener
	if media != "" {
		if _, _, err := net.SplitHostPort(media); err != nil {
			return fmt.Errorf("--media: %q is no address: write it like %s", media, defaultMediaAddr)
		}
		var err error
		if l, err = listen(ctx, media, defaultMediaAddr); err != nil {
			return f.reported(s, err)
		}
		defer l.Close()
		o.Media = "http://" + l.Addr().String()
	}
	w, err := site.Rewriter(o)
	if err != nil {
		return f.reported(s, err)
	}
	defer w.Close()
	if l != nil {
		srv := &http.Server{Handler: w.MediaHandler(), ReadHeaderTimeout: 10 * time.Second}
		go func() { _ = srv.Serve(l) }() // until it is closed
		defer srv.Close()
	}
	if err := w.Serve(ctx, s.in, s.out); err != nil && ctx.Err() == nil {
		return f.reported(s, err)
	}
	return nil
}
