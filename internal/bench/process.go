package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// A process is a server that is being measured.
type process struct {
	cmd *exec.Cmd
	err bytes.Buffer
}

func startProcess(args, env []string, dir string) (*process, error) {
	p := &process{cmd: exec.Command(args[0], args[1:]...)}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr = dir, append(os.Environ(), env...), &p.err
	return p, p.cmd.Start()
}

// stop asks the server to end, as Ctrl-C does.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		_ = p.cmd.Wait() // some say that they were interrupted
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-time.After(20 * time.Second):
		return fmt.Errorf("%s does not end: %w", p.cmd.Path, p.cmd.Process.Kill())
	}
}

// memory is what the server holds of the machine's, in bytes (proc(5), VmRSS); 0
// where that is not known.
func (p *process) memory() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmRSS:" {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n << 10
		}
	}
	return 0
}

// cpuFor is the processor time that the server takes within a time.
func (p *process) cpuFor(d time.Duration) time.Duration {
	before := p.cpu()
	time.Sleep(d)
	return p.cpu() - before
}

// cpu is the server's processor time (proc(5), utime and stime, in hundredths).
func (p *process) cpu() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	f := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(f[11], 10, 64)
	system, _ := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}
