package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/faultproxy"
)

// TestPullResumes kills a pull in the middle of a film: the next one asks for
// the rest only, unless what is there turns out to be something else.
func TestPullResumes(t *testing.T) {
	k := newKilling(t)
	k.run()
	program, err := exec.LookPath("mdmedia")
	if err != nil {
		t.Fatal(err)
	}
	k.program, k.args = program, []string{"pull"}
	k.env = append(k.env, k.server.Env()...)
	film := filepath.Join(k.dir, "posts/p5/film.mp4")
	want, err := os.ReadFile(film)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		spoil    bool
		statuses []int
	}{
		"the rest":    {false, []int{http.StatusPartialContent}},
		"other bytes": {true, []int{http.StatusPartialContent, http.StatusOK}},
	} {
		if err := os.Remove(film); err != nil {
			t.Fatal(err)
		}
		half := k.killWithin(film, 5<<20)
		if c.spoil {
			spoil(t, half)
		}
		k.proxy.Forget()
		k.run()
		var statuses []int
		for _, r := range k.proxy.Requests() {
			if r.Method == http.MethodGet && r.Key == "images/p5/film.mp4" {
				statuses = append(statuses, r.Status)
			}
		}
		if len(statuses) != len(c.statuses) || statuses[0] != c.statuses[0] || statuses[len(statuses)-1] != c.statuses[len(c.statuses)-1] {
			t.Errorf("%s: the answers are %v, want %v", name, statuses, c.statuses)
		}
		if got, err := os.ReadFile(film); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: the film has %d bytes, want %d, %v", name, len(got), len(want), err)
		}
		if left := temporary(t, film); len(left) > 0 {
			t.Errorf("%s: %q is left", name, left)
		}
	}
}

// killWithin kills a pull when it has got n bytes of a file, and returns the
// temporary file that they are in.
func (k *killing) killWithin(name string, n int64) string {
	k.t.Helper()
	k.proxy.SetRules(faultproxy.Rule{
		Match: faultproxy.Match{Method: http.MethodGet, Key: regexp.MustCompile("film")},
		Fault: faultproxy.Fault{Do: faultproxy.Stall, At: faultproxy.AtReply, After: n},
	})
	defer k.proxy.SetRules()
	cmd := k.command()
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed
	}()
	for range time.Tick(5 * time.Millisecond) {
		for _, temp := range temporary(k.t, name) {
			if fi, err := os.Stat(temp); err == nil && fi.Size() >= n-1<<20 {
				return temp
			}
		}
		if k.t.Context().Err() != nil {
			break
		}
	}
	k.t.Fatal("the film does not come")
	return ""
}

func temporary(t *testing.T, name string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".tmp-*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// spoil changes a byte.
func spoil(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
