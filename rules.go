package mdmedia

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// An UploadRule sets attributes of the objects that are made from some files.
type UploadRule struct {
	// Match is a glob for the file's slash path below the site's root, with **
	// for any number of folders. One without a slash is for the file's name.
	Match string `yaml:"match"`
	// CacheControl and ContentType are headers that the object is served with.
	CacheControl string `yaml:"cache_control"`
	ContentType  string `yaml:"content_type"`
	// Metadata is kept with the object (x-amz-meta-). Nil: none.
	Metadata map[string]string `yaml:"metadata"`
	// StorageClass is S3's word, such as STANDARD_IA. Empty: the bucket's.
	StorageClass string `yaml:"storage_class"`
	// Encryption is AES256, aws:kms or aws:kms:dsse, KMSKey the key's name for
	// the latter two. Empty: the bucket's default.
	Encryption string `yaml:"encryption"`
	KMSKey     string `yaml:"kms_key"`
}

func (r *UploadRule) matches(name string) bool { return globMatches(r.Match, name) }

// applyRules sets what the rules say of the file. Every rule that matches
// counts, and a later one wins.
func (s *Site) applyRules(f *mediasync.File) {
	if s.cfg.Store.S3 == nil {
		return
	}
	for i := range s.cfg.Store.S3.Rules {
		r := &s.cfg.Store.S3.Rules[i]
		if !r.matches(f.Path) {
			continue
		}
		for _, v := range []struct {
			to   *string
			from string
		}{
			{&f.CacheControl, r.CacheControl}, {&f.ContentType, r.ContentType}, {&f.StorageClass, r.StorageClass},
			{&f.Encryption.Algorithm, r.Encryption}, {&f.Encryption.KeyID, r.KMSKey},
		} {
			if v.from != "" {
				*v.to = v.from
			}
		}
		if len(r.Metadata) > 0 {
			if f.Metadata = maps.Clone(f.Metadata); f.Metadata == nil {
				f.Metadata = map[string]string{}
			}
			maps.Copy(f.Metadata, r.Metadata)
		}
	}
	f.Attributes = s.attributes(f)
}

// attributes is a short hash of what the object is to have that nobody gets
// without asking for it, and "" for nothing: mdmedia.lock has it, so that a
// changed rule is noticed. The content type is in there by itself.
func (s *Site) attributes(f *mediasync.File) string {
	asked := []string{f.StorageClass, f.Encryption.Algorithm, f.Encryption.KeyID, ""}
	if f.CacheControl != s.defaultCacheControl() {
		asked[3] = f.CacheControl + "\n"
	}
	for _, name := range slices.Sorted(maps.Keys(f.Metadata)) {
		asked = append(asked, name, f.Metadata[name])
	}
	if strings.Join(asked, "") == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(asked, "\x00")))
	return hex.EncodeToString(sum[:4])
}

// validateRules returns what is wrong with the rules.
func (c *S3Config) validateRules(fail func(key, format string, args ...any)) {
	for _, r := range c.Rules {
		switch {
		case r.Match == "":
			fail("store.s3.rules", "a rule has no match: write match: \"*.mp4\", or \"**\" for all files")
		case !doublestar.ValidatePattern(r.Match):
			fail("store.s3.rules", "%q is not a glob: write it like \"content/**/*.mp4\"", r.Match)
		case r.Encryption != "" && !contains([]string{"AES256", "aws:kms", "aws:kms:dsse"}, r.Encryption):
			fail("store.s3.rules", "encryption %q is not known: use AES256, aws:kms or aws:kms:dsse", r.Encryption)
		}
		if err := mediasync.CheckMetadata(r.Metadata); err != nil {
			fail("store.s3.rules", "%s", err)
		}
	}
}
