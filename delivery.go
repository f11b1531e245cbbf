package mdmedia

import (
	"net/url"
	"path"
	"strings"

	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

// A delivery knows the URL under which readers get an object.
type delivery interface {
	// url is the address of the object at key, for use in the page at the
	// slash path from below the output folder. tx are the author's
	// transformations, in the order written.
	url(from, key, mediaType string, tx []string) (string, error)
	// srcsetURL is the same for a candidate of a srcset, which some programs
	// split at every comma.
	srcsetURL(from, key, mediaType string, tx []string) (string, error)
}

func (s *Site) newDelivery() (delivery, error) {
	if s.cfg.Delivery.Cloudinary == nil {
		return local{base: s.cfg.Delivery.Local}, nil
	}
	cfg, err := s.cloudinaryConfig()
	if err != nil {
		return nil, err
	}
	d, err := cloudinary.New(cfg)
	if err != nil {
		return nil, problem("", "delivery.cloudinary: "+err.Error())
	}
	return remote{d}, nil
}

// cloudinaryConfig is what the configuration and the environment say of the
// account.
func (s *Site) cloudinaryConfig() (cloudinary.Config, error) {
	c := s.cfg.Delivery.Cloudinary
	cfg := cloudinary.Config{
		Cloud: c.Cloud, Prefix: c.Prefix,
		Domain: c.Domain, PrivateCDN: c.PrivateCDN, Sign: signature(c.Sign),
	}
	if err := cfg.Product.UnmarshalText([]byte(c.Product)); err != nil {
		return cfg, problem("", err.Error())
	}
	cfg.Transform, _ = s.transform()
	if env := s.opts.Getenv("CLOUDINARY_URL"); env != "" {
		acc, err := cloudinary.ParseURL(env)
		if err != nil {
			return cfg, problem("", err.Error())
		}
		cfg.Cloud, cfg.Secret = acc.Cloud, acc.Secret
	}
	return cfg, nil
}

func signature(sign string) cloudinary.Signature {
	switch sign {
	case "true", "sha1":
		return cloudinary.SHA1
	case "sha256":
		return cloudinary.SHA256
	case "sha256-long":
		return cloudinary.SHA256Long
	}
	return cloudinary.NoSignature
}

// remote is Cloudinary: the URL is the same in every page.
type remote struct{ d *cloudinary.Delivery }

func (r remote) url(_, key, mediaType string, tx []string) (string, error) {
	return r.d.URL(key, mediaType, tx...)
}

func (r remote) srcsetURL(_, key, mediaType string, tx []string) (string, error) {
	return r.d.SrcsetURL(key, mediaType, tx...)
}

// local serves the objects as they are, without transformations.
type local struct{ base string }

func (l local) url(from, key, _ string, _ []string) (string, error) {
	base, below := l.base, l.base
	if below == "" {
		below = "media"
	}
	if strings.HasPrefix(base, "/") || strings.Contains(base, "://") {
		return strings.TrimSuffix(base, "/") + "/" + escapePath(key), nil
	}
	return escapePath(relative(from, path.Join(below, key))), nil
}

func (l local) srcsetURL(from, key, mediaType string, tx []string) (string, error) {
	return l.url(from, key, mediaType, tx)
}

// escapePath percent-encodes each part of a slash path for use in a URL. A
// colon too: before the first slash a browser takes it for the end of a scheme.
func escapePath(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(part), ":", "%3A")
	}
	return strings.Join(parts, "/")
}

// relative is the slash path that leads from the file from to the file to,
// both below the same folder.
func relative(from, to string) string {
	f, t := strings.Split(from, "/"), strings.Split(to, "/")
	for len(f) > 1 && len(t) > 1 && f[0] == t[0] {
		f, t = f[1:], t[1:]
	}
	return strings.Repeat("../", len(f)-1) + strings.Join(t, "/")
}

// originless is a delivery without the scheme and the host of its URLs: the
// same paths, asked of whoever serves the page.
type originless struct{ d delivery }

func (o originless) url(from, key, mediaType string, tx []string) (string, error) {
	return withoutOrigin(o.d.url(from, key, mediaType, tx))
}

func (o originless) srcsetURL(from, key, mediaType string, tx []string) (string, error) {
	return withoutOrigin(o.d.srcsetURL(from, key, mediaType, tx))
}

func withoutOrigin(u string, err error) (string, error) {
	if i := strings.Index(u, "://"); err == nil && i >= 0 && !strings.ContainsAny(u[:i], "/?#") {
		_, path, _ := strings.Cut(u[i+len("://"):], "/")
		u = "/" + path
	}
	return u, err
}
