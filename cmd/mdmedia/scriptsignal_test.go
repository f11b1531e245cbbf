package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mdmedia/mdmedia/internal/faultproxy"
)

// cmdInterrupt runs mdmedia, presses Ctrl-C once or more when so many requests
// have come, and compares the exit code:
// interrupt TIMES [METHOD:]REQUESTS EXIT ARG... . Its output is the script's.
func cmdInterrupt(ts *testscript.TestScript, neg bool, args []string) {
	f := faultsOf(ts)
	if neg || len(args) < 4 || f.proxy == nil {
		ts.Fatalf("usage: interrupt TIMES [METHOD:]REQUESTS EXIT ARG..., after a fault command")
	}
	times, err := strconv.Atoi(args[0])
	ts.Check(err)
	method, number, only := strings.Cut(args[1], ":")
	if !only {
		method, number = "", args[1]
	}
	requests, err := strconv.Atoi(number)
	ts.Check(err)
	program, err := exec.LookPath("mdmedia")
	ts.Check(err)
	cmd := exec.CommandContext(context.Background(), program, args[3:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = os.Environ()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	ts.Check(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	err = press(cmd.Process, times, f.proxy, faultproxy.Match{Method: method}, requests, ended)
	fmt.Fprint(ts.Stdout(), stdout.String())
	fmt.Fprint(ts.Stderr(), stderr.String())
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Fatalf("%v\n%s", err, stderr.String())
	}
	code := strconv.Itoa(cmd.ProcessState.ExitCode())
	if s := cmd.ProcessState.String(); strings.HasPrefix(s, "signal: ") {
		code = strings.TrimPrefix(s, "signal: ")
	}
	if code != args[2] {
		ts.Fatalf("the exit code is %s, want %s\n%s%s", code, args[2], stdout.String(), stderr.String())
	}
}

// press waits for the requests, presses Ctrl-C, and waits for the end. The
// second time it presses again and again: the first must have been noticed.
func press(p *os.Process, times int, proxy *faultproxy.Proxy, what faultproxy.Match, requests int, ended <-chan error) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(30 * time.Second)
	begin, pressed := false, 0
	for {
		select {
		case err := <-ended:
			if pressed < times {
				return fmt.Errorf("it ended before Ctrl-C was pressed %d times: %v", times, err)
			}
			return err
		case <-limit:
			_ = p.Kill()
			return errors.Join(errors.New("it goes on"), <-ended)
		case <-tick.C:
			if n, _ := proxy.Count(what); n >= requests {
				begin = true
			}
			if begin && (pressed == 0 || times > 1) {
				_ = p.Signal(os.Interrupt)
				pressed++
			}
		}
	}
}
