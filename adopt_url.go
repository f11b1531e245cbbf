package mdmedia

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/internal/media"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
)

// deliveryURLs takes delivery URLs apart. It guesses, and then asks the
// delivery to write the URL again: only a guess with the same bytes counts, so
// that nothing here has to know the rules of escaping, merging and signing.
type deliveryURLs struct {
	delivery delivery
	// base is what all URLs of the site begin with, up to the key (Media
	// Optimizer, local), or up to the resource type (upload, fetch).
	base    string
	product string
	// prefix is the mapped folder (upload) or where the originals are (fetch).
	prefix string
	// transform is the default transformation in its canonical form.
	transform string
}

// A delivered object is what a delivery URL names.
type delivered struct {
	key  string
	tx   string // what a local reference must say behind ?tx=; "" is nothing
	kind string // media type, as far as the URL tells
}

// newDeliveryURLs reads the form of the URLs from one that the delivery writes.
func (s *Site) newDeliveryURLs() (*deliveryURLs, error) {
	u := &deliveryURLs{delivery: s.delivery}
	probe, err := s.delivery.url("", "k", "image/png", nil)
	if err != nil {
		return nil, problem("", oneLine(err))
	}
	c := s.cfg.Delivery.Cloudinary
	switch {
	case c == nil && !strings.Contains(probe, "://"):
		return nil, problem("", "adopt looks for delivery URLs, and none are configured: set delivery.cloudinary in "+ConfigFile+" to the account that is in them")
	case c == nil:
		u.base = strings.TrimSuffix(probe, "k")
		return u, nil
	}
	u.product, u.prefix = c.Product, strings.Trim(c.Prefix, "/")
	u.transform = "q_auto,f_auto"
	if c.Transform != nil {
		u.transform = cloudinary.MergeTransform("", *c.Transform)
	}
	switch u.product {
	case "upload", "fetch":
		u.base, _, _ = strings.Cut(probe, "image/"+u.product+"/")
	default:
		probe, _, _ = strings.Cut(probe, "?")
		u.base = strings.TrimSuffix(probe, "k")
	}
	return u, nil
}

// ours reports whether a destination is on the configured host.
func (u *deliveryURLs) ours(dest string) bool {
	_, host, _ := strings.Cut(u.base, "://")
	for _, scheme := range []string{"https://", "http://", "//"} {
		if rest, ok := strings.CutPrefix(dest, scheme); ok {
			return strings.HasPrefix(rest, host)
		}
	}
	return false
}

// parse takes apart a URL without fragment. again is what the delivery writes
// for the best guess; only if that is the same it is ok.
func (u *deliveryURLs) parse(dest string) (d delivered, again string, ok bool) {
	for _, g := range u.guesses(dest) {
		for _, tx := range u.differences(g.tx) {
			var extra []string
			if tx != "" {
				extra = []string{tx}
			}
			got, err := u.delivery.url("", g.key, g.kind, extra)
			if err == nil && got == dest {
				return delivered{g.key, strings.ReplaceAll(tx, "%", "%25"), g.kind}, got, true
			}
			if err == nil && again == "" {
				again = got
			}
		}
	}
	return delivered{}, again, false
}

// guesses are the keys that a URL may name, with the whole transformation.
func (u *deliveryURLs) guesses(dest string) []delivered {
	rest, ok := strings.CutPrefix(dest, u.base)
	if !ok {
		return nil
	}
	switch u.product {
	case "upload", "fetch":
		return u.classic(rest)
	}
	rest, query, _ := strings.Cut(rest, "?")
	key, err := url.PathUnescape(rest)
	if err != nil {
		return nil
	}
	return []delivered{{key: key, tx: strings.TrimPrefix(query, "tx="), kind: media.TypeByName(key)}}
}

var (
	signaturePart = regexp.MustCompile(`^s--[A-Za-z0-9_-]+--$`)
	versionPart   = regexp.MustCompile(`^v[0-9]+$`)
	resourceKinds = map[string]string{"image": "image/png", "video": "video/mp4", "raw": "application/octet-stream"}
)

// classic is guesses for the upload and fetch products: any number of the
// parts between the delivery type and the name may be transformations.
func (u *deliveryURLs) classic(rest string) (all []delivered) {
	parts := strings.Split(rest, "/")
	if len(parts) < 3 || resourceKinds[parts[0]] == "" || parts[1] != u.product {
		return nil
	}
	kind, parts := resourceKinds[parts[0]], parts[2:]
	if signaturePart.MatchString(parts[0]) {
		parts = parts[1:]
	}
	for n := len(parts) - 1; n >= 0; n-- {
		name := parts[n:]
		if slices.ContainsFunc(parts[:n], versionPart.MatchString) {
			continue // a version ends the transformations
		}
		if len(name) > 1 && versionPart.MatchString(name[0]) {
			all = u.named(all, parts[:n], name[1:], kind)
		}
		all = u.named(all, parts[:n], name, kind)
	}
	return all
}

// named adds a guess if the name is below the prefix.
func (u *deliveryURLs) named(all []delivered, tx, name []string, kind string) []delivered {
	key, err := url.PathUnescape(strings.Join(name, "/"))
	if u.prefix != "" && err == nil {
		var ok bool
		if key, ok = strings.CutPrefix(key, u.prefix+"/"); !ok {
			return all
		}
	}
	if u.product == "fetch" && err == nil { // the original's URL is itself escaped
		key, err = url.PathUnescape(key)
	}
	if err != nil || key == "" {
		return all
	}
	return append(all, delivered{key: key, tx: strings.Join(tx, "/"), kind: kind})
}

// differences are the transformations that may, laid over the default one,
// give tx: first what tx adds to it, then tx as written.
func (u *deliveryURLs) differences(tx string) []string {
	all := []string{""}
	add := func(s string) {
		if s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if rest, ok := strings.CutPrefix(tx, u.transform+"/"); ok && u.transform != "" {
		add("/" + rest) // a chain behind the default
	}
	// The first component of what is added goes into the default's last one.
	last := strings.LastIndexByte(u.transform, '/') + 1
	first, rest, chained := strings.Cut(strings.TrimPrefix(tx, u.transform[:last]), "/")
	defaults := strings.Split(u.transform[last:], ",")
	var own []string
	for _, p := range strings.Split(first, ",") {
		if !slices.Contains(defaults, p) {
			own = append(own, p)
		}
	}
	if s := strings.Join(own, ","); chained {
		add(s + "/" + rest)
	} else {
		add(s)
	}
	add(tx)
	return all
}
