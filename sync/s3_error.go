package sync

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"syscall"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
)

// apiMessage is what to tell a user about a server's error code.
type apiMessage struct {
	msg   string
	fatal bool
}

const (
	msgNoBucket  = "the bucket does not exist: create it or correct the bucket's name"
	msgDenied    = "access denied: allow s3:PutObject, s3:GetObject and s3:ListBucket on this bucket for the credentials in use"
	msgExpired   = "the credentials have expired: get new ones (aws sso login for single sign-on) and run again"
	msgUnknown   = "the server does not know the access key: correct AWS_ACCESS_KEY_ID or the profile in use"
	msgSecret    = "the secret access key does not match the access key: correct AWS_SECRET_ACCESS_KEY or the profile in use"
	msgClock     = "this machine's clock is wrong by more than 15 minutes: set it and run again"
	msgToken     = "the session token is not valid: get new credentials, or unset AWS_SESSION_TOKEN"
	msgThrottled = "the server is overloaded and refused the request again and again: run again later, or with fewer workers"
	msgNoKeys    = "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
	msgNoSuch    = "there is no such object"
	msgNotS3     = "what answers at the endpoint is no S3 server: correct the endpoint, or the proxy in HTTP_PROXY and HTTPS_PROXY"
)

// explain returns what a code means. Servers other than Amazon's have words
// of their own for some errors.
func explain(code string) (apiMessage, bool) {
	switch code {
	case "NoSuchBucket":
		return apiMessage{msgNoBucket, true}, true
	case "AccessDenied", "Forbidden", "AllAccessDisabled", "AccountProblem", "UnauthorizedAccess":
		return apiMessage{msgDenied, false}, true
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired":
		return apiMessage{msgExpired, true}, true
	case "InvalidAccessKeyId", "XAdminUserNotFound", "XAdminNoSuchUser":
		return apiMessage{msgUnknown, true}, true
	case "SignatureDoesNotMatch":
		return apiMessage{msgSecret, true}, true
	case "RequestTimeTooSkewed":
		return apiMessage{msgClock, true}, true
	case "InvalidToken":
		return apiMessage{msgToken, true}, true
	case "SlowDown", "TooManyRequests", "ServiceUnavailable", "Throttling", "ThrottlingException":
		return apiMessage{msgThrottled, false}, true
	}
	return apiMessage{}, false
}

// expected finds the region in the message of an AuthorizationHeaderMalformed.
// There is none in other errors' messages that looks like this.
var expected = regexp.MustCompile(`expecting '([a-z0-9-]+)'`)

// fail turns an error of the SDK into one line. What the server wrote is
// passed on only where nothing better is known, and then only its message.
func (s *S3) fail(ctx context.Context, op, key string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err() // the SDK's error would tell of a broken connection
	}
	var own *StoreError
	if errors.As(err, &own) {
		return err
	}
	e := &StoreError{Store: s.name, Op: op, Key: key, Err: err}
	var api smithy.APIError
	if isNotS3(op, err) {
		e.Code, e.Fatal, e.Msg = codeNotS3, true, msgNotS3
	} else if errors.As(err, &api) {
		s.apiFailed(e, api)
	} else {
		s.transportFailed(e)
	}
	return e
}

// isNotS3 reports an answer that no S3 server gives: an error in another form
// than S3's, or an object that cannot be written because it is not found.
func isNotS3(op string, err error) bool {
	var resp *awshttp.ResponseError
	if !errors.As(err, &resp) || resp.HTTPStatusCode() < 400 || resp.HTTPStatusCode() >= 500 {
		return false
	}
	if syntax := (*xml.SyntaxError)(nil); errors.As(err, &syntax) {
		return true
	}
	var api smithy.APIError
	return errors.As(err, &api) &&
		(op != "head" && op != "get" && api.ErrorCode() == "NotFound" || op == "put" && api.ErrorCode() == "MethodNotAllowed")
}

