package sync_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

func listUploads(bucket string) *s3.ListMultipartUploadsInput {
	return &s3.ListMultipartUploadsInput{Bucket: &bucket}
}

const mib = 1 << 20

// interrupt lets n parts of an upload through, and cancels it when the server
// has them.
func interrupt(t *testing.T, f *front, s *sync.S3, file sync.File, n int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu gosync.Mutex
	begun := 0
	var ended gosync.WaitGroup
	ended.Add(n)
	f.set(func(w http.ResponseWriter, r *http.Request, op string) bool {
		if !strings.HasPrefix(op, "part ") {
			return false
		}
		mu.Lock()
		begun++
		through := begun <= n
		mu.Unlock()
		if through {
			f.proxy.ServeHTTP(w, r)
			ended.Done()
			return true
		}
		ended.Wait()
		cancel()
		hangUp(w)
		return true
	})
	if _, err := s.Put(ctx, file, sync.IfAbsent); !errors.Is(err, context.Canceled) {
		t.Fatalf("the interrupted put says %v", err)
	}
	f.set(nil)
	f.seen()
}

func wantSum(t *testing.T, s *sync.S3, f sync.File) {
	t.Helper()
	r, obj, err := s.Get(t.Context(), f.Key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil || storetest.File("", string(body)).SHA256 != f.SHA256 || obj.SHA256 != f.SHA256 {
		t.Errorf("%s has %d other bytes, %v", f.Key, len(body), err)
	}
}

func journalFiles(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return len(entries)
}

func TestS3Resumes(t *testing.T) {
	server := s3test.Start(t)
	for name, checksum := range map[string]bool{"by-etag": false, "by-checksum": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir() + "/made/when/needed"
			bucket := server.Bucket(t, name)
			f, s := newFront(t, server, bucket, func(c *sync.S3Config) { c.Journal = dir })
			if checksum {
				sync.SendChecksum(s)
			}
			file := storetest.Pattern("video.mp4", 32*mib) // 7 parts
			interrupt(t, f, s, file, 4)
			if n, u := journalFiles(t, dir), uploads(t, server, bucket); n != 1 || u != 1 {
				t.Fatalf("%d files in the journal, %d uploads", n, u)
			}
			out, err := server.Client().ListMultipartUploads(t.Context(), listUploads(bucket))
			if err != nil {
				t.Fatal(err)
			}
			id := out.Uploads[0].UploadId
			have, err := server.Client().ListParts(t.Context(), &s3.ListPartsInput{Bucket: &bucket, Key: &file.Key, UploadId: id})
			if err != nil || len(have.Parts) == 0 {
				t.Fatalf("%d parts, %v", len(have.Parts), err)
			}
			if _, err := s.Put(t.Context(), file, sync.IfAbsent); err != nil {
				t.Fatal(err)
			}
			requests := f.seen()
			for _, p := range have.Parts {
				if n := requests["part "+fmt.Sprint(*p.PartNumber)]; n != 0 {
					t.Errorf("part %d was sent again", *p.PartNumber)
				}
			}
			if requests["create"] != 0 || requests["parts"] != 1 || requests["complete"] != 1 || requests["abort"] != 0 {
				t.Errorf("the requests are %v", requests)
			}
			wantSum(t, s, file)
			if n, u := journalFiles(t, dir), uploads(t, server, bucket); n != 0 || u != 0 {
				t.Errorf("afterwards %d files in the journal, %d uploads", n, u)
			}
		})
	}
}

