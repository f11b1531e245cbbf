package sync

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Copy makes the object of another one without sending its bytes. It is done
// as an upload in parts whose only part is copied: unlike the request that
// copies an object at once, its condition is honoured by servers other than
// Amazon's too, and a copy takes all of its attributes from f.
func (s *S3) Copy(ctx context.Context, from string, f File, c Condition) (Object, error) {
	if err := f.Check(); err != nil {
		return Object{}, err
	}
	client, err := s.client(ctx)
	if err != nil {
		return Object{}, err
	}
	if f.Size == 0 || f.Size > copyMost || c != Any && s.unconditional.Load() {
		return Object{}, noSource(from)
	}
	source, err := s.Head(ctx, from)
	if errors.Is(err, ErrNotFound) || err == nil && (source.SHA256 != f.SHA256 || source.Size != f.Size) {
		return Object{}, noSource(from)
	}
	if err != nil {
		return Object{}, err
	}
	etag, err := s.multipart(ctx, client, &f, c, func(ctx context.Context, u *upload) error { return u.copyPart(ctx, &source) })
	switch {
	case isCopyRefused(err):
		return Object{}, noSource(from)
	case err != nil:
		return Object{}, s.putFailed(ctx, &f, c, err)
	}
	s.seen.Store(true)
	return f.object(etag), nil
}

// copySource makes a query's escapes those of a path. Some servers take a plus
// sign for a space, so it is escaped.
var copySource = strings.NewReplacer("%2F", "/", "+", "%20")

// copyPart has the server take the object as the upload's only part, if it
// still is the one that was looked at.
func (u *upload) copyPart(ctx context.Context, source *Object) error {
	number := int32(1)
	path := copySource.Replace(url.QueryEscape(u.s.cfg.Bucket + "/" + source.Key))
	out, err := u.client.UploadPartCopy(ctx, &s3.UploadPartCopyInput{
		Bucket: &u.s.cfg.Bucket, Key: &u.file.Key, UploadId: u.id(), PartNumber: &number,
		CopySource: &path, CopySourceIfMatch: &source.ETag,
	})
	if err != nil {
		return &copyError{err}
	}
	part := types.CompletedPart{PartNumber: &number}
	if r := out.CopyPartResult; r != nil {
		part.ETag, part.ChecksumSHA256 = r.ETag, r.ChecksumSHA256
	}
	u.done = []types.CompletedPart{part}
	return nil
}

// A copyError is a failure about the source of a copy, not about the object
// that is made.
type copyError struct{ error }

func (e *copyError) Unwrap() error { return e.error }

// isCopyRefused reports that the source changed or went away, or that the
// server cannot copy, or that reading it is not allowed. Sending helps then.
func isCopyRefused(err error) bool {
	if c := (*copyError)(nil); !errors.As(err, &c) {
		return false
	}
	for _, code := range []string{"PreconditionFailed", "NoSuchKey", "NotFound", "NotImplemented", "MethodNotAllowed",
		"InvalidRequest", "InvalidArgument", "InvalidObjectState", "AccessDenied", "Forbidden"} {
		if hasCode(err, code) {
			return true
		}
	}
	return false
}

func noSource(from string) error { return fmt.Errorf("%s: %w", shorten(from), ErrNoSource) }
