// Command demo runs the main job on the example blog, without an account:
// first into a folder, then against a real S3 server that it starts itself.
// It works on a copy, so that the example stays as it is, and says at the end
// where to look.
package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/mdmedia/mdmedia/internal/s3test"
)

const (
	workDir = "build/demo"
	bucket  = "my-media"
	// bundle is Mermaid, as make bundle puts it into the program.
	bundle = "renderer/mermaid/internal/embedded/bundle/mermaid.bundle"
)

func main() {
	if err := demo(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// A demonstration knows where things are.
type demonstration struct {
	ctx           context.Context //nolint:containedctx // one run, from beginning to end
	program, site string
}

func demo(ctx context.Context) error {
	abs, err := filepath.Abs(workDir)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(abs); err != nil {
		return err
	}
	d := demonstration{ctx: ctx, program: filepath.Join(abs, "mdmedia"), site: filepath.Join(abs, "blog")}
	if err := d.prepare(); err != nil {
		return err
	}
	fmt.Println("== 1. No account: the bucket is a folder")
	if err := d.mdmedia(nil, "build"); err != nil {
		return err
	}
	fmt.Println("\n== 2. A real S3 server on this machine, Cloudinary URLs")
	server, err := s3test.Launch(ctx, filepath.Join(abs, "s3"))
	if err != nil {
		return err
	}
	defer server.Stop()
	if err := server.CreateBucket(ctx, bucket); err != nil {
		return err
	}
	if err := d.withS3(server); err != nil {
		return err
	}
	fmt.Println("\nLook at:")
	fmt.Println("  " + filepath.Join(workDir, "blog", "public", "index.html") + "   the blog; its images show from disk")
	fmt.Println("  " + filepath.Join(workDir, "blog", "published") + "   the same posts as Markdown with Cloudinary URLs")
	fmt.Println("  " + filepath.Join(workDir, "s3", "data", bucket) + "   what the S3 server holds")
	fmt.Println("  " + filepath.Join(workDir, "blog", "mdmedia.lock") + "   the record of it, to be committed with a site")
	fmt.Println("\nWrite in it, and see the pages change as you save:")
	fmt.Println("  " + filepath.Join(workDir, "mdmedia") + " serve --config " + filepath.Join(workDir, "blog", "mdmedia.yaml"))
	return nil
}

// prepare builds the program and copies the blog.
func (d demonstration) prepare() error {
	build := exec.CommandContext(d.ctx, "go", "build", "-o", d.program, "./cmd/mdmedia")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		return err
	}
	if err := os.CopyFS(d.site, os.DirFS(filepath.Join("examples", "blog"))); err != nil {
		return err
	}
	if _, err := os.Stat(bundle); err != nil {
		fmt.Println("mdmedia is built without Mermaid (npm is missing): the diagrams are drawn in the page, by a script from a CDN")
		return d.appendConfig("mdmedia.yaml", "mermaid: {render: client}\n")
	}
	return nil
}

// withS3 builds twice: the second time nothing is uploaded.
func (d demonstration) withS3(server *s3test.Server) error {
	data, err := fs.ReadFile(os.DirFS(d.site), "mdmedia.yaml")
	if err != nil {
		return err
	}
	text := string(data) +
		fmt.Sprintf("store:\n  s3: {bucket: %s, region: %s, endpoint: %q, path_style: true}\n", bucket, server.Region, server.Endpoint) +
		"delivery:\n  cloudinary: {cloud: demo}\n"
	if err := os.WriteFile(filepath.Join(d.site, "s3.yaml"), []byte(text), 0o600); err != nil {
		return err
	}
	for range 2 {
		if err := d.mdmedia(server.Env(), "build", "--config", "s3.yaml", "--format", "markdown", "--out", "published"); err != nil {
			return err
		}
	}
	return nil
}

func (d demonstration) appendConfig(name, text string) error {
	f, err := os.OpenFile(filepath.Join(d.site, name), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// mdmedia runs the program in the blog as a person would, and shows the call.
func (d demonstration) mdmedia(env []string, args ...string) error {
	fmt.Println("$ mdmedia", strings.Join(args, " "))
	cmd := exec.CommandContext(d.ctx, d.program, args...)
	cmd.Dir = d.site
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}
