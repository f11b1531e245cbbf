package sync

import (
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

const (
	// maxAttempts is how often a request is made that the server fails at.
	maxAttempts = 6
	// throttledAttempts is how often one is made that the server has no time
	// for now, since it says by that that it will have.
	throttledAttempts = 10
	// reachAttempts is how often a server is called that does not answer.
	reachAttempts = 2
	// longestWait bounds what a server may ask for with Retry-After.
	longestWait = 30 * time.Second
)

// A retryer tries again what may succeed the next time: faults of the server,
// throttling, broken connections. The SDK's quota on retries is off, because
// it runs dry when a server throttles many workers; its count of attempts is
// bound enough.
type retryer struct {
	*retry.Standard
	throttled *atomic.Uint64 // counts
}

func newRetryer(throttled *atomic.Uint64, pause time.Duration) aws.Retryer {
	return retryer{throttled: throttled, Standard: retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = throttledAttempts
		o.RateLimiter = ratelimit.None
		o.Backoff = backoff(pause)
		o.Retryables = append(o.Retryables,
			retry.IsErrorRetryableFunc(isCut),
			retry.RetryableHTTPStatusCode{Codes: map[int]struct{}{http.StatusTooManyRequests: {}}},
			// Two writers at one key at the same moment; the next try finds out
			// who won.
			retry.RetryableErrorCode{Codes: map[string]struct{}{"ConditionalRequestConflict": {}, "OperationAborted": {}}})
	})}
}

// RetryDelay ends the attempts early, by returning the error, where nobody
// answers and where the answer is not what the endpoint's address promises.
func (r retryer) RetryDelay(attempt int, err error) (time.Duration, error) {
	most := maxAttempts
	switch {
	case isUntrusted(err) || isNotTLS(err):
		return 0, err
	case isUnreachable(err) || isNoAnswer(err):
		most = reachAttempts
	case isThrottled(err):
		r.throttled.Add(1)
		most = throttledAttempts
	}
	if attempt >= most {
		return 0, err
	}
	delay, derr := r.Standard.RetryDelay(attempt, err)
	if resp := (*awshttp.ResponseError)(nil); errors.As(err, &resp) && resp.Response != nil {
		delay = max(delay, retryAfter(resp.Response.Header, time.Now()))
	}
	return delay, derr
}

// isThrottled reports that the server wants fewer requests.
func isThrottled(err error) bool {
	var resp *awshttp.ResponseError
	if errors.As(err, &resp) && (resp.HTTPStatusCode() == http.StatusServiceUnavailable || resp.HTTPStatusCode() == http.StatusTooManyRequests) {
		return true
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	known, _ := explain(api.ErrorCode())
	return known.msg == msgThrottled
}

// isCut says that an answer which ended too early is worth another attempt.
func isCut(err error) aws.Ternary {
	var resp *awshttp.ResponseError
	if errors.As(err, &resp) && resp.HTTPStatusCode() >= http.StatusMultipleChoices {
		return aws.UnknownTernary // its status decides
	}
	var syntax *xml.SyntaxError
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// A backoff waits up to 2, 4, 8 ... 100 times as long as it says, at random so
// that workers that were refused together do not come back together.
type backoff time.Duration

// firstPause makes that 0.1 to 5 s.
const firstPause = 50 * time.Millisecond

func (b backoff) BackoffDelay(attempt int, _ error) (time.Duration, error) {
	limit := min(time.Duration(b)<<min(max(attempt, 1), 10), 100*time.Duration(b))
	return limit/4 + rand.N(limit*3/4), nil
}

// retryAfter returns how long the server asks to wait, in seconds or as a
// date. 0: it does not say.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	var wait time.Duration
	if seconds, err := strconv.Atoi(value); err == nil {
		wait = time.Duration(min(seconds, int(longestWait/time.Second))) * time.Second
	} else if date, err := http.ParseTime(value); err == nil {
		wait = date.Sub(now)
	}
	return min(max(wait, 0), longestWait)
}

// isNoAnswer reports that the server took no more of the request, or sent no
// more of the answer.
func isNoAnswer(err error) bool { return errors.Is(err, errStalled) }
