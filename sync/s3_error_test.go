package sync_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	gosync "sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/internal/s3test"
	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// every runs each operation once, all at the same time, and returns their
// errors.
func every(ctx context.Context, s sync.Store) map[string]error {
	ops := map[string]func() error{
		"head":   func() error { _, err := s.Head(ctx, "a.png"); return err },
		"get":    func() error { _, _, err := s.Get(ctx, "a.png"); return err },
		"put":    func() error { _, err := s.Put(ctx, storetest.File("a.png", "x"), sync.IfAbsent); return err },
		"delete": func() error { return s.Delete(ctx, "a.png") },
		"list": func() error {
			for _, err := range s.List(ctx, "") {
				return err
			}
			return nil
		},
	}
	errs := map[string]error{}
	var mu gosync.Mutex
	var wg gosync.WaitGroup
	for name, op := range ops {
		wg.Go(func() {
			err := op()
			mu.Lock()
			defer mu.Unlock()
			errs[name] = err
		})
	}
	wg.Wait()
	return errs
}

// wantFatal checks that every operation gives this one line.
func wantFatal(t *testing.T, s sync.Store, want string) {
	t.Helper()
	for op, err := range every(t.Context(), s) {
		var e *sync.StoreError
		if !errors.As(err, &e) || !e.Fatal || err.Error() != want {
			t.Errorf("%s says\n%v, want the fatal\n%s", op, err, want)
		}
	}
}

func TestS3SaysWhatIsWrong(t *testing.T) {
	server := s3test.Start(t)
	server.Bucket(t, "pictures")
	at := " at " + server.Endpoint
	for _, c := range []struct {
		name, bucket string
		env          []string
		want         string
	}{
		{"no bucket", "no-such-bucket", nil,
			"s3://no-such-bucket" + at + ": the bucket does not exist: create it or correct the bucket's name"},
		{"unknown access key", "pictures", []string{"AWS_ACCESS_KEY_ID=someone"},
			"s3://pictures" + at + ": the server does not know the access key: correct AWS_ACCESS_KEY_ID or the profile in use"},
		{"wrong secret", "pictures", []string{"AWS_SECRET_ACCESS_KEY=wrong"},
			"s3://pictures" + at + ": the secret access key does not match the access key: correct AWS_SECRET_ACCESS_KEY or the profile in use"},
		{"no credentials", "pictures", []string{"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="},
			"s3://pictures" + at + ": no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"},
		{"no profile", "pictures", []string{"AWS_PROFILE=nobody"},
			"s3://pictures" + at + ": the AWS configuration cannot be used: failed to get shared config profile, nobody: correct AWS_PROFILE or the files in ~/.aws"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s3test.Setenv(t, c.env)
			wantFatal(t, newS3(t, server, c.bucket), c.want)
		})
	}
}

// answer is a server that gives every request one answer.
func answer(t *testing.T, status int, code, message string, header ...string) *sync.S3 {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		refuse(w, r, status, code, message)
	})
}

func refuse(w http.ResponseWriter, r *http.Request, status int, code, message string) {
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message><AWSAccessKeyId>AKIASECRET</AWSAccessKeyId></Error>", code, message)
	}
}

