package cloudinary

import (
	"errors"
	"net/url"
	"strings"
)

const urlForm = "write it as cloudinary://<key>:<secret>@<cloud>"

// ParseURL reads the value of the standard environment variable
// CLOUDINARY_URL: cloudinary://<key>:<secret>@<cloud>. The key is not needed
// for URLs and is dropped; so may be key and secret.
//
// Of the query parameters that Cloudinary's libraries accept, those about
// delivery are honoured: private_cdn, secure_distribution and cname (a custom
// domain), sign_url, signature_algorithm (sha1, sha256), long_url_signature.
// A path, cloudinary://...@<cloud>/media.example.com, is a custom domain too.
// Others are ignored. No error contains any part of s, which holds the secret.
func ParseURL(s string) (Config, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		// The error of the parser quotes the whole URL.
		return Config{}, errors.New("CLOUDINARY_URL is not a URL: " + urlForm + "; other characters than letters and digits in a secret must be percent-encoded")
	}
	if u.Scheme != "cloudinary" || u.Opaque != "" {
		return Config{}, errors.New("CLOUDINARY_URL does not begin with cloudinary://: " + urlForm)
	}
	if !cloudName.MatchString(u.Host) {
		return Config{}, errors.New("CLOUDINARY_URL has no usable cloud name: " + urlForm)
	}
	c := Config{Cloud: u.Host}
	if secret, ok := u.User.Password(); ok {
		c.Secret = Secret(secret)
	}
	q := u.Query()
	c.PrivateCDN = isTrue(q.Get("private_cdn"))
	for _, domain := range []string{q.Get("secure_distribution"), q.Get("cname"), u.Path} {
		domain = strings.Trim(strings.TrimPrefix(domain, "https://"), "/")
		if domain == "" || c.Domain != "" {
			continue
		}
		if !hostName.MatchString(domain) {
			return Config{}, errors.New("CLOUDINARY_URL has a custom domain that is not a host name: write it like media.example.com")
		}
		// Cloudinary's shared host may be named here as well.
		if domain != sharedHost {
			c.Domain, c.PrivateCDN = domain, true
		}
	}
	c.Sign = signFrom(q)
	return c, nil
}

func signFrom(q url.Values) Signature {
	long := isTrue(q.Get("long_url_signature"))
	switch algorithm := strings.ToLower(strings.ReplaceAll(q.Get("signature_algorithm"), "-", "")); {
	case !isTrue(q.Get("sign_url")):
		return NoSignature
	case long: // always a SHA-256
		return SHA256Long
	case algorithm == "sha256":
		return SHA256
	}
	return SHA1
}

func isTrue(s string) bool { return s == "1" || strings.EqualFold(s, "true") }
