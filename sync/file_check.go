package sync

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxMetadata is how many bytes of metadata S3 takes for an object. Our hash
// needs some of them.
const maxMetadata = 2048 - len(metaSHA256) - 64

// check reports why f cannot be put at all.
func (f *File) check() error {
	if err := CheckKey(f.Key); err != nil {
		return err
	}
	if f.Open == nil {
		return f.incomplete()
	}
	return f.Check()
}

// Check reports why no store would take the file, as far as that can be told
// without its bytes: a key, an encryption or metadata that cannot be.
func (f *File) Check() error {
	if err := CheckKey(f.Key); err != nil {
		return err
	}
	if !isHash(f.SHA256) || f.Size < 0 {
		return f.incomplete()
	}
	if f.Encryption.KeyID != "" && !strings.HasPrefix(f.Encryption.Algorithm, "aws:kms") {
		return fmt.Errorf("%s: only the encryption aws:kms has a key: name it as the algorithm, or remove the key", f.Key)
	}
	return f.checkMetadata()
}

func (f *File) incomplete() error {
	return fmt.Errorf("%s: sync.File needs Open, Size and SHA256 in lower-case hex", f.Key)
}

func (f *File) checkMetadata() error {
	if err := CheckMetadata(f.Metadata); err != nil {
		return fmt.Errorf("%s: %w", f.Key, err)
	}
	return nil
}

// CheckMetadata reports why File.Metadata cannot be this: names are of small
// letters, digits and hyphens, values of printable ASCII, 2 KB in all, and
// "sha256" is the store's own.
func CheckMetadata(metadata map[string]string) error {
	size := 0
	for _, name := range slices.Sorted(maps.Keys(metadata)) {
		value := metadata[name]
		size += len(name) + len(value)
		switch {
		case name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
			return fmt.Errorf("%q cannot name metadata: use small letters, digits and hyphens", name)
		case name == metaSHA256:
			return fmt.Errorf("the metadata %q is set by the upload itself: use another name", name)
		case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) || strings.TrimSpace(value) != value:
			return fmt.Errorf("the metadata %s is not printable ASCII without space around it: change its value", name)
		}
	}
	if size > maxMetadata {
		return fmt.Errorf("the metadata has %d bytes, at most %d are possible: shorten it", size, maxMetadata)
	}
	return nil
}
