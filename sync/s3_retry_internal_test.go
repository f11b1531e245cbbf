package sync

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// answered is the error of an answer with a status and a Retry-After.
func answered(status int, code, after string) error {
	resp := &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {after}}}
	return &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: resp}, Err: &smithy.GenericAPIError{Code: code},
	}}
}

func TestRetryDelay(t *testing.T) {
	for _, c := range []struct {
		name        string
		err         error
		attempt     int
		least, most time.Duration // of the wait; -1: no other attempt
		throttled   uint64
	}{
		{"fault", answered(500, "InternalError", ""), 1, 25 * time.Millisecond, 100 * time.Millisecond, 0},
		{"fault, the last time", answered(500, "InternalError", ""), 6, -1, -1, 0},
		{"throttled", answered(503, "SlowDown", ""), 6, 800 * time.Millisecond, 5 * time.Second, 1},
		{"throttled, the last time", answered(503, "SlowDown", ""), 10, -1, -1, 1},
		{"throttled by status", answered(429, "", ""), 1, 25 * time.Millisecond, 100 * time.Millisecond, 1},
		{"throttled by code", answered(400, "Throttling", ""), 1, 25 * time.Millisecond, 100 * time.Millisecond, 1},
		{"asks for 7 s", answered(503, "SlowDown", "7"), 1, 7 * time.Second, 7 * time.Second, 1},
		{"asks for an hour", answered(503, "SlowDown", "3600"), 1, 30 * time.Second, 30 * time.Second, 1},
		{"asks for less", answered(503, "SlowDown", "0"), 1, 25 * time.Millisecond, 100 * time.Millisecond, 1},
		{"asks for nonsense", answered(503, "SlowDown", "soon"), 1, 25 * time.Millisecond, 100 * time.Millisecond, 1},
		{"a fault that asks", answered(500, "InternalError", "2"), 1, 2 * time.Second, 2 * time.Second, 0},
		{"silence", errStalled, 1, 25 * time.Millisecond, 100 * time.Millisecond, 0},
		{"silence again", errStalled, 2, -1, -1, 0},
	} {
		var throttled atomic.Uint64
		wait, err := newRetryer(&throttled, firstPause).RetryDelay(c.attempt, c.err)
		if c.least < 0 {
			if !errors.Is(err, c.err) {
				t.Errorf("%s: %v, %v, want the error itself", c.name, wait, err)
			}
		} else if err != nil || wait < c.least || wait > c.most {
			t.Errorf("%s: %v, %v, want %v to %v", c.name, wait, err, c.least, c.most)
		}
		if throttled.Load() != c.throttled {
			t.Errorf("%s: counted %d times", c.name, throttled.Load())
		}
	}
}

func TestRetryAfterDate(t *testing.T) {
	now := time.Date(2026, 5, 31, 12, 0, 0, 0, time.UTC)
	for date, want := range map[string]time.Duration{
		"Sun, 31 May 2026 12:00:09 GMT": 9 * time.Second,
		"Sun, 31 May 2026 13:00:00 GMT": 30 * time.Second,
		"Sun, 31 May 2026 11:00:00 GMT": 0,
		"-5":                            0,
		"99999999999999999999":          0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {date}}, now); got != want {
			t.Errorf("%s: %v, want %v", date, got, want)
		}
	}
}

// However a broken connection reads, it is one error to a user.
func TestBrokenConnection(t *testing.T) {
	op := func(name string, err error) error { return &net.OpError{Op: name, Net: "tcp", Err: err} }
	for _, c := range []struct {
		err  error
		want string
	}{
		{op("read", syscall.ECONNRESET), "the connection was reset"},
		{op("write", syscall.EPIPE), "the connection was reset"},
		{op("write", net.ErrClosed), "the connection was reset"},
		{errors.New("http: use of closed network connection"), "the connection was reset"},
		{io.EOF, "the connection was reset"},
		{io.ErrUnexpectedEOF, "the connection was reset"},
		{errors.New("something else"), "the request failed: something else"},
	} {
		s := &S3{name: "s3://b", patience: new(patience)}
		err := s.fail(t.Context(), "put", "a", &url.Error{Op: "Put", URL: "http://x", Err: c.err})
		if want := "s3://b: a: " + c.want + ": run again; what is done is kept"; err.Error() != want {
			t.Errorf("%v says %v, want %s", c.err, err, want)
		}
	}
}

// Who is second to meet a failure of a connection tells the first one.
func TestConnectionSaysWhyItEnded(t *testing.T) {
	for _, c := range []struct{ first, second, want error }{
		{os.ErrDeadlineExceeded, net.ErrClosed, errStalled},
		{syscall.ECONNRESET, net.ErrClosed, syscall.ECONNRESET},
		{io.EOF, net.ErrClosed, io.ErrUnexpectedEOF},
		{nil, net.ErrClosed, net.ErrClosed},
		{syscall.ECONNRESET, syscall.EPIPE, syscall.EPIPE},
	} {
		conn := new(patientConn)
		_ = conn.explain(c.first)
		if err := conn.explain(c.second); !errors.Is(err, c.want) {
			t.Errorf("%v and then %v: %v, want %v", c.first, c.second, err, c.want)
		}
	}
}
