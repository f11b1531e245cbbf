package sync

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"iter"
	"time"
)

// A File is a local file that the bucket must hold.
type File struct {
	// Path is the slash path below the site's root, for messages and for the
	// manifest.
	Path string
	// Key is the name of the object. See [CheckKey].
	Key string
	// Size is the number of bytes that Open yields.
	Size int64
	// SHA256 is the hash of those bytes, 64 lower-case hex digits.
	SHA256 string
	// ContentType is the object's media type, such as image/png. Empty: the
	// store's default, application/octet-stream on S3.
	ContentType string
	// CacheControl is the object's Cache-Control header. Empty: none.
	CacheControl string
	// Metadata is kept with the object and served with it as x-amz-meta-
	// headers. Names are of small letters, digits and hyphens, values of
	// printable ASCII, 2 KB in all; "sha256" is the store's own. Nil: none.
	Metadata map[string]string
	// StorageClass is S3's name of how the object is kept, such as
	// STANDARD_IA. Empty: the bucket's default, STANDARD.
	StorageClass string
	// Encryption is how the server encrypts the object.
	Encryption Encryption
	// Attributes stands for the attributes above but the content type, in a
	// few letters for the manifest. An object of ours whose entry has something
	// else there is written anew, so that a change of them alone has an effect.
	// Where several files have a key the first one's count. Empty: nothing that
	// must be noticed.
	Attributes string
	// Width and Height are those of the picture in pixels, for the manifest
	// only. 0: unknown, or not a picture.
	Width, Height int
	// Facts are further things that are known about the bytes, for the
	// manifest only.
	Facts Facts
	// Parts are the hashes of the file's parts, if they were computed when the
	// file was read for SHA256. They spare an S3 store hashing a large file
	// again. Nil: unknown.
	Parts *Parts
	// Open opens the file for reading at its beginning. It is called when the
	// file's turn has come, and may be called again for another try. A result
	// that is also an [io.ReaderAt], such as an *[os.File], lets the parts of
	// a large file be sent at the same time.
	Open func() (io.ReadSeekCloser, error)
}

// Parts are the hashes of a file's parts, all of which but the last have the
// same Size in bytes. They are of use where that is DefaultPartSize.
type Parts struct {
	Size   int64
	SHA256 [][sha256.Size]byte
}

// An Encryption is how a server encrypts an object. It has no secrets. The
// zero value leaves it to the bucket's settings.
type Encryption struct {
	// Algorithm is "AES256", "aws:kms" or "aws:kms:dsse". Empty: the bucket's
	// default.
	Algorithm string
	// KeyID names the key of aws:kms. Empty: the account's default key.
	KeyID string
}

// An Object is what a store holds under a key.
type Object struct {
	Key  string
	Size int64
	// ContentType and CacheControl are the headers that the object is served
	// with. Empty in listings, and in stores that keep none.
	ContentType, CacheControl string
	// ETag changes when the object's bytes change. It has a meaning only for
	// [IfMatch] on the same store; it is not a hash.
	ETag string
	// SHA256 is the hash of the object's bytes, 64 lower-case hex digits.
	// Empty: unknown, which is so in listings, in folders, and for objects
	// that another program wrote.
	SHA256 string
	// Modified is when the object was written.
	Modified time.Time
}

// A Condition limits when [Store].Put may write. The zero value is [Any].
type Condition string

const (
	// Any writes whether there is an object or not.
	Any Condition = ""
	// IfAbsent writes only where there is no object.
	IfAbsent Condition = "*"
)

// IfMatch writes only over the object that has this ETag.
func IfMatch(etag string) Condition { return Condition(etag) }

// A Store holds objects. The package documentation has the contract, and
// package storetest checks it.
type Store interface {
	// Name identifies the store in messages and in the manifest, such as
	// "s3://bucket". It holds no secret.
	Name() string
	// Head returns what is known about the object without its bytes.
	Head(ctx context.Context, key string) (Object, error)
	// List yields the objects whose keys begin with prefix, in ascending byte
	// order of their keys. An error ends the sequence.
	List(ctx context.Context, prefix string) iter.Seq2[Object, error]
	// Get returns the object's bytes. The caller closes the reader.
	Get(ctx context.Context, key string) (io.ReadCloser, Object, error)
	// Put writes f to f.Key if c holds, and checks on the way that the bytes
	// are the ones that f says.
	Put(ctx context.Context, f File, c Condition) (Object, error)
	// Delete removes objects. Those that do not exist are no error.
	Delete(ctx context.Context, keys ...string) error
}

// A Copier is a [Store] whose objects can be copied without sending their
// bytes. A store need not be one.
type Copier interface {
	Store
	// Copy makes f.Key hold the bytes of the object from, with f's content
	// type and other attributes, if c holds for f.Key. It opens no file. It
	// fails with [ErrNoSource] if that object is not known to have f.SHA256
	// and f.Size.
	Copy(ctx context.Context, from string, f File, c Condition) (Object, error)
}

// A Ranger is a [Store] that gives the rest of an object. A store need not be
// one.
type Ranger interface {
	Store
	// GetFrom is Get for the bytes from offset on. The Object is the whole one.
	// From an offset at or behind its end there are none.
	GetFrom(ctx context.Context, key string, offset int64) (io.ReadCloser, Object, error)
}

var (
	// ErrNoSource says that there is nothing to copy: the object is gone or
	// has other bytes, or the server does not copy. Nothing was written.
	ErrNoSource = errors.New("the object to copy is gone, has other bytes, or cannot be copied")
	// ErrNotFound says that there is no object with the key. It is
	// [fs.ErrNotExist].
	ErrNotFound = fs.ErrNotExist
	// ErrCondition says that the [Condition] of a Put did not hold. Nothing
	// was written.
	ErrCondition = errors.New("the object exists already or was changed by someone else")
	// ErrChanged says that a local file's bytes are not those that its
	// SHA256 and Size were computed from.
	ErrChanged = errors.New("the file changed while it was being uploaded: run again")
)
