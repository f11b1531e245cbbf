package faultproxy_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/mdmedia/mdmedia/internal/faultproxy"
)

// The second request is refused, the others pass.
func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "fine") }))
	defer server.Close()
	rule, err := faultproxy.ParseRule("method=GET nth=2 status=503 code=SlowDown")
	if err != nil {
		panic(err)
	}
	proxy, err := faultproxy.Start(faultproxy.Options{Target: server.URL, Rules: []faultproxy.Rule{rule}})
	if err != nil {
		panic(err)
	}
	defer proxy.Close()
	for range 3 {
		resp, err := http.Get(proxy.URL() + "/bucket/key")
		if err != nil {
			panic(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		fmt.Println(resp.Status)
	}
	n, _ := proxy.Count(faultproxy.Match{Faulted: true})
	fmt.Println(n, "of", len(proxy.Requests()), "met a fault")
	// Output:
	// 200 OK
	// 503 Service Unavailable
	// 200 OK
	// 1 of 3 met a fault
}
