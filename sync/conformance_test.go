package sync_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	gosync "sync"
	"testing"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	storetest.Run(t, storetest.Suite{New: func(*testing.T) sync.Store { return new(storetest.Memory) }})
}

func TestFolderKeepsTheContract(t *testing.T) {
	storetest.Run(t, storetest.Suite{NoMetadata: true, New: func(t *testing.T) sync.Store {
		s, err := sync.NewFolder(filepath.Join(t.TempDir(), "made", "when", "needed"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}})
}

func TestS3KeepsTheContract(t *testing.T) {
	server := s3test.Start(t)
	buckets := 0
	storetest.Run(t, storetest.Suite{New: func(t *testing.T) sync.Store {
		buckets++
		return newS3(t, server, server.Bucket(t, fmt.Sprint("contract-", buckets)))
	}})
}

// TestEndpointKeepsTheContract tests any server:
//
//	MDMEDIA_TEST_S3_BUCKET=an-empty-bucket MDMEDIA_TEST_S3_ENDPOINT=https://... go test ./sync -run Endpoint
//
// The credentials are those of the standard chain. Everything in the bucket is
// deleted.
func TestEndpointKeepsTheContract(t *testing.T) {
	bucket := os.Getenv("MDMEDIA_TEST_S3_BUCKET")
	if bucket == "" {
		t.Skip("MDMEDIA_TEST_S3_BUCKET is not set: no server of your own to test")
	}
	storetest.Run(t, storetest.Suite{New: func(t *testing.T) sync.Store {
		s, err := sync.NewS3(t.Context(), sync.S3Config{
			Bucket: bucket, Endpoint: os.Getenv("MDMEDIA_TEST_S3_ENDPOINT"),
			Region:    cmp.Or(os.Getenv("MDMEDIA_TEST_S3_REGION"), os.Getenv("AWS_REGION")),
			PathStyle: os.Getenv("MDMEDIA_TEST_S3_PATH_STYLE") == "true",
		})
		if err != nil {
			t.Fatal(err)
		}
		empty(t, s)
		t.Cleanup(func() { empty(t, s) })
		return s
	}})
}

func empty(t *testing.T, s sync.Store) {
	ctx := context.WithoutCancel(t.Context())
	var keys []string
	for obj, err := range s.List(ctx, "") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, obj.Key)
	}
	if err := s.Delete(ctx, keys...); err != nil {
		t.Fatal(err)
	}
}

func newS3(t *testing.T, server *s3test.Server, bucket string) *sync.S3 {
	t.Helper()
	s, err := sync.NewS3(t.Context(), sync.S3Config{Bucket: bucket, Region: server.Region, Endpoint: server.Endpoint})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Two Folders on one folder are like two processes.
func TestFolderRacesAcrossStores(t *testing.T) {
	dir := t.TempDir()
	const writers = 16
	var wins, wg = make(chan int, writers), gosync.WaitGroup{}
	for i := range writers {
		wg.Go(func() {
			s, err := sync.NewFolder(dir)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := s.Put(t.Context(), storetest.File("a/b", fmt.Sprint(i)), sync.IfAbsent); err == nil {
				wins <- i
			}
		})
	}
	wg.Wait()
	if len(wins) != 1 {
		t.Errorf("%d writers won", len(wins))
	}
}
