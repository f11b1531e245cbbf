package main

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilled kills a build at random moments, from the first to the last. No
// page may ever name a picture that is not there, and the next whole run must
// leave what a fresh build writes.
func TestKilled(t *testing.T) {
	program, err := exec.LookPath("mdmedia")
	if err != nil {
		t.Fatal(err)
	}
	site := t.TempDir()
	writeSite(t, site, 150)
	build := func(out string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), program, "build", "--out", out)
		cmd.Dir = site
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(site, ".cache"))
		return cmd
	}
	begin := time.Now()
	if msg, err := build("fresh").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	whole := time.Since(begin)
	seed := rand.Uint64()
	t.Logf("seed %d, a whole build takes %v", seed, whole)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 25 {
		cmd := build("out")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(random.Int64N(int64(whole))), func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait() // killed, or quicker than that
		checkPictures(t, filepath.Join(site, "out"))
		if random.IntN(4) == 0 {
			_ = os.RemoveAll(filepath.Join(site, "out")) // so that beginnings are killed too
		}
	}
	if msg, err := build("out").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, msg)
	}
	fresh, got := readTree(t, filepath.Join(site, "fresh")), readTree(t, filepath.Join(site, "out"))
	if !maps.Equal(fresh, got) {
		for name := range got {
			if fresh[name] != got[name] {
				t.Errorf("%s differs from a fresh build's", name)
			}
		}
		t.Errorf("a fresh build has %d files, this one %d", len(fresh), len(got))
	}
}

func writeSite(t *testing.T, site string, posts int) {
	t.Helper()
	for i := range posts {
		dir := filepath.Join(site, "posts", fmt.Sprintf("p%d", i))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="1"/>`, i+1)
		post := fmt.Sprintf("---\ntitle: Post %d\n---\n\n![x](x.svg)\n\n%s", i, strings.Repeat("Some text. ", 200))
		for name, text := range map[string]string{"x.svg": svg, "index.md": post} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(site, "mdmedia.yaml"), []byte("content: posts\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// checkPictures finds the picture that each published page names.
func checkPictures(t *testing.T, out string) {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(out, "p*", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(data), `<img src="`)
		src, _, ok := strings.Cut(rest, `"`)
		if !ok || !strings.HasSuffix(string(data), "</html>\n") {
			t.Fatalf("%s is not whole", p)
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(p), src)); err != nil {
			t.Fatalf("%s names a picture that is not there: %v", p, err)
		}
	}
}

func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	tree := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		tree[strings.TrimPrefix(p, dir)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
