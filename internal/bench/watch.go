package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mdmedia/mdmedia/internal/measure"
)

// A server is one of the programs that show a site while it is written.
type server struct {
	name, base string
	sections   bool // pages have their folder's path
	saves      int
	args, env  []string
}

// The saves of each kind. Hugo's take a second each.
const (
	imageSaves = 30
	manySaves  = 1000
)

// measureWatch measures how soon a browser shows what was saved.
func measureWatch(ctx context.Context, o options) error {
	b, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	ours := server{
		name: "mdmedia serve", saves: 100, base: "http://127.0.0.1:4417", env: []string{"XDG_CACHE_HOME=" + filepath.Join(b.dir, "cache")},
		args: []string{b.mdmedia, "serve", "--config", filepath.Join(b.site(), "mdmedia.yaml"), "--addr", "127.0.0.1:4417"},
	}
	hugo := server{
		name: "hugo server", saves: 30, base: "http://127.0.0.1:4418", sections: true,
		args: []string{
			b.hugo, "server", "--quiet", "--source", b.site(), "--port", "4418", "--bind", "127.0.0.1",
			"--cacheDir", filepath.Join(b.dir, "hugo-cache"), "--noBuildLock", "--baseURL", "http://127.0.0.1:4418/",
		},
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d posts with %d pictures each; %s. Saved: from the write of a file until the browser has the new text in the page.\n\n", o.posts, o.images, b.machine(ctx))
	fmt.Fprintf(&text, "| | first page | saved, median | 95th of a hundred | memory |\n|---|--:|--:|--:|--:|\n")
	if err := b.once(ctx, ours); err != nil { // a warm cache
		return err
	}
	var extra string
	for _, s := range []server{ours, hugo} {
		line, more, err := b.watch(ctx, s)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		text.WriteString(line)
		extra += more
	}
	text.WriteString("\n" + extra)
	fmt.Print("\n" + text.String())
	if o.doc == "" {
		return nil
	}
	return measure.ReplaceTable(o.doc, "watch", text.String())
}

// once starts a server, waits for a page, and ends it.
func (b *bench) once(ctx context.Context, s server) error {
	p, _, err := b.start(ctx, s, "/")
	if err != nil {
		return err
	}
	return p.stop()
}

// start starts a server and returns how long it took until a page was there.
func (b *bench) start(ctx context.Context, s server, page string) (*process, time.Duration, error) {
	began := time.Now()
	p, err := startProcess(s.args, s.env, b.site())
	if err != nil {
		return nil, 0, err
	}
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+page, nil)
		if err != nil {
			return nil, 0, errors.Join(err, p.stop())
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return p, time.Since(began), nil
			}
		}
		if ctx.Err() != nil || time.Since(began) > 5*time.Minute {
			return nil, 0, errors.Join(errors.New("no page came"), p.stop())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// watch measures one server. line is its row; more is what only ours has.
func (b *bench) watch(ctx context.Context, s server) (line, more string, err error) {
	post, url, err := b.somePost(s.sections)
	if err != nil {
		return "", "", err
	}
	original, err := os.ReadFile(post)
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, os.WriteFile(post, original, 0o600)) }()
	p, first, err := b.start(ctx, s, url)
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	t, err := openTab(ctx, s.base+url)
	if err != nil {
		return "", "", err
	}
	defer t.close()
	time.Sleep(unhurried)
	// Browsers and servers are slower the first time.
	if _, err := saves(t, 5, unhurried, post, original); err != nil {
		return "", "", err
	}
	little := p.memory()
	times, err := saves(t, s.saves, unhurried, post, original)
	if err != nil {
		return "", "", err
	}
	line = fmt.Sprintf("| %s | %.2f s | %d ms | %d ms | %s |\n", s.name, first.Seconds(), median(times).Milliseconds(), p95(times).Milliseconds(), measure.Memory(little))
	fmt.Print(line)
	if s.name == "hugo server" {
		return line, "", nil
	}
	images, err := pictures(t, post, original)
	if err != nil {
		return "", "", err
	}
	if _, err := saves(t, manySaves, 0, post, original); err != nil {
		return "", "", err
	}
	much := p.memory()
	idle := p.cpuFor(5 * time.Second)
	return line, fmt.Sprintf("A new picture in mdmedia: %d ms (median), %d ms (95th of %d). Memory after 5 saves %s, after %d %s. Processor time in five idle seconds: %d ms.\n",
		median(images).Milliseconds(), p95(images).Milliseconds(), imageSaves, measure.Memory(little), manySaves, measure.Memory(much), idle.Milliseconds()), nil
}

// somePost returns the file of a post in the middle, and the path of its page.
func (b *bench) somePost(sections bool) (file, url string, err error) {
	posts, err := filepath.Glob(filepath.Join(b.site(), "content", "posts", "*", "*", "index.md"))
	if err != nil || len(posts) == 0 {
		return "", "", errors.New("there are no posts")
	}
	file = posts[len(posts)/2]
	bundle := filepath.Dir(file)
	if sections { // Hugo's pages are where their files are
		url = "/" + filepath.Base(filepath.Dir(bundle))
	}
	return file, url + "/" + filepath.Base(bundle) + "/", nil
}

// unhurried is a pause after which every program is ready again: a page that was
// loaded anew connects to Hugo a moment later, and misses what is saved before.
const unhurried = 600 * time.Millisecond

// saves writes the post n times, in place, and waits each time until the page
// shows it.
func saves(t *tab, n int, pause time.Duration, post string, original []byte) ([]time.Duration, error) {
	times := make([]time.Duration, 0, n)
	for range n {
		word := fmt.Sprintf("saved-%d", rand.Uint64())
		text := fmt.Appendf(slices.Clone(original), "\n\n%s\n", word)
		d, err := t.shows(word, func() error { return os.WriteFile(post, text, 0o600) })
		if err != nil {
			return nil, err
		}
		times = append(times, d)
		time.Sleep(pause + time.Duration(10+rand.IntN(30))*time.Millisecond)
	}
	return times, nil
}

// pictures writes pictures that the post refers to already, and waits each time
// until the page has it.
func pictures(t *tab, post string, original []byte) ([]time.Duration, error) {
	found, err := filepath.Glob(filepath.Join(filepath.Dir(post), "*.[pj][np]g"))
	if err != nil || len(found) == 0 {
		return nil, errors.New("there are no pictures")
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		return nil, err
	}
	times := make([]time.Duration, 0, imageSaves)
	for range imageSaves {
		name := fmt.Sprintf("new-%d.png", rand.Uint64())
		text := fmt.Appendf(slices.Clone(original), "\n\n![new](%s)\n", name)
		if _, err := t.shows(name, func() error { return os.WriteFile(post, text, 0o600) }); err != nil { // as a problem
			return nil, err
		}
		d, err := t.shows("img "+name, func() error { return os.WriteFile(filepath.Join(filepath.Dir(post), name), data, 0o600) })
		if err != nil {
			return nil, err
		}
		times = append(times, d)
		time.Sleep(50 * time.Millisecond)
	}
	return times, nil
}

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}

func p95(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)*95/100]
}
