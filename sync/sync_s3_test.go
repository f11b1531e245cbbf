package sync_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// The whole way on a real server: upload, keep, find again without manifest,
// objects of other programs, a changed file, conflicts.
func TestS3Sync(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	s := newS3(t, server, bucket)
	files := many(60)
	by := func(key, body string) { // someone's upload by hand
		if _, err := server.Client().PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader(body)}); err != nil {
			t.Fatal(err)
		}
	}
	by(files[0].Key, "body 0")
	by(files[1].Key, "body X")
	m := sync.NewManifest(s.Name())
	r, err := syncOnce(t, s, files, m, sync.Policy{})
	want := files[1].Key + ": the bucket holds other bytes under this key, which the manifest does not call ours: rename local/" +
		files[1].Key + " or remove the object"
	if r.Uploaded != 58 || r.Recorded != 1 || err == nil || err.Error() != want {
		t.Fatalf("first: %+v, %v, want %s", r, err, want)
	}
	files = append(files[:1], files[2:]...)
	if r, err := syncOnce(t, s, files, m, sync.Policy{}); err != nil || r.Kept != 59 {
		t.Errorf("second: %+v, %v", r, err)
	}
	lost := sync.NewManifest(s.Name())
	if r, err := syncOnce(t, s, files, lost, sync.Policy{}); err != nil || r.Recorded != 59 || r.Sent != 0 || text(t, lost) != text(t, m) {
		t.Errorf("without manifest: %+v, %v", r, err)
	}
	for _, i := range []int{0, 5} { // one uploaded by hand, one by us
		files[i] = storetest.File(files[i].Key, "changed")
	}
	if r, err := syncOnce(t, s, files, m, sync.Policy{}); err != nil || r.Uploaded != 2 || r.Kept != 57 {
		t.Errorf("changed: %+v, %v", r, err)
	}
	by(files[7].Key, "replaced by hand")
	if err := s.Delete(t.Context(), files[8].Key); err != nil {
		t.Fatal(err)
	}
	state := survey(t, s, files, m, sync.SurveyOptions{Verify: true})
	plan := sync.Diff(files, state, sync.Policy{})
	if plan.Count(sync.Keep) != 57 || plan.Count(sync.Conflict) != 1 || plan.Count(sync.Upload) != 1 {
		t.Errorf("verified: %d to keep, %d conflicts, %d to upload", plan.Count(sync.Keep), plan.Count(sync.Conflict), plan.Count(sync.Upload))
	}
}

// Two machines sync different and equal files at the same time.
func TestS3TwoMachines(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	files := many(80)
	mine, theirs := append([]sync.File(nil), files[:60]...), append([]sync.File(nil), files[20:]...)
	mine[25] = storetest.File(files[25].Key, "mine") // the one that they disagree about
	type outcome struct {
		r   sync.Result
		err error
	}
	results := make(chan outcome, 2)
	for _, f := range [][]sync.File{mine, theirs} {
		s := newS3(t, server, bucket)
		go func() {
			r, err := sync.Apply(context.WithoutCancel(t.Context()), s, sync.Diff(f, sync.State{}, sync.Policy{}), sync.ApplyOptions{})
			results <- outcome{r, err}
		}()
	}
	a, b := <-results, <-results
	if (a.err == nil) == (b.err == nil) {
		t.Errorf("one of them, and only one, should fail: %v, %v", a.err, b.err)
	}
	if up, failed := a.r.Uploaded+b.r.Uploaded, len(a.r.Failed)+len(b.r.Failed); up != 80 || failed != 1 {
		t.Errorf("%d uploaded, %d failed", up, failed)
	}
}

// A fatal error is reported once, whatever the number of files.
func TestS3FatalOnce(t *testing.T) {
	server := s3test.Start(t)
	s := newS3(t, server, "no-such-bucket")
	r, err := sync.Apply(t.Context(), s, sync.Diff(many(200), sync.State{}, sync.Policy{}), sync.ApplyOptions{})
	want := s.Name() + ": the bucket does not exist: create it or correct the bucket's name"
	if err == nil || err.Error() != want || len(r.Failed) != 200 {
		t.Errorf("%d failed, %v, want %s", len(r.Failed), err, want)
	}
	if _, err := sync.Survey(t.Context(), s, many(3), nil, sync.SurveyOptions{}); err == nil || err.Error() != want {
		t.Errorf("the survey says %v, want %s", err, want)
	}
}

// The server goes away in the middle: what was done is known.
func TestS3ServerGoesAway(t *testing.T) {
	server := s3test.Start(t)
	s := newS3(t, server, server.Bucket(t, "pictures"))
	files := many(300)
	r, err := sync.Apply(t.Context(), s, sync.Diff(files, sync.State{}, sync.Policy{}), sync.ApplyOptions{Progress: func(e sync.Event) {
		if e.Done == 100 {
			server.Stop()
		}
	}})
	want := s.Name() + ": the endpoint is not reachable (connection refused): check the endpoint and the network"
	if err == nil || err.Error() != want || r.Uploaded < 100 || r.Uploaded+len(r.Failed) != 300 {
		t.Errorf("%d uploaded, %d failed, %v, want %s", r.Uploaded, len(r.Failed), err, want)
	}
}

// A file that cannot be read is one line about the file.
func TestS3UnreadableFile(t *testing.T) {
	server := s3test.Start(t)
	s := newS3(t, server, server.Bucket(t, "pictures"))
	f := storetest.File("a", "x")
	f.Open = nil
	if _, err := s.Put(t.Context(), f, sync.Any); err == nil || err.Error() != "a: sync.File needs Open, Size and SHA256 in lower-case hex" {
		t.Error(err)
	}
	for i, c := range []struct {
		file *sync.File
		want string
	}{
		{open(t, filepath.Join(t.TempDir(), "none")), "local/a: cannot be read: no such file or directory: mend that and run again"},
	} {
		_, err := s.Put(t.Context(), *c.file, sync.Any)
		if err == nil || err.Error() != c.want {
			t.Errorf("%d: %v, want %s", i, err, c.want)
		}
		if e := (*sync.StoreError)(nil); errors.As(err, &e) {
			t.Errorf("%d: it is taken for a failure of the store", i)
		}
	}
}

// open returns a file that is opened by name and has the name's size.
func open(t *testing.T, name string) *sync.File {
	f := storetest.File("a", "x")
	if info, err := os.Stat(name); err == nil {
		f.Size = info.Size()
	}
	f.Open = func() (io.ReadSeekCloser, error) { return os.Open(name) }
	return &f
}
