package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdFault starts a server that answers every request as a failing S3 does, and
// sets ENDPOINT: fault STATUS CODE, or fault silent for one that takes the
// connection and says nothing.
func cmdFault(ts *testscript.TestScript, neg bool, args []string) {
	switch {
	case !neg && len(args) == 1 && args[0] == "silent":
		l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
		ts.Check(err)
		ts.Defer(func() { l.Close() })
		ts.Setenv("ENDPOINT", "http://"+l.Addr().String())
	case !neg && len(args) == 2:
		status, err := strconv.Atoi(args[0])
		ts.Check(err)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(status)
			fmt.Fprintf(w, "<Error><Code>%s</Code><Message>m</Message></Error>", args[1])
		}))
		ts.Defer(server.Close)
		ts.Setenv("ENDPOINT", server.URL)
	default:
		ts.Fatalf("usage: fault STATUS CODE | fault silent")
	}
}
