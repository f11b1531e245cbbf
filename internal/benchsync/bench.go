package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mdmedia/mdmedia/internal/faultproxy"
	"github.com/mdmedia/mdmedia/internal/measure"
	"github.com/mdmedia/mdmedia/internal/s3test"
)

// A bench is the prepared machine.
type bench struct {
	out          io.Writer
	runs         int
	opts         options
	dir          string // everything that is written is below it
	corpus, many corpus
	programs     map[string]string
	server       *s3test.Server
	buckets      int
}

func prepare(ctx context.Context, out io.Writer, o options) (*bench, error) {
	b := &bench{out: out, runs: o.runs, opts: o, dir: o.dir, corpus: o.corpus(), many: o.crowd(), programs: map[string]string{}}
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return nil, err
	}
	for _, p := range []peer{s5cmdPeer(), rclonePeer()} {
		if !has(o.peers, p.name) {
			continue
		}
		var err error
		if b.programs[p.name], err = p.install(ctx); err != nil {
			return nil, err
		}
	}
	var err error
	if b.programs[ours], err = measure.BuildMdmedia(ctx, b.dir); err != nil {
		return nil, err
	}
	if err := b.generate(ctx, b.dir, b.corpus); err != nil {
		return nil, err
	}
	if b.many.files > 0 {
		if err := b.generate(ctx, filepath.Join(b.dir, "many"), b.many); err != nil {
			return nil, err
		}
	}
	b.server, err = s3test.Launch(ctx, filepath.Join(b.dir, "server"))
	return b, err
}

// generate writes a corpus in a process of its own: see measure.Command.
func (b *bench) generate(ctx context.Context, dir string, c corpus) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	content := filepath.Join(dir, "site", "content")
	if err := os.MkdirAll(content, 0o755); err != nil {
		return err
	}
	fmt.Fprintf(b.out, "generating %d files in %d folders in %s\n", c.files, c.folders, content)
	return measure.Run(ctx, "", nil, self, "generate", content,
		strconv.Itoa(c.folders), strconv.Itoa(c.files), strconv.FormatInt(c.large, 10), strconv.FormatBool(c.tiny))
}

// env hides the user's AWS settings from the programs.
func (b *bench) env() []string {
	return append(b.server.Env(), "AWS_REGION="+b.server.Region)
}

// newPlace is the site in dir with an empty bucket.
func (b *bench) newPlace(ctx context.Context, dir, program, endpoint string) (place, error) {
	b.buckets++
	p := place{
		site: filepath.Join(dir, "site"), cache: filepath.Join(dir, "cache"),
		endpoint: endpoint, bucket: fmt.Sprintf("%s-%d", program, b.buckets),
	}
	if err := b.server.CreateBucket(ctx, p.bucket); err != nil {
		return p, err
	}
	if program == ours {
		return p, p.forget()
	}
	return p, nil
}

// drop frees the memory that a bucket takes. The server keeps it as a folder.
func (b *bench) drop(p place) { _ = os.RemoveAll(filepath.Join(b.server.Dir, p.bucket)) }

func (b *bench) objects(ctx context.Context, bucket string) (n int, err error) {
	pages := s3.NewListObjectsV2Paginator(b.server.Client(), &s3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return n, err
		}
		n += len(page.Contents)
	}
	return n, nil
}

// same checks an object's bytes.
func (b *bench) same(ctx context.Context, bucket, key string, want []byte) error {
	out, err := b.server.Client().GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return err
	}
	defer out.Body.Close()
	got, err := io.ReadAll(out.Body)
	if err == nil && !bytes.Equal(got, want) {
		err = errors.New(key + " does not have the new bytes")
	}
	return err
}

// measure runs everything and returns the samples, and how many requests
// mdmedia made.
func (b *bench) measure(ctx context.Context) (results, map[string]int, error) {
	res := results{}
	for run := range b.runs {
		if b.opts.measures("near") {
			if err := b.round(ctx, run, res); err != nil {
				return nil, nil, err
			}
		}
		if b.opts.measures("far") {
			if err := b.far(ctx, run, res); err != nil {
				return nil, nil, err
			}
		}
	}
	var requests map[string]int
	var err error
	if b.opts.measures("near") {
		requests, err = b.requests(ctx)
	}
	if err == nil && b.many.files > 0 {
		err = b.crowd(ctx, res)
	}
	return res, requests, err
}

// requests counts what mdmedia asks in each scenario, untimed.
func (b *bench) requests(ctx context.Context) (map[string]int, error) {
	proxy, err := faultproxy.Start(faultproxy.Options{Target: b.server.Endpoint})
	if err != nil {
		return nil, err
	}
	defer proxy.Close()
	p, err := b.newPlace(ctx, b.dir, ours, proxy.URL())
	if err != nil {
		return nil, err
	}
	defer b.drop(p)
	counts := map[string]int{}
	for _, step := range []struct {
		scenario string
		prepare  func() error
	}{
		{cold, func() error { return nil }},
		{unchanged, func() error { return nil }},
		{changed, func() error { _, err := b.corpus.change(p.content(), changedFiles, 0x80); return err }},
		{touched, func() error { return touch(p.content()) }},
	} {
		if err := step.prepare(); err != nil {
			return nil, err
		}
		proxy.Forget()
		c := b.sync(ours, p)
		if err := measure.Run(ctx, p.site, append(b.env(), c.env...), c.args[0], c.args[1:]...); err != nil {
			return nil, err
		}
		counts[step.scenario], _ = proxy.Count(faultproxy.Match{})
		counts[step.scenario+" sent"], _ = proxy.Count(faultproxy.Match{Method: "PUT"})
	}
	return counts, nil
}

// machine describes where the figures come from.
func (b *bench) machine(ctx context.Context) string {
	return fmt.Sprintf("%s, %d cores, %s; mdmedia %s, s5cmd %s, rclone %s",
		runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version(),
		measure.Output(ctx, "git", "describe", "--tags", "--always", "--dirty"), s5cmdVersion, rcloneVersion)
}
