package s3test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// The standard credential chain finds the server through the environment, and
// an object survives a restart on the same folder.
func TestServerKeepsObjects(t *testing.T) {
	Start(t) // skips where there is no server
	dir := t.TempDir()
	bucket, key := "pictures", "a.txt"
	for round := range 2 {
		s, err := Launch(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Stop)
		cfg, err := config.LoadDefaultConfig(t.Context(), config.WithRegion(s.Region))
		if err != nil {
			t.Fatal(err)
		}
		client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.BaseEndpoint = &s.Endpoint; o.UsePathStyle = true })
		if round == 0 {
			s.Bucket(t, bucket)
			_, err = client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key,
				Body: strings.NewReader("hello"), Metadata: map[string]string{"kept": "yes"}})
		} else {
			var out *s3.HeadObjectOutput
			out, err = client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
			if err == nil && out.Metadata["kept"] != "yes" {
				t.Errorf("metadata is %v", out.Metadata)
			}
		}
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		s.Stop()
	}
}

func TestLaunchSaysWhyItFailed(t *testing.T) {
	Start(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if s, err := Launch(ctx, t.TempDir()); err == nil {
		s.Stop()
		t.Fatal("a cancelled launch succeeded")
	}
}