// serve is a server of the test's own, for what no real one does on demand.
func serve(t *testing.T, handler http.HandlerFunc) *sync.S3 {
	t.Helper()
	s3test.Setenv(t, append(s3test.Isolated(), "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret"))
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s, err := sync.NewS3(t.Context(), sync.S3Config{Bucket: "pictures", Endpoint: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	sync.SetPause(s, time.Millisecond)
	return s
}

func TestS3ExplainsAnswers(t *testing.T) {
	for _, c := range []struct {
		name          string
		status        int
		code, message string
		header        []string
		fatal         bool
		want          string
	}{
		{name: "expired", status: 400, code: "ExpiredToken", message: "The provided token has expired.", fatal: true,
			want: "the credentials have expired: get new ones (aws sso login for single sign-on) and run again"},
		{name: "clock", status: 403, code: "RequestTimeTooSkewed", message: "The difference is too large.", fatal: true,
			want: "this machine's clock is wrong by more than 15 minutes: set it and run again"},
		{name: "token", status: 400, code: "InvalidToken", fatal: true,
			want: "the session token is not valid: get new credentials, or unset AWS_SESSION_TOKEN"},
		{name: "redirect", status: 301, code: "PermanentRedirect", message: "Use the other endpoint.", fatal: true,
			header: []string{"X-Amz-Bucket-Region", "eu-west-1"},
			want:   "the bucket is in region eu-west-1, not us-east-1: correct the region"},
		{name: "redirect without region", status: 301, code: "PermanentRedirect", fatal: true,
			want: "the bucket is not in region us-east-1: correct the region"},
		{name: "region", status: 400, code: "AuthorizationHeaderMalformed", fatal: true,
			message: "the region 'us-east-1' is wrong; expecting 'eu-central-1'",
			want:    "the bucket is in region eu-central-1, not us-east-1: correct the region"},
		{name: "bucket name", status: 400, code: "InvalidBucketName", fatal: true,
			want: "the server does not accept the bucket's name: correct the bucket's name"},
		{name: "unknown key", status: 403, code: "InvalidAccessKeyId", fatal: true,
			want: "the server does not know the access key: correct AWS_ACCESS_KEY_ID or the profile in use"},
		{name: "denied", status: 403, code: "AccessDenied", message: "Access Denied",
			want: "a.png: access denied: allow s3:PutObject, s3:GetObject and s3:ListBucket on this bucket for the credentials in use"},
		{name: "long key", status: 400, code: "KeyTooLongError",
			want: "a.png: the key is too long for the server: shorten the names of the file and its folders"},
		{name: "other", status: 418, code: "Teapot", message: "Short\n and   stout.",
			want: "a.png: the server answered Teapot: Short and stout: run again; what is done is kept"},
		{name: "throttled", status: 503, code: "SlowDown", message: "Reduce your request rate",
			want: "a.png: the server is overloaded and refused the request again and again: run again later, or with fewer workers"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := answer(t, c.status, c.code, c.message, c.header...)
			want := s.Name() + ": " + c.want
			for op, err := range every(t.Context(), s) {
				var e *sync.StoreError
				if !errors.As(err, &e) {
					t.Errorf("%s: %v is no StoreError", op, err)
					continue
				}
				want := want
				if op == "list" || op == "delete" {
					want = strings.Replace(want, ": a.png: ", ": ", 1)
				}
				if e.Error() != want || e.Fatal != c.fatal || e.Code != c.code && op != "head" {
					t.Errorf("%s says\n%v (%s, fatal: %v), want\n%s", op, err, e.Code, e.Fatal, want)
				}
				if strings.Contains(err.Error(), "AKIASECRET") {
					t.Errorf("%s passes the answer's body on: %v", op, err)
				}
			}
		})
	}
}

func TestS3Unreachable(t *testing.T) {
	s3test.Setenv(t, append(s3test.Isolated(), "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret"))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "http://" + l.Addr().String()
	_ = l.Close() // now nobody listens there
	for endpoint, why := range map[string]string{
		endpoint:                      "connection refused",
		"http://no.such.host.invalid": "no host of the name no.such.host.invalid is known",
	} {
		s, err := sync.NewS3(t.Context(), sync.S3Config{Bucket: "pictures", Endpoint: endpoint, PathStyle: true})
		if err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		_, err = s.Head(t.Context(), "a.png")
		want := "s3://pictures at " + endpoint + ": the endpoint is not reachable (" + why + "): check the endpoint and the network"
		if e := (*sync.StoreError)(nil); !errors.As(err, &e) || !e.Fatal || e.Error() != want {
			t.Errorf("head says\n%v, want\n%s", err, want)
		}
		if took := time.Since(started); took > 2*time.Second {
			t.Errorf("%s took %v", why, took)
		}
	}
}

func TestS3WrongScheme(t *testing.T) {
	s3test.Setenv(t, append(s3test.Isolated(), "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret"))
	secure, plain := httptest.NewUnstartedServer(http.NotFoundHandler()), httptest.NewServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it would tell of the refused handshake
	secure.StartTLS()
	defer secure.Close()
	defer plain.Close()
	for endpoint, want := range map[string]string{
		secure.URL: "the endpoint's certificate is not trusted: correct the endpoint, or name your own authority in AWS_CA_BUNDLE",
		strings.Replace(plain.URL, "http", "https", 1): "the endpoint speaks http, not https: correct the endpoint",
	} {
		s, err := sync.NewS3(t.Context(), sync.S3Config{Bucket: "pictures", Endpoint: endpoint})
		if err != nil {
			t.Fatal(err)
		}
		wantFatal(t, s, s.Name()+": "+want)
	}
}

// Another server than one for S3, such as a proxy or a console.
func TestS3IsSomethingElse(t *testing.T) {
	for name, page := range map[string]string{"page": "<!DOCTYPE html><p>Not found<br>", "text": "404 page not found\n", "nothing": ""} {
		for _, status := range []int{404, 403, 405} {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, page)
			})
			want := "what answers at the endpoint is no S3 server: correct the endpoint, or the proxy in HTTP_PROXY and HTTPS_PROXY"
			if status == 403 && name != "page" {
				want = "a: access denied: allow s3:PutObject, s3:GetObject and s3:ListBucket on this bucket for the credentials in use"
			}
			_, err := s.Put(t.Context(), storetest.File("a", "x"), sync.IfAbsent)
			if err == nil || err.Error() != s.Name()+": "+want {
				t.Errorf("%s, %d: %v, want %s", name, status, err, want)
			}
		}
	}
}

