package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

type bench struct {
	options
	dir, mdmedia, hugo string
	eleventy           string // node_modules
}

// A side is one way to build the pages.
type side struct {
	name  string
	args  []string
	env   []string
	out   string   // where pages and pictures are
	wipe  []string // what is removed before a cold build
	serve func(ctx context.Context) (base string, stop func(), err error)
}

// A row is what was found of a side.
type row struct {
	name            string
	cold, unchanged measure.Sample
	pictures        int
	bytes           int64
	phone, desktop  int64 // pixels loaded
}

func (b *bench) sides() []side {
	at := func(parts ...string) string { return filepath.Join(append([]string{b.dir}, parts...)...) }
	cache := "XDG_CACHE_HOME=" + at("cache")
	ours := side{
		name: "mdmedia", args: []string{b.mdmedia, "build", "--config", at("ours", "mdmedia.yaml")}, env: []string{cache},
		out: at("ours", "public"), wipe: []string{at("ours", "public"), at("ours", "bucket"), at("ours", "mdmedia.lock"), at("cache")},
	}
	ours.serve = func(ctx context.Context) (string, func(), error) { return b.preview(ctx, cache) }
	eleventy := side{
		name: "@11ty/eleventy-img", args: []string{"node", at("eleventy", "build.mjs"), at("ours", "posts"), at("eleventy", "out")},
		env: []string{"MODULES=" + b.eleventy}, out: at("eleventy", "out"), wipe: []string{at("eleventy", "out")},
	}
	hugo := side{
		name: "Hugo " + measure.HugoVersion, out: at("hugo", "public"), wipe: []string{at("hugo", "public"), at("hugo", "resources"), at("hugo-cache")},
		args: []string{b.hugo, "--quiet", "--source", at("hugo"), "--cacheDir", at("hugo-cache"), "--noBuildLock"},
	}
	for _, s := range []*side{&eleventy, &hugo} {
		s.serve = func(context.Context) (string, func(), error) {
			srv := httptest.NewServer(http.FileServer(http.Dir(s.out)))
			return srv.URL, srv.Close, nil
		}
	}
	return []side{ours, eleventy, hugo}
}

func (b *bench) measure(ctx context.Context, s side) (r row, err error) {
	r.name = s.name
	var cold, unchanged []measure.Sample
	for range b.runs {
		for _, dir := range s.wipe {
			if err := os.RemoveAll(dir); err != nil {
				return r, err
			}
		}
		for _, list := range []*[]measure.Sample{&cold, &unchanged} {
			sample, err := measure.Command(ctx, filepath.Dir(s.out), s.env, s.args[0], s.args[1:]...)
			if err != nil {
				return r, err
			}
			*list = append(*list, sample)
		}
	}
	r.cold, r.unchanged = measure.Median(cold), measure.Median(unchanged)
	if r.pictures, r.bytes, err = pictures(s.out); err != nil {
		return r, err
	}
	base, stop, err := s.serve(ctx)
	if err != nil {
		return r, err
	}
	defer stop()
	for v, pixels := range map[viewport]*int64{phone: &r.phone, desktop: &r.desktop} {
		if *pixels, err = b.loaded(ctx, base, v); err != nil {
			return r, err
		}
	}
	fmt.Printf("%s: %.1f s, %d pictures, %d and %d pixels\n", r.name, r.cold.Wall.Seconds(), r.pictures, r.phone, r.desktop)
	return r, nil
}

// pictures counts what was written of them.
func pictures(dir string) (n int, bytes int64, err error) {
	err = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(p, ".jpg") && !strings.HasSuffix(p, ".jpeg") {
			return err
		}
		fi, err := e.Info()
		if err == nil {
			n, bytes = n+1, bytes+fi.Size()
		}
		return err
	})
	return n, bytes, err
}

// preview serves our pages, with what Cloudinary would answer, made from the
// local files.
func (b *bench) preview(ctx context.Context, cache string) (string, func(), error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, b.mdmedia, "serve", "--config", filepath.Join(b.dir, "ours", "mdmedia.yaml"), "--addr", addr)
	cmd.Env = append(os.Environ(), cache)
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop := func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // it was interrupted
	}
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(10 * time.Millisecond) {
		if resp, err := http.Get("http://" + addr + "/"); err == nil { //nolint:noctx // bounded by the loop
			_ = resp.Body.Close()
			return "http://" + addr, stop, nil
		}
	}
	stop()
	return "", nil, errors.New("mdmedia serve does not answer")
}
