package sync

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/logging"
)

// S3Config says where a bucket is. Credentials are not part of it: they come
// from the AWS SDK's standard chain (AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY, AWS_PROFILE, the files in ~/.aws, single sign-on,
// roles of containers and machines).
type S3Config struct {
	// Bucket is the bucket's name. Required.
	Bucket string
	// Region is the bucket's region. Empty: that of the SDK's standard chain
	// (AWS_REGION, the profile), else us-east-1.
	Region string
	// Endpoint is the address of another server that speaks S3, such as
	// http://localhost:9000. Empty: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL,
	// else Amazon's.
	Endpoint string
	// PathStyle puts the bucket into the path of the URL and not into the
	// host's name. It is always so for an endpoint that is an IP address or a
	// name without a dot, such as localhost.
	PathStyle bool
	// PartSize is the size in bytes of the parts of a large file. 0: 16 MiB;
	// it grows where a file would have more than 10,000 parts. S3 takes no
	// part under 5 MiB but the last.
	PartSize int64
	// Multipart is the size in bytes from which on a file is sent in parts.
	// 0: more than 64 MiB.
	Multipart int64
	// Journal is a folder of this machine in which a small file is kept for
	// each upload in parts that is on its way, so that the next run after a
	// kill, a cancellation or a failure of the network sends only the parts
	// that are missing. It has no secrets, is made when it is needed, and may
	// be shared by buckets. Empty: uploads are not resumed.
	Journal string
}

const (
	// DefaultPartSize is S3Config.PartSize where nothing else is said.
	DefaultPartSize = 16 << 20
	// DefaultMultipart is S3Config.Multipart where nothing else is said.
	DefaultMultipart = 64<<20 + 1
	defaultRegion    = "us-east-1"
)

// An S3 is a bucket on Amazon S3 or on another server that speaks its
// protocol.
//
// Bodies are sent with their SHA-256 in the signature, which every such server
// checks, and with the same hash in the object's metadata (x-amz-meta-sha256),
// from which later runs know the bytes without reading them. To Amazon the
// hash is sent as the object's checksum too.
type S3 struct {
	cfg      S3Config
	name     string
	checksum bool // send and ask for x-amz-checksum-sha256
	patience *patience
	pause    time.Duration // between attempts, see backoff

	mu   sync.Mutex
	made *s3.Client // nil before the first request

	seen          atomic.Bool   // the bucket is known to exist
	unconditional atomic.Bool   // the server does not know conditional writes
	throttled     atomic.Uint64 // how often the server asked for fewer requests
	buffers       buffers
}

// NewS3 checks the configuration and returns the store. It sends nothing and
// looks for no credentials; ctx is not kept.
func NewS3(_ context.Context, cfg S3Config) (*S3, error) {
	if cfg.Endpoint == "" && os.Getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") != "true" {
		cfg.Endpoint = cmp.Or(os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL"))
	}
	s := &S3{cfg: cfg, name: "s3://" + cfg.Bucket, checksum: cfg.Endpoint == "", patience: &patience{first: firstTimeout, later: answerTimeout}, pause: firstPause}
	if why := badBucket(cfg.Bucket); why != "" {
		return nil, &StoreError{Store: s.name, Code: "InvalidBucketName", Fatal: true,
			Msg: "the bucket's name is not valid: " + why + ": correct the bucket's name"}
	}
	if cfg.Endpoint == "" {
		return s, nil
	}
	u, err := url.Parse(cfg.Endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, &StoreError{Store: s.name, Code: "InvalidEndpoint", Fatal: true,
			Msg: "the endpoint is not a URL such as https://storage.example.com: correct the endpoint"}
	}
	s.cfg.Endpoint = strings.TrimSuffix(cfg.Endpoint, "/")
	s.name += " at " + s.cfg.Endpoint
	if host := u.Hostname(); net.ParseIP(host) != nil || !strings.Contains(host, ".") {
		s.cfg.PathStyle = true
	}
	return s, nil
}

// Name returns "s3://bucket", and behind it " at " and the endpoint where it
// is not Amazon's.
func (s *S3) Name() string { return s.name }

// Pace begins with 16 calls at once, as many as a server nearby can use, and
// allows 64, which one far away likes.
func (s *S3) Pace() Pace {
	return Pace{Least: 16, Most: defaultPace.Most, Throttled: s.throttled.Load()}
}

// client makes the client at the first request. A failure is not kept, since
// it may be that of a cancelled context.
func (s *S3) client(ctx context.Context) (*s3.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made != nil {
		return s.made, nil
	}
	cfg, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(newHTTPClient(s.patience)),
		config.WithLogger(logging.Nop{})) // it would write to standard error
	if err != nil {
		return nil, s.configFailed(ctx, err)
	}
	// Found out now, a lack of credentials gets a message of its own. Each
	// request would otherwise look for them, and wait for it, again.
	if cfg.Credentials == nil {
		return nil, s.noCredentials(nil)
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, s.noCredentials(err)
	}
	s.cfg.Region = cmp.Or(s.cfg.Region, cfg.Region, defaultRegion)
	s.made = s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.Region = s.cfg.Region
		o.UsePathStyle = s.cfg.PathStyle
		if s.cfg.Endpoint != "" {
			o.BaseEndpoint = &s.cfg.Endpoint
		}
		o.Retryer = newRetryer(&s.throttled, s.pause)
		o.APIOptions = append(o.APIOptions, usePayloadHash)
		// The payload's hash in the signature does what the SDK's own
		// checksums would, and works on servers that refuse those.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		o.DisableLogOutputChecksumValidationSkipped = true
	})
	return s.made, nil
}

// badBucket reports what is wrong with a bucket's name. The rules are those of
// general purpose buckets; ARNs of access points are left to the server.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
func badBucket(name string) string {
	alnum := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	switch {
	case name == "":
		return "it is empty"
	case strings.HasPrefix(name, "arn:"):
		return ""
	case len(name) < 3 || len(name) > 63:
		return fmt.Sprintf("its length is %d, and 3 to 63 characters are allowed", len(name))
	case !alnum(name[0]) || !alnum(name[len(name)-1]):
		return "it must begin and end with a small letter or a digit"
	case strings.Contains(name, ".."):
		return "it has two dots in a row"
	case net.ParseIP(name) != nil:
		return "it looks like an IP address"
	}
	for i := range len(name) {
		if c := name[i]; !alnum(c) && c != '-' && c != '.' {
			return "only small letters, digits, dots and hyphens are allowed"
		}
	}
	return ""
}
