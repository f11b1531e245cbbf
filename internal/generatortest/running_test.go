package generatortest_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A running program is one that follows changes until the test ends.
type running struct {
	t   *testing.T
	cmd *exec.Cmd
	mu  sync.Mutex
	out bytes.Buffer
	end chan struct{} // closed once it has ended
}

func start(t *testing.T, dir string, args ...string) *running {
	t.Helper()
	r := &running{t: t, cmd: exec.Command(args[0], args[1:]...), end: make(chan struct{})}
	r.cmd.Dir, r.cmd.Stdout, r.cmd.Stderr = dir, r, r
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = r.cmd.Wait(); close(r.end) }() // how it ends is not asked
	t.Cleanup(r.stop)
	return r
}

// stop ends it as Ctrl-C does.
func (r *running) stop() {
	_ = r.cmd.Process.Signal(os.Interrupt)
	select {
	case <-r.end:
	case <-time.After(20 * time.Second):
		r.t.Errorf("%v did not end:\n%s", r.cmd.Args, r.text())
		_ = r.cmd.Process.Kill()
		<-r.end
	}
}

// Write takes what the program prints.
func (r *running) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.out.Write(p)
}

func (r *running) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.out.String()
}

func (r *running) count(text string) int { return strings.Count(r.text(), text) }

// until waits for a condition.
func (r *running) until(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	r.t.Fatalf("never: %s:\n%s", what, r.text())
}

// awake saves a file as it is until the program notices: it may say that it
// watches a moment too early. Then it waits until nothing is built any more.
func (r *running) awake(built, file string) {
	r.t.Helper()
	before, last := r.count(built), time.Time{}
	r.until("a first build", func() bool {
		if time.Since(last) > 2*time.Second && r.count(built) == before {
			write(r.t, file, []byte(read(r.t, file)))
			last = time.Now()
		}
		return r.count(built) > before
	})
	r.settle(built)
}

// settle waits until nothing is built any more, and returns how often it was.
func (r *running) settle(built string) int {
	r.t.Helper()
	quiet, n := time.Now(), r.count(built)
	r.until("quiet", func() bool {
		if now := r.count(built); now != n {
			quiet, n = time.Now(), now
		}
		return time.Since(quiet) > 1500*time.Millisecond
	})
	return n
}

// once does a save, waits until the program has built n times more than before,
// and then long enough to see that it does not build again.
func (r *running) once(built, what string, save func(), seen func() bool) {
	r.t.Helper()
	before := r.count(built)
	save()
	r.until(what, func() bool { return r.count(built) > before && seen() })
	for end := time.Now().Add(time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if n := r.count(built) - before; n != 1 {
			r.t.Fatalf("%s: built %d times:\n%s", what, n, r.text())
		}
	}
}

// fileHas returns a condition: whether a file has a text.
func fileHas(name, text string) func() bool {
	return func() bool {
		data, err := os.ReadFile(name)
		return err == nil && strings.Contains(string(data), text)
	}
}

// noneLeft waits until no mdmedia of these tests runs any more.
func noneLeft(t *testing.T) {
	t.Helper()
	var left []string
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		left = nil
		exes, _ := filepath.Glob("/proc/[0-9]*/exe")
		for _, exe := range exes {
			if p, err := os.Readlink(exe); err == nil && p == program {
				left = append(left, exe)
			}
		}
		if len(left) == 0 {
			return
		}
	}
	t.Errorf("still there: %q", left)
}
