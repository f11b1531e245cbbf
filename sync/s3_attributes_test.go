package sync_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// What an object gets beside its bytes goes with each of the three ways to
// make one.
func TestS3Attributes(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, nil)
	type sent struct{ class, encryption, key string }
	got := map[string]sent{}
	f.set(func(_ http.ResponseWriter, r *http.Request, op string) bool {
		h := r.Header
		got[op] = sent{h.Get("X-Amz-Storage-Class"), h.Get("X-Amz-Server-Side-Encryption"), h.Get("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id")}
		// The test server knows only some of them.
		return false
	})
	small, large := storetest.File("small", "x"), storetest.Pattern("large", 7*mib)
	again := large
	again.Key = "copy"
	for _, file := range []*sync.File{&small, &large, &again} {
		file.Metadata = map[string]string{"author": "A. Writer", "kind": file.Key}
		file.CacheControl = "public, max-age=31536000, immutable"
		file.StorageClass, file.Encryption = "STANDARD", sync.Encryption{}
	}
	put := func(file sync.File, copy bool) {
		t.Helper()
		var err error
		if copy {
			_, err = s.Copy(t.Context(), large.Key, file, sync.IfAbsent)
		} else {
			_, err = s.Put(t.Context(), file, sync.IfAbsent)
		}
		if err != nil {
			t.Fatal(err)
		}
		out, err := server.Client().HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &bucket, Key: &file.Key})
		if err != nil {
			t.Fatal(err)
		}
		if out.Metadata["author"] != "A. Writer" || out.Metadata["kind"] != file.Key || out.Metadata["sha256"] != file.SHA256 ||
			*out.CacheControl != file.CacheControl || *out.ContentType != file.ContentType {
			t.Errorf("%s has %v, %s, %s", file.Key, out.Metadata, *out.CacheControl, *out.ContentType)
		}
	}
	put(small, false)
	put(large, false)
	put(again, true)
	for _, op := range []string{"PUT", "create"} {
		if got[op].class != "STANDARD" || got[op].encryption != "" {
			t.Errorf("%s sends %+v", op, got[op])
		}
	}
	small.Encryption, large.Encryption = sync.Encryption{Algorithm: "aws:kms", KeyID: "alias/pictures"}, sync.Encryption{Algorithm: "AES256"}
	for _, file := range []sync.File{small, large} { // this server cannot encrypt: what counts is what it is asked
		_, _ = s.Put(t.Context(), file, sync.Any)
	}
	if got["PUT"] != (sent{"STANDARD", "aws:kms", "alias/pictures"}) || got["create"] != (sent{"STANDARD", "AES256", ""}) {
		t.Errorf("the requests have %+v", got)
	}
}

func TestFileChecks(t *testing.T) {
	s, err := sync.NewS3(t.Context(), sync.S3Config{Bucket: "pictures", Endpoint: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(f *sync.File){
		`k: "Author" cannot name metadata: use small letters, digits and hyphens`:               func(f *sync.File) { f.Metadata = map[string]string{"Author": "x"} },
		`k: the metadata "sha256" is set by the upload itself: use another name`:                func(f *sync.File) { f.Metadata = map[string]string{"sha256": "x"} },
		"k: the metadata a is not printable ASCII without space around it: change its value":    func(f *sync.File) { f.Metadata = map[string]string{"a": "ü"} },
		"k: the metadata has 3001 bytes, at most 1978 are possible: shorten it":                 func(f *sync.File) { f.Metadata = map[string]string{"a": strings.Repeat("x", 3000)} },
		"k: only the encryption aws:kms has a key: name it as the algorithm, or remove the key": func(f *sync.File) { f.Encryption.KeyID = "x" },
		"k: sync.File needs Open, Size and SHA256 in lower-case hex":                            func(f *sync.File) { f.Open = nil },
	} {
		f := storetest.File("k", "x")
		change(&f)
		for op, err := range map[string]error{
			"put":  second(s.Put(t.Context(), f, sync.Any)),
			"copy": second(s.Copy(t.Context(), "a", f, sync.Any)),
		} {
			if op == "copy" && f.Open == nil {
				continue // it opens none
			}
			if err == nil || err.Error() != want {
				t.Errorf("%s says %v, want %s", op, err, want)
			}
		}
	}
}

func second(_ sync.Object, err error) error { return err }

// A copy whose source is not what it is to be is refused, and then the file is
// sent; what is in the way stays.
func TestS3Copies(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, nil)
	odd := storetest.Pattern("odd/ü %+?#&.mp4", 7*mib)
	if _, err := s.Put(t.Context(), odd, sync.Any); err != nil {
		t.Fatal(err)
	}
	target := odd
	target.Key = "copy"
	for name, c := range map[string]struct {
		from string
		f    sync.File
	}{
		"nothing": {"none", target}, "another size": {odd.Key, storetest.Pattern("copy", 8*mib)}, "other bytes": {odd.Key, other(target)},
	} {
		if _, err := s.Copy(t.Context(), c.from, c.f, sync.IfAbsent); !errors.Is(err, sync.ErrNoSource) {
			t.Errorf("%s: %v, want ErrNoSource", name, err)
		}
	}
	if _, err := s.Copy(t.Context(), odd.Key, target, sync.IfAbsent); err != nil {
		t.Fatal(err)
	}
	wantSum(t, s, target)
	if _, err := s.Copy(t.Context(), odd.Key, target, sync.IfAbsent); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over an object: %v, want ErrCondition", err)
	}
	if _, err := s.Copy(t.Context(), odd.Key, target, sync.IfMatch(`"0"`)); !errors.Is(err, sync.ErrCondition) {
		t.Errorf("over another object: %v, want ErrCondition", err)
	}
	// It changes between the look and the copy.
	f.set(func(w http.ResponseWriter, r *http.Request, op string) bool {
		if op == "partcopy" {
			body := strings.NewReader("changed")
			if _, err := server.Client().PutObject(r.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &odd.Key, Body: body}); err != nil {
				t.Error(err)
			}
		}
		return false
	})
	target.Key = "late"
	if _, err := s.Copy(t.Context(), odd.Key, target, sync.IfAbsent); !errors.Is(err, sync.ErrNoSource) {
		t.Errorf("a source that changes: %v, want ErrNoSource", err)
	}
	if u := uploads(t, server, bucket); u != 0 {
		t.Errorf("%d uploads are left", u)
	}
}

func other(f sync.File) sync.File {
	f.SHA256 = storetest.File("", "other").SHA256
	return f
}

// Bytes that are needed under three keys travel once.
func TestS3SyncCopies(t *testing.T) {
	server := s3test.Start(t)
	bucket := server.Bucket(t, "pictures")
	f, s := newFront(t, server, bucket, nil)
	files := []sync.File{storetest.Pattern("a", 7*mib), storetest.Pattern("b", 7*mib), storetest.Pattern("c", 7*mib)}
	m := sync.NewManifest(s.Name())
	r, err := syncOnce(t, s, files, m, sync.Policy{})
	if err != nil || r.Uploaded != 1 || r.Copied != 2 || r.Sent != 7*mib {
		t.Errorf("%+v, %v", r, err)
	}
	if n := f.seen(); n["part 1"] != 1 || n["part 2"] != 1 || n["partcopy"] != 2 {
		t.Errorf("the requests are %v", n)
	}
	for _, file := range files {
		wantSum(t, s, file)
	}
	f.seen()
	r, err = syncOnce(t, s, files, m, sync.Policy{})
	if n := f.seen(); err != nil || r.Kept != 3 || len(n) != 0 {
		t.Errorf("%+v, %v, after the requests %v", r, err, n)
	}
}
