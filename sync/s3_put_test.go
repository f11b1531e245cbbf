package sync_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// With Amazon the hash is the object's checksum too, and is found there if
// another program wrote the object with one.
func TestS3Checksum(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	s := newS3(t, server, bucket)
	sync.SendChecksum(s)
	f := storetest.File("a.png", "bytes")
	if _, err := s.Put(t.Context(), f, sync.IfAbsent); err != nil {
		t.Fatal(err)
	}
	out, err := server.Client().HeadObject(t.Context(), &s3.HeadObjectInput{
		Bucket: &bucket, Key: aws.String("a.png"), ChecksumMode: types.ChecksumModeEnabled})
	if err != nil || aws.ToString(out.ChecksumSHA256) == "" || out.Metadata["sha256"] != f.SHA256 {
		t.Errorf("the object has %+v, %v", out, err)
	}
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.Client().PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: &bucket, Key: aws.String("other.png"), Body: r, ChecksumAlgorithm: types.ChecksumAlgorithmSha256}); err != nil {
		t.Fatal(err)
	}
	if obj, err := s.Head(t.Context(), "other.png"); err != nil || obj.SHA256 != f.SHA256 {
		t.Errorf("head returns %+v, %v", obj, err)
	}
	wrong := f
	wrong.SHA256 = storetest.File("", "x").SHA256
	if _, err := s.Put(t.Context(), wrong, sync.Any); !errors.Is(err, sync.ErrChanged) {
		t.Errorf("a wrong hash: %v, want ErrChanged", err)
	}
}

// parts is a store that sends files over 6 MiB in parts of 5.
func parts(t *testing.T, server *s3test.Server, bucket string) *sync.S3 {
	s, err := sync.NewS3(t.Context(), sync.S3Config{Bucket: bucket, Region: server.Region, Endpoint: server.Endpoint,
		PartSize: 5 << 20, Multipart: 6 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// An upload that fails leaves no parts behind, which would cost money unseen.
func TestS3AbortsUploads(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	s := parts(t, server, bucket)
	ctx, cancel := context.WithCancel(t.Context())
	changed := storetest.Pattern("changed.mp4", 12<<20)
	changed.SHA256 = storetest.File("", "x").SHA256
	stopped := storetest.Pattern("stopped.mp4", 12<<20)
	open := stopped.Open
	stopped.Open = func() (io.ReadSeekCloser, error) {
		r, err := open()
		return &stopper{ReadSeekCloser: r, after: 6 << 20, stop: cancel}, err
	}
	if _, err := s.Put(ctx, changed, sync.Any); !errors.Is(err, sync.ErrChanged) {
		t.Errorf("changed: %v", err)
	}
	if _, err := s.Put(ctx, stopped, sync.Any); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	out, err := server.Client().ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: &bucket})
	if err != nil || len(out.Uploads) > 0 {
		t.Errorf("%d uploads are left, %v", len(out.Uploads), err)
	}
}

// A stopper has no ReadAt, and cancels after so many bytes.
type stopper struct {
	io.ReadSeekCloser
	after int
	stop  func()
}

func (s *stopper) Read(p []byte) (int, error) {
	n, err := s.ReadSeekCloser.Read(p)
	if s.after -= n; s.after < 0 && s.stop != nil {
		s.stop()
	}
	return n, err
}

// A file that can only be read from one place at a time arrives as it is.
func TestS3PartsWithoutReaderAt(t *testing.T) {
	server := s3test.Start(t)
	s := parts(t, server, server.Bucket(t, "pictures"))
	f := storetest.Pattern("video.mp4", 17<<20+1)
	open := f.Open
	f.Open = func() (io.ReadSeekCloser, error) {
		r, err := open()
		return &stopper{ReadSeekCloser: r}, err
	}
	if _, err := s.Put(t.Context(), f, sync.IfAbsent); err != nil {
		t.Fatal(err)
	}
	plan := sync.Plan{Actions: []sync.Action{{Kind: sync.Compare, File: f}}}
	if _, err := sync.Apply(t.Context(), forgetful{s}, plan, sync.ApplyOptions{}); err != nil {
		t.Error(err)
	}
}

// A forgetful store does not tell hashes.
type forgetful struct{ sync.Store }

func (f forgetful) Head(ctx context.Context, key string) (sync.Object, error) {
	obj, err := f.Store.Head(ctx, key)
	obj.SHA256 = ""
	return obj, err
}

// Large files are not held in memory.
func TestS3Memory(t *testing.T) {
	server := s3test.Start(t)
	s := newS3(t, server, server.Bucket(t, "pictures"))
	f := storetest.Pattern("video.mp4", 150<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := s.Put(t.Context(), f, sync.IfAbsent); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("putting 150 MiB allocated %d MiB in all", used>>20)
	}
}

// Nothing is sent and no credentials are looked for before the first request.
func TestS3IsLazy(t *testing.T) {
	var requests atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		refuse(w, r, 404, "NoSuchKey", "")
	})
	config := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, []byte("not an ini file ["), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", config) // NewS3 was called already, and must not have read another
	if _, err := s.Head(t.Context(), "../a"); err == nil || requests.Load() != 0 {
		t.Errorf("a bad key: %v after %d requests", err, requests.Load())
	}
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	if _, err := s.Head(t.Context(), "a"); !errors.Is(err, sync.ErrNotFound) {
		t.Error(err)
	}
	// A first "not found" is asked again with a GET: is there a bucket at all?
	if _, err := s.Head(t.Context(), "b"); !errors.Is(err, sync.ErrNotFound) || requests.Load() != 3 {
		t.Errorf("%v after %d requests, want 3", err, requests.Load())
	}
}
