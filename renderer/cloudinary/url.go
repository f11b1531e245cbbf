package cloudinary

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

const sharedHost = "res.cloudinary.com"

// A Delivery builds delivery URLs. It is immutable and safe for concurrent use.
type Delivery struct {
	product   Product
	base      string // https://host, and what comes before the resource type; ends with a slash
	prefix    string // without slashes around it
	transform string // normalized
	// sign is a closure, so that printing a Delivery cannot print the secret.
	sign func(toSign string) string // nil: unsigned
}

// New checks c and returns its Delivery. The error holds every problem of c,
// one a line.
func New(c Config) (*Delivery, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	d := &Delivery{product: c.Product, prefix: strings.Trim(c.Prefix, "/"), transform: MergeTransform("", c.Transform)}
	switch {
	case c.Domain != "":
		d.base = "https://" + c.Domain + "/"
	case c.Product == MediaOptimizer:
		d.base = "https://" + c.Cloud + ".mo.cloudinary.net/"
	case c.PrivateCDN:
		d.base = "https://" + c.Cloud + "-" + sharedHost + "/"
	default:
		d.base = "https://" + sharedHost + "/" + c.Cloud + "/"
	}
	if c.Sign != NoSignature {
		d.sign = func(toSign string) string { return sign(c.Sign, c.Secret, toSign) }
	}
	return d, nil
}

// URL returns the delivery URL of the object with the given key. Each tx is
// merged over the configured transformation by [MergeTransform]; empty ones
// change nothing.
//
// key is a path in the bucket with slashes, not percent-encoded; for Fetch it
// may be an absolute URL instead, as it stands in a document. mediaType, such
// as "video/mp4", chooses the resource type of Upload and Fetch: image for
// images and for "", video for video and audio, raw for the rest. A raw file
// cannot be transformed: the configured transformation is left out, and a tx
// is an error.
func (d *Delivery) URL(key, mediaType string, tx ...string) (string, error) {
	return d.url(key, mediaType, func(t string) string { return t }, tx)
}

// SrcsetURL is URL for one candidate of a srcset attribute: for Upload and Fetch
// the transformation is written as SrcsetTransform says.
func (d *Delivery) SrcsetURL(key, mediaType string, tx ...string) (string, error) {
	write := SrcsetTransform
	if d.product == MediaOptimizer {
		write = func(t string) string { return t }
	}
	return d.url(key, mediaType, write, tx)
}

func (d *Delivery) url(key, mediaType string, write func(string) string, tx []string) (string, error) {
	transform := d.transform
	resource := resourceType(mediaType)
	if resource == "raw" && d.product != MediaOptimizer {
		transform = ""
	}
	for _, t := range tx {
		if t == "" {
			continue
		}
		if err := checkTransform(t); err != nil {
			return "", err
		}
		if resource == "raw" && d.product != MediaOptimizer {
			return "", fmt.Errorf("transformation %q: a file of type %s cannot be transformed: remove it", t, mediaType)
		}
		transform = MergeTransform(transform, t)
	}
	transform = escapeTransform(write(transform))
	switch d.product {
	case Upload:
		return d.upload(key, resource, transform)
	case Fetch:
		return d.fetch(key, resource, transform)
	}
	return d.optimizer(key, transform)
}

func resourceType(mediaType string) string {
	kind, _, _ := strings.Cut(mediaType, "/")
	switch strings.ToLower(kind) {
	case "", "image":
		return "image"
	case "video", "audio":
		return "video"
	}
	return "raw"
}

func (d *Delivery) optimizer(key, transform string) (string, error) {
	id, err := d.id(key)
	if err != nil {
		return "", err
	}
	if transform == "" {
		return d.base + escapePath(id), nil
	}
	return d.base + escapePath(id) + "?tx=" + transform, nil
}

// maxPublicID is Cloudinary's limit for a public id, in characters.
const maxPublicID = 255

func (d *Delivery) upload(key, resource, transform string) (string, error) {
	id, err := d.id(key)
	if err != nil {
		return "", err
	}
	if n := utf8.RuneCountInString(id); n > maxPublicID {
		return "", fmt.Errorf("key %q is %d characters long: Cloudinary takes at most %d: shorten the name or the folder", id, n, maxPublicID)
	}
	version := ""
	if ambiguous.MatchString(id) {
		version = "v1/"
	}
	return d.classic(resource+"/upload/", transform, version, escapePath(id)), nil
}

// ambiguous matches a first folder that Cloudinary would take for a version,
// a signature or a transformation.
var ambiguous = regexp.MustCompile(`^(?:v[0-9]+|s--[^/]*--|[A-Za-z]{1,4}_[^/]*|\$[^/]*|[^/]*,[^/]*)/`)

func (d *Delivery) fetch(key, resource, transform string) (string, error) {
	switch {
	case isRemote(key):
		return d.classic(resource+"/fetch/", transform, "", escapeRemote(key)), nil
	case d.prefix == "":
		return "", fmt.Errorf("%q is not a URL: for fetch set prefix to where the originals are, such as https://media.example.com", key)
	}
	if err := checkPath("key", key); err != nil {
		return "", err
	}
	// The original's URL holds the key encoded once, and stands itself encoded
	// in the path: hence twice.
	return d.classic(resource+"/fetch/", transform, "", escapePath(d.prefix+"/"+escapePath(key))), nil
}

// classic puts together the URL of the Upload and Fetch products. id is
// escaped already.
func (d *Delivery) classic(kind, transform, version, id string) string {
	if transform != "" {
		transform += "/"
	}
	signature := ""
	if d.sign != nil {
		signature = d.sign(transform+id) + "/"
	}
	return d.base + kind + signature + transform + version + id
}

// id puts the prefix before the key.
func (d *Delivery) id(key string) (string, error) {
	if err := checkPath("key", key); err != nil {
		return "", err
	}
	if d.product == Upload && strings.TrimSpace(key) != key {
		return "", fmt.Errorf("key %q begins or ends with a space: rename the file", key)
	}
	if d.prefix == "" {
		return key, nil
	}
	return d.prefix + "/" + key, nil
}