func (s *S3) apiFailed(e *StoreError, api smithy.APIError) {
	e.Code = api.ErrorCode()
	known, ok := explain(e.Code)
	region := s.otherRegion(e.Err, api)
	switch {
	case region != "":
		e.Fatal = true
		e.Msg = fmt.Sprintf("the bucket is in region %s, not %s: correct the region", region, s.cfg.Region)
	case ok:
		e.Msg, e.Fatal = known.msg, known.fatal
	case e.Code == "NoSuchKey" || e.Code == "NotFound":
		e.Msg, e.Err = msgNoSuch, errors.Join(ErrNotFound, e.Err)
	case e.Code == "PermanentRedirect" || e.Code == "MovedPermanently" || e.Code == "AuthorizationHeaderMalformed" || e.Code == "IllegalLocationConstraintException":
		e.Fatal = true
		e.Msg = fmt.Sprintf("the bucket is not in region %s: correct the region", s.cfg.Region)
	case e.Code == "InvalidBucketName":
		e.Fatal = true
		e.Msg = "the server does not accept the bucket's name: correct the bucket's name"
	case e.Code == "KeyTooLongError":
		e.Msg = "the key is too long for the server: shorten the names of the file and its folders"
	default:
		e.Msg = fmt.Sprintf("the server answered %s%s: run again; what is done is kept", e.Code, oneLine(api.ErrorMessage()))
	}
}

// otherRegion returns the region in which the server says that the bucket is.
func (s *S3) otherRegion(err error, api smithy.APIError) string {
	if m := expected.FindStringSubmatch(api.ErrorMessage()); m != nil {
		return m[1]
	}
	var resp *awshttp.ResponseError
	if errors.As(err, &resp) && resp.Response != nil {
		if r := resp.Response.Header.Get("X-Amz-Bucket-Region"); r != s.cfg.Region && isRedirect(resp.HTTPStatusCode()) {
			return r
		}
	}
	return ""
}

func isRedirect(status int) bool {
	return status == http.StatusMovedPermanently || status == http.StatusBadRequest || status == http.StatusTemporaryRedirect
}

// transportFailed explains an error without an answer of the server.
func (s *S3) transportFailed(e *StoreError) {
	var dns *net.DNSError
	switch err := e.Err; {
	case errors.As(err, &dns):
		e.unreachable("no host of the name " + dns.Name + " is known")
	case errors.Is(err, syscall.ECONNREFUSED):
		e.unreachable("connection refused")
	case isUnreachable(err):
		e.unreachable(cause(err))
	case isNoAnswer(err):
		e.Code, e.Fatal = codeNoAnswer, true
		e.Msg = fmt.Sprintf("the endpoint does not answer (nothing for %v): check the endpoint and the network", s.patience.limit())
	case isUntrusted(err):
		e.Code, e.Fatal = codeUnreachable, true
		e.Msg = "the endpoint's certificate is not trusted: correct the endpoint, or name your own authority in AWS_CA_BUNDLE"
	case isNotTLS(err):
		e.Code, e.Fatal = codeUnreachable, true
		e.Msg = "the endpoint speaks http, not https: correct the endpoint"
	case isBroken(err):
		e.Code, e.Msg = codeBroken, "the connection was reset: run again; what is done is kept"
	default:
		e.Msg = "the request failed" + oneLine(cause(err)) + ": run again; what is done is kept"
	}
}

func (e *StoreError) unreachable(why string) {
	e.Code, e.Fatal = codeUnreachable, true
	e.Msg = "the endpoint is not reachable (" + why + "): check the endpoint and the network"
}

// noCredentials explains why the credential chain gave nothing.
func (s *S3) noCredentials(err error) error {
	e := &StoreError{Store: s.name, Code: codeNoCredentials, Msg: msgNoKeys, Fatal: true, Err: err}
	var sso *ssocreds.InvalidTokenError
	var api smithy.APIError
	switch {
	case errors.As(err, &sso):
		e.Code, e.Msg = "ExpiredToken", msgExpired
	case errors.As(err, &api): // of the service that gives out a role's credentials
		if known, ok := explain(api.ErrorCode()); ok && known.fatal {
			e.Code, e.Msg = api.ErrorCode(), known.msg
		} else {
			e.Msg = "no credentials: the service that should give them answered " + api.ErrorCode() + oneLine(api.ErrorMessage()) + ": correct the profile or role in use"
		}
	}
	return e
}

// configFailed explains why the AWS configuration cannot be used: a profile
// that does not exist, a file that is damaged.
func (s *S3) configFailed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &StoreError{Store: s.name, Code: "InvalidConfig", Fatal: true, Err: err,
		Msg: "the AWS configuration cannot be used" + oneLine(err.Error()) + ": correct AWS_PROFILE or the files in ~/.aws"}
}

// oneLine prepares a text of unknown origin for the end of a message: a colon
// before it, no line breaks, not too long.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return ""
	}
	const limit = 200
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "..."
	}
	return ": " + strings.TrimSuffix(text, ".")
}
