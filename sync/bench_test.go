//go:build unix

package sync_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// cpu is what this process has used so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// corpus writes n files of 5 to 200 KB and, if large is not 0, one of so many
// bytes.
func corpus(b *testing.B, n int, large int64) []sync.File {
	b.Helper()
	dir := b.TempDir()
	random := rand.NewChaCha8([32]byte{1})
	sizes := rand.New(random)
	var files []sync.File
	add := func(name string, size int64) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		w, err := os.Create(name)
		if err == nil {
			_, err = io.CopyN(w, random, size)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			b.Fatal(err)
		}
		rel, _ := filepath.Rel(dir, name)
		f, err := sync.LocalFile(name, filepath.ToSlash(rel))
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, f)
	}
	for i := range n {
		add(fmt.Sprintf("post-%03d/%d.png", i/10, i), 5_000+sizes.Int64N(195_000))
	}
	if large > 0 {
		add("video.mp4", large)
	}
	return files
}

// BenchmarkCold sends 2,000 files and one of 300 MB to a real server. Set
// TMPDIR to a file system in memory to measure no disk.
func BenchmarkCold(b *testing.B) {
	files := corpus(b, 2000, 300<<20)
	for name, latency := range map[string]time.Duration{"near": 0, "30ms": 30 * time.Millisecond} {
		b.Run(name, func(b *testing.B) {
			server := s3test.Start(b)
			endpoint := server.Endpoint
			if latency > 0 {
				endpoint = delayed(b, endpoint, latency)
			}
			var spent time.Duration
			for i := range b.N {
				s, err := sync.NewS3(b.Context(), sync.S3Config{Bucket: server.Bucket(b, fmt.Sprint("bench-", i)), Region: server.Region, Endpoint: endpoint})
				if err != nil {
					b.Fatal(err)
				}
				before := cpu()
				if r, err := sync.Apply(b.Context(), s, sync.Diff(files, sync.State{}, sync.Policy{}), sync.ApplyOptions{}); err != nil || r.Uploaded != len(files) {
					b.Fatal(r.Uploaded, err)
				}
				spent += cpu() - before
			}
			b.ReportMetric(spent.Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

// delayed is a proxy that answers later. Its own processor time is counted as
// the client's.
func delayed(b *testing.B, endpoint string, latency time.Duration) string {
	target, err := url.Parse(endpoint)
	if err != nil {
		b.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host },
		Transport: &http.Transport{MaxIdleConnsPerHost: 256},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(latency)
		proxy.ServeHTTP(w, r)
	}))
	b.Cleanup(server.Close)
	return server.URL
}

// BenchmarkPut measures our part of a request: the server only reads.
func BenchmarkPut(b *testing.B) {
	s3test.Setenv(b, append(s3test.Isolated(), "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret"))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Etag", `"1"`)
	}))
	defer server.Close()
	s, err := sync.NewS3(b.Context(), sync.S3Config{Bucket: "pictures", Endpoint: server.URL})
	if err != nil {
		b.Fatal(err)
	}
	f := storetest.File("images/post/a.png", string(bytes.Repeat([]byte("x"), 50_000)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Put(b.Context(), f, sync.IfAbsent); err != nil {
			b.Fatal(err)
		}
	}
}