// A server that takes the request and then is silent is asked twice, and
// sooner given up if it has never said anything.
func TestS3NoAnswer(t *testing.T) {
	silent := make(chan struct{})
	var answers, asked atomic.Int32
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		if answers.Add(-1) < 0 {
			<-silent
		}
	})
	t.Cleanup(func() { close(silent) })
	sync.SetPatience(s, 200*time.Millisecond, 500*time.Millisecond)
	const message = ": the endpoint does not answer (nothing for %s): check the endpoint and the network"
	wantFatal(t, s, s.Name()+fmt.Sprintf(message, "200ms"))
	if n := asked.Load(); n != 10 {
		t.Errorf("5 operations made %d requests", n)
	}
	answers.Store(1)
	if _, err := s.Head(t.Context(), "a.png"); err != nil {
		t.Fatal(err)
	}
	wantFatal(t, s, s.Name()+fmt.Sprintf(message, "500ms"))
}

func TestNewS3ChecksTheConfiguration(t *testing.T) {
	s3test.Setenv(t, s3test.Isolated())
	for _, c := range []struct{ bucket, endpoint, want string }{
		{"", "", "s3://: the bucket's name is not valid: it is empty: correct the bucket's name"},
		{"My_Bucket", "", "s3://My_Bucket: the bucket's name is not valid: it must begin and end with a small letter or a digit: correct the bucket's name"},
		{"my_bucket", "", "s3://my_bucket: the bucket's name is not valid: only small letters, digits, dots and hyphens are allowed: correct the bucket's name"},
		{"ab", "", "s3://ab: the bucket's name is not valid: its length is 2, and 3 to 63 characters are allowed: correct the bucket's name"},
		{"a..b", "", "s3://a..b: the bucket's name is not valid: it has two dots in a row: correct the bucket's name"},
		{"192.168.1.2", "", "s3://192.168.1.2: the bucket's name is not valid: it looks like an IP address: correct the bucket's name"},
		{"pictures", "localhost:9000", "s3://pictures: the endpoint is not a URL such as https://storage.example.com: correct the endpoint"},
		{"pictures", "http://user:secret@host", "s3://pictures: the endpoint is not a URL such as https://storage.example.com: correct the endpoint"},
	} {
		if _, err := sync.NewS3(t.Context(), sync.S3Config{Bucket: c.bucket, Endpoint: c.endpoint}); err == nil || err.Error() != c.want {
			t.Errorf("%q at %q: %v, want %s", c.bucket, c.endpoint, err, c.want)
		}
	}
	for _, c := range []struct{ bucket, endpoint, env, want string }{
		{"my.pictures", "", "", "s3://my.pictures"},
		{"pictures", "https://storage.example.com/", "http://other", "s3://pictures at https://storage.example.com"},
		{"pictures", "", "http://localhost:9000", "s3://pictures at http://localhost:9000"},
	} {
		t.Setenv("AWS_ENDPOINT_URL", c.env)
		s, err := sync.NewS3(t.Context(), sync.S3Config{Bucket: c.bucket, Endpoint: c.endpoint})
		if err != nil || s.Name() != c.want {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
