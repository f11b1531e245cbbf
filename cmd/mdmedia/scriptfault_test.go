package main

import (
	"cmp"
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mdmedia/mdmedia/internal/faultproxy"
	"github.com/mdmedia/mdmedia/internal/s3test"
)

// faultsKey finds a script's faults in its values.
type faultsKey struct{}

// faults are the proxy of a script, and what the script's site is to become in
// the end.
type faults struct {
	server *s3test.Server
	proxy  *faultproxy.Proxy // nil before the first fault
	want   *outcome
}

func faultsOf(ts *testscript.TestScript) *faults {
	f, ok := ts.Value(faultsKey{}).(*faults)
	if !ok {
		ts.Fatalf("only for scripts with a server")
	}
	return f
}

// cmdFault puts a proxy before the server, sets ENDPOINT to it, and gives it
// rules in the place of earlier ones: fault [RULE...], each as ParseRule reads
// it. The first of them comes before the configuration is made.
func cmdFault(ts *testscript.TestScript, neg bool, args []string) {
	f := faultsOf(ts)
	var rules []faultproxy.Rule
	for _, line := range args {
		r, err := faultproxy.ParseRule(line)
		ts.Check(err)
		rules = append(rules, r)
	}
	if neg {
		ts.Fatalf("usage: fault [RULE...]")
	}
	if f.proxy == nil {
		p, err := faultproxy.Start(faultproxy.Options{Target: f.server.Endpoint})
		ts.Check(err)
		ts.Defer(func() { p.Close() })
		f.proxy = p
		ts.Setenv("ENDPOINT", p.URL())
	}
	f.proxy.SetRules(rules...)
	f.proxy.Forget()
}

// cmdFaultCount compares how many requests came since the last fault command:
// faultcount N|N+|N- [WORD...], the words as ParseMatch reads them, and
// sent=BYTES (or BYTES+, BYTES-) for their bodies. N- means at most N.
func cmdFaultCount(ts *testscript.TestScript, neg bool, args []string) {
	f := faultsOf(ts)
	if neg || len(args) == 0 || f.proxy == nil {
		ts.Fatalf("usage: faultcount N [WORD...], after a fault command")
	}
	sent, words := "0+", args[1:]
	if n := len(words); n > 0 && strings.HasPrefix(words[n-1], "sent=") {
		sent, words = strings.TrimPrefix(words[n-1], "sent="), words[:n-1]
	}
	m, err := faultproxy.ParseMatch(strings.Join(words, " "))
	ts.Check(err)
	n, bytes := f.proxy.Count(m)
	if within(ts, int64(n), args[0]) && within(ts, bytes, sent) {
		return
	}
	for _, r := range f.proxy.Requests() {
		ts.Logf("%s %s %s %s: %d bytes, status %d, fault: %v", r.Method, r.Key, r.Sub, r.Part, r.Sent, r.Status, r.Faulted)
	}
	ts.Fatalf("%d requests with %d bytes, want %s with %s", n, bytes, args[0], sent)
}

// within reports whether n is what a text says: "3", "3+" or "3-".
func within(ts *testscript.TestScript, n int64, text string) bool {
	limit, err := strconv.ParseInt(strings.TrimRight(text, "+-"), 10, 64)
	ts.Check(err)
	switch order := cmp.Compare(n, limit); text[len(text)-1] {
	case '+':
		return order >= 0
	case '-':
		return order <= 0
	default:
		return order == 0
	}
}

// cmdVideo writes a video of so many bytes, all of them different from its
// neighbours': video FILE BYTES.
func cmdVideo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: video FILE BYTES")
	}
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(writeVideo(ts.MkAbs(args[0]), size))
}

// cmdFill writes a file until the disk is full: fill FILE.
func cmdFill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fill FILE")
	}
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer file.Close()
	for err == nil {
		_, err = file.Write(make([]byte, 4<<10))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		ts.Fatalf("%v", err)
	}
}
