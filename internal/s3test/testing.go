package s3test

import (
	"context"
	"os"
	"strings"
	"testing"
)

// Start runs a server until the test ends, and isolates the test's AWS
// environment, in which the server's credentials are set. So the test must not
// be parallel. Where the server cannot be built the test is skipped, in CI
// (with CI=true) it fails.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := Launch(context.WithoutCancel(t.Context()), t.TempDir())
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("SKIPPED, NOT TESTED AGAINST A REAL S3 SERVER: %v", err)
	}
	t.Cleanup(s.Stop)
	Setenv(t, s.Env())
	return s
}

// Setenv sets variables of the form KEY=value until the test ends.
func Setenv(t testing.TB, env []string) {
	t.Helper()
	for _, kv := range env {
		k, v, _ := strings.Cut(kv, "=")
		t.Setenv(k, v)
	}
}

// Bucket makes a bucket with this name.
func (s *Server) Bucket(t testing.TB, name string) string {
	t.Helper()
	if err := s.CreateBucket(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	return name
}
