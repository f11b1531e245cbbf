package sync

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
)

// A journal remembers the uploads in parts that are on their way, one file for
// each, in a folder. It is a help, not a promise: where it cannot be read or
// written an upload begins anew. The zero value remembers nothing.
type journal struct{ dir string }

// A begun is an upload that has begun.
type begun struct {
	Store    string `json:"store"`
	Key      string `json:"key"`
	SHA256   string `json:"sha256"`
	Size     int64  `json:"size"`
	PartSize int64  `json:"partSize"`
	// Attributes is a hash of what else the object will be given.
	Attributes string `json:"attributes"`
	UploadID   string `json:"uploadId"`
}

// load returns what is known about an upload to the key.
func (j journal) load(store, key string) (begun, bool) {
	var b begun
	if j.dir == "" {
		return b, false
	}
	data, err := os.ReadFile(j.file(store, key))
	if err != nil || json.Unmarshal(data, &b) != nil {
		return begun{}, false
	}
	return b, b.Store == store && b.Key == key && b.UploadID != "" && b.PartSize > 0
}

// save remembers an upload, by way of a temporary file.
func (j journal) save(b begun) {
	if j.dir == "" || os.MkdirAll(j.dir, 0o700) != nil {
		return
	}
	data, err := json.Marshal(b)
	if err != nil {
		return
	}
	temp, err := os.CreateTemp(j.dir, tempPrefix+"*"+tempSuffix)
	if err != nil {
		return
	}
	_, err = temp.Write(append(data, '\n'))
	if cerr := temp.Close(); err == nil && cerr == nil && os.Rename(temp.Name(), j.file(b.Store, b.Key)) == nil {
		return
	}
	_ = os.Remove(temp.Name())
}

// drop forgets the upload to the key. Another one to it that was remembered
// meanwhile, by another process, stays.
func (j journal) drop(store, key, uploadID string) {
	if b, ok := j.load(store, key); ok && b.UploadID == uploadID {
		_ = os.Remove(j.file(store, key)) // a file that stays is found to be out of date
	}
}

func (j journal) file(store, key string) string {
	sum := sha256.Sum256([]byte(store + "\n" + key))
	return filepath.Join(j.dir, hex.EncodeToString(sum[:16])+".json")
}

// begun describes an upload of f.
func (s *S3) begun(f *File) begun {
	attributes, _ := json.Marshal(struct { // of strings and a map of strings: it cannot fail
		ContentType, CacheControl, StorageClass string
		Metadata                                map[string]string
		Encryption                              Encryption
	}{f.ContentType, f.CacheControl, f.StorageClass, f.Metadata, f.Encryption})
	sum := sha256.Sum256(attributes)
	return begun{Store: s.name, Key: f.Key, SHA256: f.SHA256, Size: f.Size, PartSize: s.partSize(f.Size), Attributes: hex.EncodeToString(sum[:8])}
}