// What the journal says is not believed: the upload may be gone, a part may be
// another's, the file may have changed.
func TestS3ResumesWithCare(t *testing.T) {
	server := s3test.Start(t)
	dir := t.TempDir()
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, func(c *sync.S3Config) { c.Journal = dir })
	client := server.Client()
	file := storetest.Pattern("video.mp4", 16*mib)
	id := func() *string {
		t.Helper()
		out, err := client.ListMultipartUploads(t.Context(), listUploads(bucket))
		if err != nil || len(out.Uploads) != 1 {
			t.Fatalf("%d uploads, %v", len(out.Uploads), err)
		}
		return out.Uploads[0].UploadId
	}
	for name, meanwhile := range map[string]func(f *sync.File){
		"aborted": func(*sync.File) {
			if _, err := client.AbortMultipartUpload(t.Context(), &s3.AbortMultipartUploadInput{Bucket: &bucket, Key: &file.Key, UploadId: id()}); err != nil {
				t.Fatal(err)
			}
		},
		"another part": func(*sync.File) {
			number := int32(1)
			if _, err := client.UploadPart(t.Context(), &s3.UploadPartInput{Bucket: &bucket, Key: &file.Key, UploadId: id(), PartNumber: &number,
				Body: strings.NewReader(strings.Repeat("x", 5*mib))}); err != nil {
				t.Fatal(err)
			}
		},
		"another file": func(f *sync.File) { *f = storetest.Pattern(f.Key, 17*mib) },
		"another type": func(f *sync.File) { f.ContentType = "video/webm" },
		"a damaged journal": func(*sync.File) {
			if _, err := client.AbortMultipartUpload(t.Context(), &s3.AbortMultipartUploadInput{Bucket: &bucket, Key: &file.Key, UploadId: id()}); err != nil {
				t.Fatal(err)
			}
			for _, e := range must(os.ReadDir(dir)) {
				if err := os.WriteFile(dir+"/"+e.Name(), []byte("{"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			interrupt(t, f, s, file, 2)
			now := file
			meanwhile(&now)
			if _, err := s.Put(t.Context(), now, sync.IfAbsent); err != nil {
				t.Fatal(err)
			}
			wantSum(t, s, now)
			if obj, err := s.Head(t.Context(), now.Key); err != nil || obj.ContentType != now.ContentType {
				t.Errorf("%+v, %v", obj, err)
			}
			if n, u := journalFiles(t, dir), uploads(t, server, bucket); n != 0 || u != 0 {
				t.Errorf("afterwards %d files in the journal, %d uploads", n, u)
			}
			if err := s.Delete(t.Context(), now.Key); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Without a journal, and where going on has no use, nothing is left behind.
func TestS3AbortsWhatCannotGoOn(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	file := storetest.Pattern("video.mp4", 16*mib)
	f, s := newFront(t, server, bucket, nil)
	interrupt(t, f, s, file, 1)
	if u := uploads(t, server, bucket); u != 0 {
		t.Errorf("without a journal %d uploads are left", u)
	}
	dir := t.TempDir()
	_, s = newFront(t, server, bucket, func(c *sync.S3Config) { c.Journal = dir })
	changed := file
	changed.SHA256 = storetest.File("", "other").SHA256
	if _, err := s.Put(t.Context(), changed, sync.Any); !errors.Is(err, sync.ErrChanged) {
		t.Errorf("a changed file: %v", err)
	}
	if _, err := s.Put(t.Context(), file, sync.Any); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), storetest.Pattern("video.mp4", 17*mib), sync.IfAbsent); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over an object: %v", err)
	}
	if n, u := journalFiles(t, dir), uploads(t, server, bucket); n != 0 || u != 0 {
		t.Errorf("%d files in the journal, %d uploads are left", n, u)
	}
}

// The answer to the last request is lost: the next attempt finds the upload
// gone, and the object there.
func TestS3CompleteAnswerLost(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, nil)
	client := server.Client()
	file := storetest.Pattern("video.mp4", 16*mib)
	lost := 0
	f.set(func(w http.ResponseWriter, r *http.Request, op string) bool {
		if op != "complete" || lost > 0 {
			return false
		}
		lost++
		body, _ := io.ReadAll(r.Body)
		var parts = completed(string(body))
		id := r.URL.Query().Get("uploadId")
		if _, err := client.CompleteMultipartUpload(context.WithoutCancel(r.Context()), &s3.CompleteMultipartUploadInput{
			Bucket: &bucket, Key: &file.Key, UploadId: &id, MultipartUpload: parts}); err != nil {
			t.Error(err)
		}
		hangUp(w)
		return true
	})
	obj, err := s.Put(t.Context(), file, sync.IfAbsent)
	if err != nil || obj.ETag == "" || lost != 1 {
		t.Fatalf("%+v, %v, lost %d", obj, err, lost)
	}
	wantSum(t, s, file)
}

func TestS3AbortAbandoned(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	_, s := newFront(t, server, bucket, nil)
	client := server.Client()
	for _, key := range []string{"images/a", "images/b", "other/c"} {
		if _, err := client.CreateMultipartUpload(t.Context(), &s3.CreateMultipartUploadInput{Bucket: &bucket, Key: &key}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		prefix string
		age    time.Duration
		want   int
		left   int
	}{{"images/", time.Hour, 0, 3}, {"images/", -time.Minute, 2, 1}, {"images/", -time.Minute, 0, 1}, {"", -time.Minute, 1, 0}} {
		if n, err := s.AbortAbandoned(t.Context(), c.prefix, c.age); err != nil || n != c.want || uploads(t, server, bucket) != c.left {
			t.Errorf("%q, %v: %d aborted, %v, %d left", c.prefix, c.age, n, err, uploads(t, server, bucket))
		}
	}
	missing := newS3(t, server, "no-such-bucket")
	if _, err := missing.AbortAbandoned(t.Context(), "", 0); err == nil ||
		err.Error() != missing.Name()+": the bucket does not exist: create it or correct the bucket's name" {
		t.Errorf("no bucket: %v", err)
	}
}

// completed reads the body of a request that completes an upload.
func completed(body string) *types.CompletedMultipartUpload {
	var in struct {
		Part []struct {
			ETag       string
			PartNumber int32
		}
	}
	if err := xml.Unmarshal([]byte(body), &in); err != nil {
		panic(err)
	}
	out := new(types.CompletedMultipartUpload)
	for _, p := range in.Part {
		out.Parts = append(out.Parts, types.CompletedPart{ETag: &p.ETag, PartNumber: &p.PartNumber})
	}
	return out
}
