package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/mdmedia/mdmedia"
)

// A serveCommand shows the site while it is written.
type serveCommand struct {
	s      streams
	f      siteFlags
	addr   string
	editor string
	open   bool
	poll   bool
	last   []mdmedia.Problem // that were printed
}

func newServe(s streams) *cobra.Command {
	c := &serveCommand{s: s}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show the site in the browser while you write",
		Long: `Serve shows the pages as build would write them, drafts included, and follows
every change: what you save is swapped in the page that is open, which stays
where you scrolled it to. Nothing is uploaded, nothing is written but finished
diagrams into their cache, and no account is needed: the pictures come from the
files beside your posts, at the size and in the format that the published page
asks Cloudinary for.

What is wrong with a post is shown over its page, with a link that opens your
editor there. http://127.0.0.1:4000/_mdmedia/ lists all posts, their problems
and the files that no post refers to.`,
		Example: `  mdmedia serve
  mdmedia serve --open                   and open the browser
  mdmedia serve --addr 127.0.0.1:8080
  mdmedia serve --editor idea            or cursor, sublime, vscode, zed, a URL with {file}, {line}, {col}
  mdmedia serve --poll                   for network drives`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context()) },
	}
	c.f.add(cmd)
	fl := cmd.Flags()
	fl.StringVar(&c.addr, "addr", defaultAddr, "`HOST:PORT` to listen to; a taken port gives way to the next free one, unless you chose it")
	fl.StringVar(&c.editor, "editor", "vscode", "`NAME` or URL of the editor that problems open in")
	fl.BoolVar(&c.open, "open", false, "open the browser")
	fl.BoolVar(&c.poll, "poll", false, "compare the files every half second instead of being told of changes")
	return cmd
}

const (
	defaultAddr  = "127.0.0.1:4000"
	pollInterval = 500 * time.Millisecond
)

// editors are the links of those that have one.
var editors = map[string]string{
	"vscode":  "vscode://file{file}:{line}:{col}",
	"cursor":  "cursor://file{file}:{line}:{col}",
	"zed":     "zed://file{file}:{line}:{col}",
	"idea":    "idea://open?file={file}&line={line}&column={col}",
	"sublime": "subl://open?url=file://{file}&line={line}&column={col}",
}

func (c *serveCommand) run(ctx context.Context) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	site, err := c.f.open(c.s)
	if err != nil {
		return err
	}
	defer site.Close()
	l, err := listen(ctx, c.addr, defaultAddr)
	if err != nil {
		return c.f.reported(c.s, err)
	}
	progress, clear := c.s.progress()
	o.Progress = progress
	p, err := site.Preview(ctx, o)
	clear()
	if err != nil {
		_ = l.Close()
		return c.f.reported(c.s, err)
	}
	defer p.Close()
	url := "http://" + l.Addr().String() + "/"
	c.s.printf("serving %s (all posts: %s_mdmedia/); Ctrl-C ends", url, url)
	c.report(p.Problems())
	if c.open {
		openBrowser(url)
	}
	return c.serve(ctx, l, p)
}

func (c *serveCommand) options() (mdmedia.PreviewOptions, error) {
	o := mdmedia.PreviewOptions{
		Changed: c.changed, Notice: func(line string) { c.s.errorf("%s", line) }, Reopen: c.f.reopen, ConfigFile: c.f.configName(),
	}
	if c.poll {
		o.Poll = pollInterval
	}
	host, _, err := net.SplitHostPort(c.addr)
	if err != nil {
		return o, fmt.Errorf("--addr: %q is no address: write it like %s", c.addr, defaultAddr)
	}
	o.Host = host
	o.Editor = editors[c.editor]
	if o.Editor == "" {
		if !strings.Contains(c.editor, "{file}") || !strings.Contains(c.editor, ":") {
			return o, fmt.Errorf("--editor: %q is not known: use cursor, idea, sublime, vscode, zed, or a URL with {file}, {line} and {col}", c.editor)
		}
		o.Editor = c.editor
	}
	return o, nil
}

// nextPorts is how many ports are tried beside the default one.
const nextPorts = 20

// listen opens an address, which was checked before. Where it is the default one
// and taken, the next free port will do.
func listen(ctx context.Context, addr, usual string) (net.Listener, error) {
	host, port, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(port)
	var lc net.ListenConfig
	for i := 0; ; i++ {
		l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(n+i)))
		if err == nil {
			return l, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) || addr != usual || i == nextPorts {
			return nil, fmt.Errorf("cannot listen to %s: %s: choose another with --addr", addr, lastReason(err))
		}
	}
}

// lastReason is the innermost error, without the addresses before it.
func lastReason(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err.Error()
}

// serve answers requests and follows changes until the context ends.
func (c *serveCommand) serve(ctx context.Context, l net.Listener, p *mdmedia.Preview) error {
	srv := &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		failed <- srv.Serve(l)
		cancel()
	}()
	err := p.Run(ctx)
	_ = p.Close() // ends the streams, for which the server would wait
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer done()
	if srv.Shutdown(stop) != nil {
		_ = srv.Close()
	}
	if serveErr := <-failed; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	if err != nil {
		return c.f.reported(c.s, err)
	}
	return nil
}

// changed says in one line what a change came to, and then what is wrong.
func (c *serveCommand) changed(ch mdmedia.PreviewChange) {
	what := strings.Join(ch.Files, ", ")
	if what == "" {
		what = "folders"
	}
	c.s.printf("%s changed %s (%s, %d ms)", time.Now().Format(time.TimeOnly), what, count(ch.Posts, "post"), ch.Elapsed.Milliseconds())
	c.report(ch.Problems)
}

// report prints the problems, if they are not those of the last time.
func (c *serveCommand) report(list []mdmedia.Problem) {
	if slices.Equal(list, c.last) {
		return
	}
	if c.last = list; len(list) == 0 {
		c.s.printf("no problems any more")
	}
	for _, p := range list {
		fmt.Fprintln(c.s.err, problemText(p))
	}
}

// openBrowser opens a page in the person's browser, if there is one.
func openBrowser(url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	cmd := exec.Command(name, args...)
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}
