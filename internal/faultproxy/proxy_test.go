package faultproxy_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mdmedia/mdmedia/internal/faultproxy"
	"github.com/mdmedia/mdmedia/internal/s3test"
)

// start runs a proxy before a server, with rules.
func start(t *testing.T, h http.HandlerFunc, rules ...string) *faultproxy.Proxy {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return before(t, server.URL, rules...)
}

func before(t *testing.T, target string, rules ...string) *faultproxy.Proxy {
	t.Helper()
	o := faultproxy.Options{Target: target}
	for _, line := range rules {
		r, err := faultproxy.ParseRule(line)
		if err != nil {
			t.Fatal(err)
		}
		o.Rules = append(o.Rules, r)
	}
	p, err := faultproxy.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// echo answers with what it was sent, and its Host header.
func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Host", r.Host)
	data, _ := io.ReadAll(r.Body)
	_, _ = w.Write(data)
}

func do(t *testing.T, p *faultproxy.Proxy, method, path, body string) (status int, got string, err error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, p.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data), err
}

func TestPassesThrough(t *testing.T) {
	p := start(t, echo)
	big := strings.Repeat("0123456789abcdef", 1<<16)
	for _, body := range []string{"", "x", big} {
		status, got, err := do(t, p, "PUT", "/b/a%2Fb?partNumber=3&uploadId=u", body)
		if err != nil || status != 200 || got != body {
			t.Errorf("%d bytes: status %d, %d bytes back, %v", len(body), status, len(got), err)
		}
	}
	// In chunks, both ways.
	resp, err := http.Post(p.URL()+"/b/k", "text/plain", io.MultiReader(strings.NewReader(big), strings.NewReader("end")))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, err := io.ReadAll(resp.Body); err != nil || string(got) != big+"end" || resp.Header.Get("X-Host") != strings.TrimPrefix(p.URL(), "http://") {
		t.Errorf("chunks: %d bytes, %v, host %s", len(got), err, resp.Header.Get("X-Host"))
	}
	all := p.Requests()
	if want := (faultproxy.Request{Method: "PUT", Key: "a/b", Sub: "partNumber", Part: "3", Sent: int64(len(big)), Status: 200}); len(all) != 4 || all[2] != want {
		t.Errorf("requests are %+v, want the third to be %+v", all, want)
	}
	m, err := faultproxy.ParseMatch("method=PUT sub=partNumber key=^a")
	if n, sent := p.Count(m); err != nil || n != 3 || sent != int64(len(big))+1 {
		t.Errorf("%d requests with %d bytes, %v", n, sent, err)
	}
	if p.Forget(); len(p.Requests()) != 0 {
		t.Error("requests are not forgotten")
	}
}

func TestFaults(t *testing.T) {
	body := strings.Repeat("x", 100_000)
	for _, c := range []struct {
		rule   string
		status int
		got    string // what the body holds; the whole of it if it is empty
		reset  bool
		broken bool // the client sees an error that is no reset
		served int  // how many requests reached the server whole
	}{
		{rule: "method=GET do=reset", status: 200, served: 1},
		{rule: "do=reset", reset: true},
		{rule: "do=reset at=body after=50000", reset: true},
		{rule: "do=reset at=answer", reset: true, served: 1},
		{rule: "do=cut at=request", broken: true},
		{rule: "do=cut at=answer", broken: true, served: 1},
		{rule: "do=cut at=reply after=50000", broken: true, served: 1},
		{rule: "do=reset at=reply after=50000", reset: true, served: 1},
		{rule: "status=503 code=SlowDown retry-after=1", status: 503, got: "<Code>SlowDown</Code>"},
		{rule: "status=200 code=InternalError", status: 200, got: "<Code>InternalError</Code>"},
		{rule: "status=500 code=InternalError at=answer", status: 500, got: "<Code>InternalError</Code>", served: 1},
		{rule: "delay=20ms rate=1000000", status: 200, served: 1},
	} {
		t.Run(c.rule, func(t *testing.T) {
			var mu sync.Mutex
			served := 0
			p := start(t, func(w http.ResponseWriter, r *http.Request) {
				data, err := io.ReadAll(r.Body)
				if err == nil {
					mu.Lock()
					served++
					mu.Unlock()
				}
				_, _ = w.Write(data)
			}, c.rule)
			begin := time.Now()
			status, got, err := do(t, p, "PUT", "/b/k", body)
			switch {
			case c.reset && !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.EPIPE) && !errors.Is(err, net.ErrClosed):
				t.Errorf("the error is %v, want a reset", err)
			case c.broken && (err == nil || errors.Is(err, syscall.ECONNRESET)):
				t.Errorf("the error is %v, want an end too early", err)
			case c.status != 0 && (err != nil || status != c.status || c.got == "" && got != body || !strings.Contains(got, c.got)):
				t.Errorf("status %d, %d bytes, %v", status, len(got), err)
			}
			mu.Lock()
			defer mu.Unlock()
			if served != c.served {
				t.Errorf("%d requests were served, want %d", served, c.served)
			}
			if least := 20*time.Millisecond + 200*time.Millisecond; strings.Contains(c.rule, "rate") && time.Since(begin) < least {
				t.Errorf("it took %v, want at least %v", time.Since(begin), least)
			}
		})
	}
}

