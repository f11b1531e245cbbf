package main

import (
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A killer runs mdmedia in a site and kills it at random moments.
type killer struct {
	t       *testing.T
	site    string
	program string
	random  *rand.Rand
}

func newKiller(t *testing.T, config string) *killer {
	t.Helper()
	program, err := exec.LookPath("mdmedia")
	if err != nil {
		t.Fatal(err)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	k := &killer{t: t, site: t.TempDir(), program: program, random: rand.New(rand.NewPCG(seed, 0))}
	writeSite(t, k.site, 60)
	if err := os.WriteFile(filepath.Join(k.site, "mdmedia.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *killer) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(k.t.Context(), k.program, args...)
	cmd.Dir = k.site
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(k.site, ".cache"))
	return cmd
}

// run lets a run come to its end and returns how long it took.
func (k *killer) run(args ...string) time.Duration {
	k.t.Helper()
	begin := time.Now()
	if msg, err := k.command(args...).CombinedOutput(); err != nil {
		k.t.Fatalf("%v\n%s", err, msg)
	}
	return time.Since(begin)
}

func (k *killer) kill(within time.Duration, args ...string) {
	k.t.Helper()
	cmd := k.command(args...)
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	time.AfterFunc(time.Duration(k.random.Int64N(int64(within))), func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait() // killed, or quicker than that
}

func (k *killer) posts() map[string]string { return readTree(k.t, filepath.Join(k.site, "posts")) }

func (k *killer) removePictures() {
	k.t.Helper()
	pictures, err := filepath.Glob(filepath.Join(k.site, "posts", "*", "*.svg"))
	if err != nil {
		k.t.Fatal(err)
	}
	for _, p := range pictures {
		if err := os.Remove(p); err != nil {
			k.t.Fatal(err)
		}
	}
}

const killedConfig = "content: posts\nstore: {dir: bucket}\ndelivery: {cloudinary: {cloud: demo}}\n"

// TestKilledPull kills a pull at random moments: no picture is ever half there,
// and the next whole run leaves every picture and nothing else.
func TestKilledPull(t *testing.T) {
	k := newKiller(t, killedConfig)
	k.run("build")
	want := k.posts()
	k.removePictures()
	whole := k.run("pull")
	for range 15 {
		k.removePictures()
		k.kill(whole, "pull")
		for name, text := range k.posts() {
			if text != want[name] && !strings.Contains(name, ".tmp-") {
				t.Fatalf("%s is not whole", name)
			}
		}
	}
	k.run("pull")
	if got := k.posts(); !maps.Equal(got, want) {
		t.Errorf("%d files, want %d", len(got), len(want))
	}
}

// TestKilledAdopt kills an adoption in place at random moments: a post is the
// old one or the new one with its picture, and in the end building gives back
// every old post.
func TestKilledAdopt(t *testing.T) {
	k := newKiller(t, killedConfig)
	k.run("build", "--format", "markdown", "--out", "old")
	old := readTree(t, filepath.Join(k.site, "old"))
	fresh := func() {
		k.removePictures()
		for name, text := range old {
			if err := os.WriteFile(filepath.Join(k.site, "posts", name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(filepath.Join(k.site, "mdmedia.lock")); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	fresh()
	whole := k.run("adopt", "--write")
	for range 15 {
		fresh()
		k.kill(whole, "adopt", "--write")
		posts := k.posts()
		for name, text := range posts {
			picture := strings.Replace(name, "index.md", "x.svg", 1)
			if text != old[name] && strings.HasSuffix(name, "index.md") && (!strings.Contains(text, "![x](x.svg)") || posts[picture] == "") {
				t.Fatalf("%s is neither the old one nor a whole new one: %s", name, text)
			}
		}
	}
	k.run("adopt", "--write")
	k.run("build", "--format", "markdown", "--out", "new")
	if got := readTree(t, filepath.Join(k.site, "new")); !maps.Equal(got, old) {
		t.Errorf("%d files, want %d", len(got), len(old))
	}
	for name := range k.posts() {
		if strings.Contains(name, ".tmp-") {
			t.Errorf("%s is left over", name)
		}
	}
}
