package sync

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/middleware"
)

// How long to wait for a server. With two attempts to reach it, an address
// where nobody answers costs about ten seconds, and a server that takes
// connections and says nothing costs twenty. One that has answered before is
// busy.
const (
	connectTimeout = 5 * time.Second
	firstTimeout   = 10 * time.Second
	answerTimeout  = 30 * time.Second
)

// newHTTPClient keeps as many connections as there may be workers: one that
// is not kept is made anew for every request. It is the SDK's own client type
// because AWS_CA_BUNDLE works with no other.
func newHTTPClient(p *patience) *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectTimeout }).
		WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConns, t.MaxIdleConnsPerHost = 256, 128
			t.WriteBufferSize, t.ReadBufferSize = 64<<10, 32<<10
			dial := t.DialContext
			t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := dial(ctx, network, address)
				if err != nil {
					return nil, err
				}
				return &patientConn{Conn: conn, patience: p}, nil
			}
			// Before the connection itself loses patience.
			t.IdleConnTimeout = p.first / 2
		})
}

// isUnreachable reports that no connection was made.
func isUnreachable(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial"
}

// isBroken reports that a connection ended in the middle of a request. How that
// reads depends on who noticed it first: the reader, the writer, or the
// transport, which then closes it.
func isBroken(err error) bool {
	var op *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &op) && (op.Op == "read" || op.Op == "write") ||
		containsAny(err.Error(), "use of closed network connection", "server closed idle connection")
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
// TLS, where the SDK would leave it unsigned. It stands before the SDK's
// middleware of the same id, for requests that have no such hash.
type payloadHash struct{ middleware.FinalizeMiddleware }

type payloadHashKey struct{}

// withPayloadHash says what the hash of the request's body is.
func withPayloadHash(ctx context.Context, sum string) context.Context {
	return context.WithValue(ctx, payloadHashKey{}, sum)
}

func (h payloadHash) HandleFinalize(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	middleware.FinalizeOutput, middleware.Metadata, error,
) {
	if sum, ok := ctx.Value(payloadHashKey{}).(string); ok {
		return next.HandleFinalize(v4.SetPayloadHash(ctx, sum), in)
	}
	return h.FinalizeMiddleware.HandleFinalize(ctx, in, next)
}

// usePayloadHash changes the stack of an operation, all of which sign.
func usePayloadHash(stack *middleware.Stack) error {
	const id = "ComputePayloadHash"
	sdk, ok := stack.Finalize.Get(id)
	if !ok {
		return nil // in a later SDK: then the server's own checks must do
	}
	_, err := stack.Finalize.Swap(id, payloadHash{sdk})
	return err
}