// A stalled connection stays silent until the client gives up or the proxy is
// closed, whichever comes first.
func TestStall(t *testing.T) {
	for _, at := range []string{"request", "body", "answer", "reply"} {
		p := start(t, echo, "do=stall after=10 at="+at)
		client := &http.Client{Timeout: 50 * time.Millisecond}
		resp, err := client.Post(p.URL()+"/b/k", "text/plain", strings.NewReader(strings.Repeat("x", 5000)))
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if timeout := (interface{ Timeout() bool })(nil); !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("%s: %v, want a timeout", at, err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestWhichRequests(t *testing.T) {
	for rule, want := range map[string]string{
		"status=500":                        "xxxxxxxx",
		"status=500 nth=3":                  "..x.....",
		"status=500 from=3":                 "..xxxxxx",
		"status=500 from=2 every=3":         ".x..x..x",
		"status=500 every=2 times=2":        "x.x.....",
		"status=500 key=k[0-3] from=2":      ".xxx....",
		"status=500 method=POST":            "........",
		"status=500 sub=uploads":            "....x...",
		"status=500 sub=- key=k4":           "........",
		"status=500 sub=- method=PUT nth=5": ".....x..",
	} {
		p := start(t, echo, rule)
		got := ""
		for i := range 8 {
			path := fmt.Sprintf("/b/k%d", i)
			if i == 4 {
				path += "?uploads"
			}
			status, _, err := do(t, p, "PUT", path, "x")
			if err != nil {
				t.Fatal(err)
			}
			got += map[int]string{200: ".", 500: "x"}[status]
		}
		if got != want {
			t.Errorf("%s: %s, want %s", rule, got, want)
		}
		if n, _ := p.Count(faultproxy.Match{Faulted: true}); n != strings.Count(want, "x") {
			t.Errorf("%s: %d faults are counted", rule, n)
		}
	}
}

// The latency is added to each request, and requests do not wait for each
// other.
func TestLatency(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(echo))
	defer server.Close()
	p, err := faultproxy.Start(faultproxy.Options{Target: server.URL, Latency: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	begin := time.Now()
	for range 2 {
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				resp, err := client.Get(p.URL() + "/b/k")
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			})
		}
		wg.Wait()
	}
	client.CloseIdleConnections()
	if took := time.Since(begin); took < 100*time.Millisecond || took > 3*time.Second {
		t.Errorf("128 requests, 64 at a time, took %v", took)
	}
	if n := p.Connections(); n > 64 {
		t.Errorf("%d connections", n)
	}
}

// Signatures, conditional headers and bodies that wait to be asked for survive.
func TestRealServer(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	p := before(t, server.Endpoint)
	client := s3.New(server.Client().Options(), func(o *s3.Options) { u := p.URL(); o.BaseEndpoint = &u })
	for _, size := range []int{0, 1, 3 << 20} {
		key, data := fmt.Sprintf("a b/ü+%d", size), bytes.Repeat([]byte("y"), size)
		_, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(data)})
		if err != nil {
			t.Fatal(err)
		}
		out, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &bucket, Key: &key})
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(out.Body)
		out.Body.Close()
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: %d bytes, %v", key, len(got), err)
		}
		if n, sent := p.Count(faultproxy.Match{Method: "PUT"}); n == 0 || sent < int64(size) {
			t.Errorf("%d bytes are counted", sent)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for line, want := range map[string]string{
		"reset":      `faultproxy: "reset": want name=value`,
		"what=ever":  "faultproxy: what=ever: there is no such name",
		"do=explode": "faultproxy: do=explode: want one of [reset cut stall]",
		"at=noon":    "faultproxy: at=noon: want one of [request body answer reply]",
		"sub=acl":    "faultproxy: sub=acl: want one of partNumber, uploads, uploadId, list-type, delete, location",
		"nth=x":      `faultproxy: nth=x: strconv.Atoi: parsing "x": invalid syntax`,
		"key=(":      "faultproxy: key=(: error parsing regexp: missing closing ): `(`",
	} {
		if _, err := faultproxy.ParseRule(line); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
	if _, err := faultproxy.ParseMatch("nth=1"); err == nil {
		t.Error("a match has no nth")
	}
	if _, err := faultproxy.Start(faultproxy.Options{Target: "127.0.0.1:1"}); err == nil {
		t.Error("a target that is no URL was taken")
	}
}
