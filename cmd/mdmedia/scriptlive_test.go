package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdAddr finds a free address and puts it into a variable: addr NAME.
func cmdAddr(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: addr NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], l.Addr().String())
	ts.Check(l.Close())
}

// cmdUntil waits until a file, or what is at a URL, has a text, or with ! has it
// no more: until FILE|URL TEXT.
func cmdUntil(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: until FILE|URL TEXT")
	}
	var last string
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		text, err := textAt(ts, args[0])
		if last = text; err == nil && strings.Contains(text, args[1]) != neg || neg && os.IsNotExist(err) {
			return
		}
	}
	ts.Fatalf("%s: never %q: %.1500s", args[0], args[1], last)
}

// textAt reads a file or what is at a URL, which @FILE/PATH takes from a file.
func textAt(ts *testscript.TestScript, where string) (string, error) {
	if file, path, ok := strings.Cut(strings.TrimPrefix(where, "@"), "/"); ok && where[0] == '@' {
		where = strings.TrimSuffix(ts.ReadFile(file), "/") + "/" + path
	}
	if !strings.HasPrefix(where, "http:") {
		data, err := os.ReadFile(ts.MkAbs(where))
		return string(data), err
	}
	resp, err := http.Get(where) //nolint:noctx // the script's own limit holds
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.Status + "\n" + string(data), err
}
