package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// The site as Hugo's hooks need it: media in a folder, described in a file that
// only one of the two builds reads.
const hooksConfig = `content: content/posts
out: copy
format: markdown
data: hooks-data/mdmedia.json
store: {dir: ../hooks-bucket}
delivery: {cloudinary: {cloud: demo}}
`

const hooksHugo = `theme = "mdmedia"
dataDir = "hooks-data"
`

const (
	withoutHooks = "Hugo without the hooks"
	withHooks    = "Hugo with the hooks"
)

// measureHooks measures what our hooks cost in a build of Hugo's, in alternating
// runs over the same content.
func measureHooks(ctx context.Context, o options) error {
	b, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	if err := b.prepareHooks(ctx); err != nil {
		return err
	}
	samples := map[string][]measure.Sample{}
	for run := range o.runs {
		for _, name := range []string{withoutHooks, withHooks} {
			s, err := b.hugoBuild(ctx, name == withHooks)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			fmt.Printf("%d/%d %-24s %6.2f s %6.2f s CPU %5.0f MB\n", run+1, o.runs, name, s.Wall.Seconds(), s.CPU.Seconds(), measure.MB(s.Memory))
			samples[name] = append(samples[name], s)
		}
	}
	text := hooksReport(o, b.machine(ctx), samples)
	fmt.Print("\n" + text)
	if o.doc == "" {
		return nil
	}
	return measure.ReplaceTable(o.doc, "hooks", text)
}

// prepareHooks publishes the pictures and installs the templates as a theme.
func (b *bench) prepareHooks(ctx context.Context) error {
	theme := filepath.Join(b.site(), "themes", "mdmedia")
	if err := os.MkdirAll(theme, 0o755); err != nil {
		return err
	}
	for name, text := range map[string]string{"hooks.yaml": hooksConfig, "hooks.toml": hooksHugo} {
		if err := os.WriteFile(filepath.Join(b.site(), name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	env := []string{"XDG_CACHE_HOME=" + filepath.Join(b.dir, "cache")}
	if err := measure.Run(ctx, theme, env, b.mdmedia, "init", "--hugo"); err != nil {
		return err
	}
	return measure.Run(ctx, b.site(), env, b.mdmedia, "sync", "--config", "hooks.yaml")
}

// hugoBuild builds into an empty folder, and looks whether the pages are what
// they should be.
func (b *bench) hugoBuild(ctx context.Context, hooks bool) (measure.Sample, error) {
	out, cache := filepath.Join(b.dir, "hooks-out"), filepath.Join(b.dir, "hooks-cache")
	if err := remove(out, cache, filepath.Join(b.site(), "resources"))(); err != nil {
		return measure.Sample{}, err
	}
	config := "hugo.toml"
	if hooks {
		config = "hugo.toml,hooks.toml"
	}
	s, err := measure.Command(ctx, b.site(), nil, b.hugo, "--quiet", "--config", config, "--destination", out, "--cacheDir", cache, "--noBuildLock")
	if err != nil {
		return s, err
	}
	page, err := somePage(out)
	if err == nil && strings.Contains(page, "demo.mo.cloudinary.net") != hooks {
		err = fmt.Errorf("the pages are not what was wanted: %.300s", page)
	}
	return s, err
}

// somePage returns a page of a post.
func somePage(out string) (string, error) {
	pages, err := filepath.Glob(filepath.Join(out, "*", "*", "index.html"))
	if err != nil || len(pages) == 0 {
		return "", fmt.Errorf("%s has no pages of posts", out)
	}
	data, err := os.ReadFile(pages[len(pages)/2])
	return string(data), err
}

func hooksReport(o options, machine string, samples map[string][]measure.Sample) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d posts with %d pictures each, medians of %d alternating runs on %s.\n\n", o.posts, o.images, o.runs, machine)
	b.WriteString("| | time | processor time | memory |\n| --- | ---: | ---: | ---: |\n")
	plain, hooks := measure.Median(samples[withoutHooks]), measure.Median(samples[withHooks])
	for _, x := range []struct {
		name string
		s    measure.Sample
	}{{withoutHooks, plain}, {withHooks, hooks}} {
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f s | %s |\n", x.name, x.s.Wall.Seconds(), x.s.CPU.Seconds(), measure.Memory(x.s.Memory))
	}
	ratio := func(of func(measure.Sample) time.Duration) float64 { return float64(of(hooks)) / float64(of(plain)) }
	fmt.Fprintf(&b, "\nWith the hooks a build takes %.2f times as long, and %.2f times the processor time.\n",
		ratio(func(s measure.Sample) time.Duration { return s.Wall }), ratio(func(s measure.Sample) time.Duration { return s.CPU }))
	return b.String()
}
