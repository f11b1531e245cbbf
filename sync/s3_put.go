package sync

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

// Put sends the file in one request, or in parts if it is large. The server
// compares the bytes with the hash in the request's signature, so a file that
// changed since it was hashed is refused.
func (s *S3) Put(ctx context.Context, f File, c Condition) (Object, error) {
	if err := f.check(); err != nil {
		return Object{}, err
	}
	client, err := s.client(ctx)
	if err != nil {
		return Object{}, err
	}
	if c != Any && s.unconditional.Load() {
		return s.putChecked(ctx, client, &f, c)
	}
	obj, err := s.send(ctx, client, &f, c)
	if c != Any && hasCode(err, "NotImplemented") {
		s.unconditional.Store(true)
		return s.putChecked(ctx, client, &f, c)
	}
	return obj, err
}

// putChecked is Put for servers that refuse conditional writes: they are asked
// first. Between the question and the write someone else may be quicker.
func (s *S3) putChecked(ctx context.Context, client *s3.Client, f *File, c Condition) (Object, error) {
	obj, err := s.Head(ctx, f.Key)
	absent := errors.Is(err, ErrNotFound)
	if err != nil && !absent {
		return Object{}, err
	}
	if absent != (c == IfAbsent) || !absent && Condition(obj.ETag) != c {
		return Object{}, s.conditionFailed(f.Key)
	}
	return s.send(ctx, client, f, Any)
}

func (s *S3) send(ctx context.Context, client *s3.Client, f *File, c Condition) (Object, error) {
	if err := ctx.Err(); err != nil {
		return Object{}, err
	}
	r, err := f.open()
	if err != nil {
		return Object{}, err
	}
	defer r.Close()
	limit := s.cfg.Multipart
	if limit <= 0 {
		limit = DefaultMultipart
	}
	var etag string
	if f.Size >= limit {
		etag, err = s.sendParts(ctx, client, f, r, c)
	} else {
		etag, err = s.sendWhole(ctx, client, f, r, c)
	}
	if err != nil {
		return Object{}, s.putFailed(ctx, f, c, err)
	}
	s.seen.Store(true)
	return f.object(etag), nil
}

// object is what the store holds after f was put.
func (f *File) object(etag string) Object {
	return Object{Key: f.Key, Size: f.Size, ETag: etag, SHA256: f.SHA256, ContentType: f.ContentType, CacheControl: f.CacheControl}
}

func (s *S3) sendWhole(ctx context.Context, client *s3.Client, f *File, r io.ReadSeeker, c Condition) (string, error) {
	a := f.attributes()
	in := &s3.PutObjectInput{
		Bucket: &s.cfg.Bucket, Key: &f.Key, Body: r, ContentLength: &f.Size,
		ContentType: a.contentType, CacheControl: a.cacheControl, Metadata: a.metadata,
		StorageClass: a.storageClass, ServerSideEncryption: a.encryption, SSEKMSKeyId: a.keyID,
	}
	in.IfNoneMatch, in.IfMatch = c.headers()
	if s.checksum {
		raw, _ := hex.DecodeString(f.SHA256) // File.check knows that it is hex
		in.ChecksumSHA256 = aws.String(base64.StdEncoding.EncodeToString(raw))
	}
	out, err := client.PutObject(withPayloadHash(ctx, f.SHA256), in)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ETag), nil
}

// putFailed adds to fail what errors mean for a write.
func (s *S3) putFailed(ctx context.Context, f *File, c Condition, err error) error {
	var local *fileError
	if errors.As(err, &local) {
		return err
	}
	if reading := (*fs.PathError)(nil); errors.As(err, &reading) {
		return &fileError{f.Path, reading}
	}
	err = s.fail(ctx, "put", f.Key, err)
	var e *StoreError
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Code == "PreconditionFailed", e.Code == "ConditionalRequestConflict",
		c != Any && c != IfAbsent && errors.Is(err, ErrNotFound):
		return s.conditionFailed(f.Key)
	case e.Code == "BadDigest", e.Code == "XAmzContentSHA256Mismatch", e.Code == "InvalidDigest", e.Code == "IncompleteBody",
		e.Code == "XAmzContentChecksumMismatch", isShort(err):
		return &fileError{f.Path, ErrChanged}
	}
	return err
}

// isShort reports that a file had fewer bytes left than it was to have.
func isShort(err error) bool {
	var e *StoreError
	return errors.As(err, &e) && e.Err != nil && containsAny(e.Err.Error(), "with Body length", "exceeds Content-Length")
}

func (s *S3) conditionFailed(key string) error {
	return &StoreError{Store: s.name, Op: "put", Key: key, Code: "PreconditionFailed", Msg: ErrCondition.Error(), Err: ErrCondition}
}

// headers returns the values of If-None-Match and If-Match.
func (c Condition) headers() (none, match *string) {
	switch c {
	case Any:
		return nil, nil
	case IfAbsent:
		return aws.String("*"), nil
	}
	return nil, aws.String(string(c))
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func hasCode(err error, code string) bool {
	var e *StoreError
	if errors.As(err, &e) {
		return e.Code == code
	}
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorCode() == code
}
