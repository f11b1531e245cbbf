package sync

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
)

// How long to wait for a server. With two attempts to reach it, an address
// where nobody answers costs about ten seconds.
const (
	connectTimeout = 5 * time.Second
	answerTimeout  = 30 * time.Second
	maxAttempts    = 6
	// reachAttempts is how often a server is called that does not answer.
	reachAttempts = 2
)

// newHTTPClient keeps as many connections as there may be workers: one that
// is not kept is made anew for every request. It is the SDK's own client type
// because AWS_CA_BUNDLE works with no other.
func newHTTPClient(answer time.Duration) *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectTimeout }).
		WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConns, t.MaxIdleConnsPerHost = 256, 128
			t.ResponseHeaderTimeout = answer
			t.WriteBufferSize, t.ReadBufferSize = 64<<10, 32<<10
		})
}

// A retryer tries again what may succeed the next time: faults of the server,
// throttling, broken connections. The SDK's quota on retries is off, because
// it runs dry when a server throttles many workers; its count of attempts is
// bound enough.
type retryer struct{ *retry.Standard }

func newRetryer() aws.Retryer {
	return retryer{retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = maxAttempts
		o.RateLimiter = ratelimit.None
		o.Backoff = retry.BackoffDelayerFunc(backoff)
		o.Retryables = append(o.Retryables,
			retry.RetryableHTTPStatusCode{Codes: map[int]struct{}{http.StatusTooManyRequests: {}}},
			// Two writers at one key at the same moment; the next try finds out
			// who won.
			retry.RetryableErrorCode{Codes: map[string]struct{}{"ConditionalRequestConflict": {}, "OperationAborted": {}}})
	})}
}

// RetryDelay ends the attempts early, by returning the error, where nobody
// answers and where the answer is not what the endpoint's address promises.
func (r retryer) RetryDelay(attempt int, err error) (time.Duration, error) {
	if isUntrusted(err) || isNotTLS(err) || attempt >= reachAttempts && (isUnreachable(err) || isNoAnswer(err)) {
		return 0, err
	}
	return r.Standard.RetryDelay(attempt, err)
}

// backoff waits up to 0.1, 0.2, 0.4 ... 5 s, at random so that workers that
// were refused together do not come back together.
func backoff(attempt int, _ error) (time.Duration, error) {
	limit := min(50*time.Millisecond<<min(max(attempt, 1), 10), 5*time.Second)
	return limit/4 + rand.N(limit*3/4), nil
}

// isUnreachable reports that no connection was made.
func isUnreachable(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial"
}

// isNoAnswer reports that the server took the request and did not answer.
func isNoAnswer(err error) bool {
	// The type of net/http's error is not exported.
	return err != nil && strings.Contains(err.Error(), "timeout awaiting response headers")
}

// isUntrusted reports that the server's certificate was refused.
func isUntrusted(err error) bool {
	var failed *tls.CertificateVerificationError
	return errors.As(err, &failed)
}

// isNotTLS reports that the server speaks http where https was expected.
func isNotTLS(err error) bool {
	return errors.Is(err, http.ErrSchemeMismatch)
}

// payloadHash gives the request's signature a hash that is known beforehand,
// so that the body is not read twice over http, and is checked at all over
// TLS, where the SDK would leave it unsigned. It stands in for the SDK's
// middleware of the same id.
type payloadHash string

func (payloadHash) ID() string { return "ComputePayloadHash" }

func (h payloadHash) HandleFinalize(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	middleware.FinalizeOutput, middleware.Metadata, error,
) {
	return next.HandleFinalize(v4.SetPayloadHash(ctx, string(h)), in)
}

func withPayloadHash(sum string) func(*s3.Options) {
	return func(o *s3.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			_, err := stack.Finalize.Swap(payloadHash("").ID(), payloadHash(sum))
			return err
		})
	}
}
