package cloudinary

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// A Product is a way Cloudinary delivers media.
type Product int

// The products. Their names in text, such as a configuration file, are
// "media-optimizer", "upload" and "fetch".
const (
	// MediaOptimizer reads the originals from the bucket itself, through an
	// optimization profile.
	MediaOptimizer Product = iota
	// Upload is the classic product: the originals are in Cloudinary, put
	// there by an auto-upload mapping of the bucket on the first request.
	Upload
	// Fetch takes the originals from any public URL.
	Fetch
)

var productNames = []string{"media-optimizer", "upload", "fetch"}

// String returns the product's name.
func (p Product) String() string { return nameOf(productNames, int(p)) }

// MarshalText returns the product's name.
func (p Product) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText sets the product by its name; "" is MediaOptimizer.
func (p *Product) UnmarshalText(text []byte) error {
	i, err := indexOf(productNames, "product", string(text))
	*p = Product(i)
	return err
}

// A Signature is how URLs are signed. Signed URLs are needed where the account
// allows no unsigned transformations.
type Signature int

// The signatures. Their names in text are "none", "sha1", "sha256" and
// "sha256-long".
const (
	// NoSignature leaves URLs unsigned.
	NoSignature Signature = iota
	// SHA1 is Cloudinary's default: 8 characters of a SHA-1.
	SHA1
	// SHA256 is 8 characters of a SHA-256, for accounts set to that algorithm.
	SHA256
	// SHA256Long is 32 characters of a SHA-256, for accounts with long
	// signatures.
	SHA256Long
)

var signatureNames = []string{"none", "sha1", "sha256", "sha256-long"}

// String returns the signature's name.
func (s Signature) String() string { return nameOf(signatureNames, int(s)) }

// MarshalText returns the signature's name.
func (s Signature) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText sets the signature by its name; "" is NoSignature.
func (s *Signature) UnmarshalText(text []byte) error {
	i, err := indexOf(signatureNames, "sign", string(text))
	*s = Signature(i)
	return err
}

func nameOf(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return fmt.Sprintf("unknown (%d)", i)
	}
	return names[i]
}

func indexOf(names []string, what, name string) (int, error) {
	for i, n := range names {
		if n == name || name == "" {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s: %q is not one of %s", what, name, strings.Join(names, ", "))
}

// Config says where the media is delivered from. Cloud alone is enough for
// the Media Optimizer.
type Config struct {
	// Cloud is the name of the Cloudinary cloud. It may be empty only where
	// Domain stands for it.
	Cloud string
	// Product is MediaOptimizer by default.
	Product Product
	// Prefix comes between the host's fixed part and the key; by default
	// nothing does.
	//
	// MediaOptimizer: the path prefix that selects the optimization profile.
	// It is not a folder in the bucket, so never part of a key.
	// Upload: the mapped folder of the auto-upload mapping.
	// Fetch: the URL that the keys are below, such as
	// https://my-bucket.s3.amazonaws.com; not needed for keys that are
	// absolute URLs themselves.
	Prefix string
	// Transform is applied to everything delivered, such as "q_auto,f_auto".
	// By default there is none, and a Media Optimizer URL has no "?tx=".
	Transform string
	// Domain is a custom host name, without "https://". For Upload and Fetch
	// it is a CNAME of the private CDN; the cloud is then not in the path.
	Domain string
	// PrivateCDN selects the host <cloud>-res.cloudinary.com for Upload and
	// Fetch. Domain implies it.
	PrivateCDN bool
	// Sign signs the URLs of Upload and Fetch with Secret.
	Sign Signature
	// Secret is the API secret of the account; needed only with Sign.
	Secret Secret
}

var (
	cloudName = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$`)
	hostName  = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$`)
)

// check returns every problem of c, one a line.
func (c Config) check() error {
	var errs []error
	problem := func(format string, args ...any) { errs = append(errs, fmt.Errorf("cloudinary: "+format, args...)) }

	if c.Product < MediaOptimizer || c.Product > Fetch {
		problem("product: %v: use media-optimizer, upload or fetch", c.Product)
	}
	switch {
	case c.Cloud == "" && c.Domain == "":
		problem("cloud: missing: set it to your cloud name, as the Cloudinary console shows it")
	case c.Cloud != "" && !cloudName.MatchString(c.Cloud):
		problem("cloud: %q is not a cloud name: use letters, digits, - and _ only", c.Cloud)
	}
	if c.Domain != "" && !hostName.MatchString(c.Domain) {
		problem("domain: %q is not a host name: write it like media.example.com", c.Domain)
	}
	if err := checkTransform(c.Transform); err != nil {
		problem("transform: %w", err)
	}
	c.checkPrefix(problem)
	c.checkSign(problem)
	return errors.Join(errs...)
}

func (c Config) checkPrefix(problem func(string, ...any)) {
	if c.Product == Fetch {
		if c.Prefix != "" && !isRemote(c.Prefix) {
			problem("prefix: %q is not a URL: for fetch it is where the originals are, such as https://media.example.com", c.Prefix)
		}
		return
	}
	if p := strings.Trim(c.Prefix, "/"); p != "" {
		if err := checkPath("prefix", p); err != nil {
			problem("%w", err)
		}
	}
}

func (c Config) checkSign(problem func(string, ...any)) {
	switch {
	case c.Sign == NoSignature:
	case c.Sign < NoSignature || c.Sign > SHA256Long:
		problem("sign: %v: use none, sha1, sha256 or sha256-long", c.Sign)
	case c.Product == MediaOptimizer:
		problem("sign: Media Optimizer URLs are not signed: remove it, or use the upload product")
	case c.Secret == "":
		problem("sign: the API secret is missing: set CLOUDINARY_URL=cloudinary://<key>:<secret>@<cloud>")
	}
}
