package mdmedia

import (
	"fmt"
	"path"
	"strings"

	"github.com/mdmedia/mdmedia/renderer/mermaid"
)

// A choice is a key that takes one of a few words.
type choice struct {
	key, value string
	words      []string
}

func (c Config) choices() []choice {
	cs := []choice{
		{"format", c.Format, []string{HTML, Markdown, JSON}},
		{"copy", c.Copy, []string{"unreferenced", "all", "none"}},
		{"missing", c.Missing, []string{"error", "warn"}},
		{"images.gif", c.Images.GIF, []string{"image", "video"}},
		{"markdown.images", c.Markdown.Images, []string{"markdown", "html"}},
		{"images.placeholder", c.Images.Placeholder, []string{"color", "blur", "none"}},
		{"remote", c.Remote, []string{"", "fetch"}},
		{"social.card", c.Social.Card, []string{"cover", "title"}},
		{"mermaid.render", c.Mermaid.Render, []string{"auto", "embedded", "browser", "cli", "client", "off"}},
		{"mermaid.output", c.Mermaid.Output, []string{"inline", "file"}},
		{"mermaid.on_error", c.Mermaid.OnError, []string{"fail", "keep-source"}},
		{"mermaid.theme", c.Mermaid.Theme, append(mermaid.Themes(), "")},
		{"mermaid.look", c.Mermaid.Look, append(mermaid.Looks(), "")},
		{"mermaid.layout", c.Mermaid.Layout, append(mermaid.Layouts(), "")},
	}
	for _, l := range c.Lookup {
		cs = append(cs, choice{"lookup", l, placeNames()})
	}
	for _, f := range c.Mermaid.Fallback {
		cs = append(cs, choice{"mermaid.fallback", f, []string{"client", "browser", "cli"}})
	}
	if cl := c.Delivery.Cloudinary; cl != nil {
		cs = append(cs,
			choice{"delivery.cloudinary.product", cl.Product, []string{"", "media-optimizer", "upload", "fetch"}},
			choice{"delivery.cloudinary.sign", cl.Sign, []string{"", "false", "true", "sha1", "sha256", "sha256-long"}})
	}
	return cs
}

// A folder is a key that names a folder of the site.
type folder struct{ key, path string }

// A ConfigError is a value of the configuration that cannot be used.
type ConfigError struct {
	// Key is the path in mdmedia.yaml, such as store.s3.bucket.
	Key string
	// Msg says what is wrong and what to do.
	Msg string
}

// Error returns key: message.
func (e *ConfigError) Error() string { return e.Key + ": " + e.Msg }

// validate returns everything that is wrong with c, which has its defaults.
func (c Config) validate() []*ConfigError {
	var errs []*ConfigError
	fail := func(key, format string, args ...any) {
		errs = append(errs, &ConfigError{key, fmt.Sprintf(format, args...)})
	}
	for _, ch := range c.choices() {
		if !contains(ch.words, ch.value) {
			fail(ch.key, "%q is not known: %s", ch.value, suggest(ch.value, ch.words, "use one of "+joinWords(ch.words)))
		}
	}
	folders := []folder{{"content", c.Content}, {"mermaid.cache", c.Mermaid.Cache}}
	for _, s := range c.Static {
		folders = append(folders, folder{"static", s})
	}
	for _, f := range folders {
		if !inside(f.path) {
			fail(f.key, "%q is outside the site: use a folder below mdmedia.yaml", f.path)
		}
	}
	for _, e := range c.Extensions {
		if !strings.HasPrefix(e, ".") {
			fail("extensions", "%q has no dot: write .%s", e, e)
		}
	}
	c.Images.validateRules(fail)
	c.validateData(fail)
	if c.Store.S3 != nil && c.Store.Dir != "" {
		fail("store", "both s3 and dir are given: keep one")
	}
	if c.Store.S3 != nil && c.Store.S3.Bucket == "" {
		fail("store.s3.bucket", "is missing: name the bucket")
	}
	if c.Store.S3 != nil {
		c.Store.S3.validateRules(fail)
	}
	if c.Delivery.Cloudinary != nil && c.Delivery.Local != "" {
		fail("delivery", "both cloudinary and local are given: keep one")
	}
	if (c.Store.S3 != nil || c.Store.Dir != "") && c.Delivery.Cloudinary == nil && c.Delivery.Local == "" {
		fail("delivery", "is missing: pages need delivery.cloudinary or delivery.local to refer to the bucket")
	}
	if cl := c.Delivery.Cloudinary; cl != nil && cl.Product == "fetch" && !strings.Contains(cl.Prefix, "://") {
		fail("delivery.cloudinary.prefix", "product fetch needs the address that leads to the bucket, such as https://media.example.com")
	}
	if err := checkPattern(c.Key, keyTokens); err != "" {
		fail("key", "%s", err)
	} else if !strings.Contains(c.Key, "{file}") && !strings.Contains(c.Key, "{name}") && !strings.Contains(c.Key, "{hash") {
		fail("key", "%q gives every file the same key: add {file} or {hash}", c.Key)
	}
	if err := checkPattern(c.Permalink, permalinkTokens); err != "" {
		fail("permalink", "%s", err)
	}
	if strings.ContainsAny(c.Base, ":?#\\ ") || !inside(strings.Trim(c.Base, "/")) {
		fail("base", "%q is not a path: write one such as /blog", c.Base)
	}
	c.validateElsewhere(fail)
	if c.Site.URL != "" && !strings.HasPrefix(c.Site.URL, "https://") && !strings.HasPrefix(c.Site.URL, "http://") {
		fail("site.url", "%q is not a web address: write https://%s", c.Site.URL, strings.TrimLeft(c.Site.URL, "/"))
	}
	return errs
}

// validateElsewhere checks what is about other hosts and networks.
func (c *Config) validateElsewhere(fail func(key, format string, args ...any)) {
	if c.Remote == "fetch" && c.Delivery.Cloudinary == nil {
		fail("remote", "fetch needs delivery.cloudinary, whose cloud fetches the pictures")
	}
	for _, h := range c.Mirror {
		if h == "" || strings.ContainsAny(strings.TrimPrefix(h, "*."), "/:*@ ") {
			fail("mirror", "%q is not a host: write its name alone, such as images.example.com or *.example.com", h)
		} else if rest, all := strings.CutPrefix(h, "*."); all && !strings.Contains(rest, ".") {
			fail("mirror", "%q is too much of the web: name a domain, such as *.example.com", h)
		}
	}
	if cl := c.Delivery.Cloudinary; c.Social.Card == "title" && (cl == nil || cl.Product != "upload" && cl.Product != "fetch") {
		fail("social.card", "title needs Cloudinary's product upload or fetch, which lays text over pictures: write cover")
	}
}

func (c *Config) validateData(fail func(key, format string, args ...any)) {
	switch d := c.Delivery; {
	case c.Data == "":
	case !inside(c.Data) || path.Ext(c.Data) != ".json":
		fail("data", "%q is no JSON file of the site: use one below mdmedia.yaml, such as data/mdmedia.json", c.Data)
	case d.Cloudinary == nil && !strings.HasPrefix(d.Local, "/") && !strings.Contains(d.Local, "://"):
		fail("data", "needs addresses that are the same in every page: set delivery.cloudinary, or delivery.local to a path such as /media")
	}
}

// inside reports whether the slash path p stays below the folder it starts in.
func inside(p string) bool {
	p = path.Clean(p)
	return !path.IsAbs(p) && p != ".." && !strings.HasPrefix(p, "../")
}
