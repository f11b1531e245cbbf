package sync

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"iter"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// metaSHA256 is the name of the metadata entry (x-amz-meta-sha256) that holds
// the hash of an object's bytes in hex.
const metaSHA256 = "sha256"

// maxDelete is how many keys Amazon S3 deletes in one request. Other servers
// take more.
const maxDelete = 1000

// Head asks for the object's metadata.
func (s *S3) Head(ctx context.Context, key string) (Object, error) {
	client, err := s.begin(ctx, key)
	if err != nil {
		return Object{}, err
	}
	in := &s3.HeadObjectInput{Bucket: &s.cfg.Bucket, Key: &key}
	if s.checksum {
		in.ChecksumMode = types.ChecksumModeEnabled
	}
	out, err := client.HeadObject(ctx, in)
	if err != nil {
		return Object{}, s.headFailed(ctx, client, key, err)
	}
	s.seen.Store(true)
	return Object{
		Key: key, Size: aws.ToInt64(out.ContentLength), ETag: aws.ToString(out.ETag), Modified: aws.ToTime(out.LastModified),
		ContentType: aws.ToString(out.ContentType), CacheControl: aws.ToString(out.CacheControl),
		SHA256: hashOf(out.Metadata, out.ChecksumSHA256, out.ChecksumType),
	}, nil
}

// headFailed finds out what a HEAD's answer, which has no body, left unsaid:
// which of several errors 400 and 403 are, and the first time that something
// is not found, whether the bucket is there at all. Where there was no answer
// (its status is 0) another question gets none either.
func (s *S3) headFailed(ctx context.Context, client *s3.Client, key string, err error) error {
	var resp *awshttp.ResponseError
	if !errors.As(err, &resp) || resp.HTTPStatusCode() == 0 || resp.HTTPStatusCode() >= 500 || resp.HTTPStatusCode() == http.StatusTooManyRequests ||
		resp.HTTPStatusCode() == http.StatusNotFound && s.seen.Load() {
		return s.fail(ctx, "head", key, err)
	}
	out, gerr := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.cfg.Bucket, Key: &key, Range: aws.String("bytes=0-0")})
	if gerr == nil {
		_ = out.Body.Close()                 // one byte
		return s.fail(ctx, "head", key, err) // HEAD alone is not allowed
	}
	gerr = s.fail(ctx, "head", key, gerr)
	if errors.Is(gerr, ErrNotFound) {
		s.seen.Store(true)
	}
	return gerr
}

// hashOf returns the hash of an object's bytes if the object carries it. A
// checksum of checksums, as large uploads of other programs have it, is none.
func hashOf(meta map[string]string, checksum *string, kind types.ChecksumType) string {
	if sum := meta[metaSHA256]; isHash(sum) {
		return sum
	}
	if checksum == nil || kind == types.ChecksumTypeComposite {
		return ""
	}
	raw, err := base64.StdEncoding.DecodeString(*checksum)
	if sum := hex.EncodeToString(raw); err == nil && isHash(sum) {
		return sum
	}
	return ""
}

// List asks for a thousand objects a request.
func (s *S3) List(ctx context.Context, prefix string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		client, err := s.client(ctx)
		if err != nil {
			yield(Object{}, err)
			return
		}
		pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: &s.cfg.Bucket, Prefix: &prefix})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield(Object{}, s.fail(ctx, "list", "", err))
				return
			}
			s.seen.Store(true)
			for i := range page.Contents {
				o := &page.Contents[i]
				obj := Object{Key: aws.ToString(o.Key), Size: aws.ToInt64(o.Size), ETag: aws.ToString(o.ETag), Modified: aws.ToTime(o.LastModified)}
				if !yield(obj, nil) {
					return
				}
			}
		}
	}
}

// Delete removes a thousand objects a request, or one by one on a server that
// cannot.
func (s *S3) Delete(ctx context.Context, keys ...string) error {
	for _, key := range keys {
		if err := CheckKey(key); err != nil {
			return err
		}
	}
	client, err := s.client(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for chunk := range slices.Chunk(keys, maxDelete) {
		err := s.deleteMany(ctx, client, chunk)
		if isUnsupported(err) {
			err = s.deleteEach(ctx, client, chunk)
		}
		errs = append(errs, err)
		if e := (*StoreError)(nil); ctx.Err() != nil || errors.As(err, &e) && e.Fatal {
			break
		}
	}
	return errors.Join(errs...)
}

func (s *S3) deleteMany(ctx context.Context, client *s3.Client, keys []string) error {
	ids := make([]types.ObjectIdentifier, len(keys))
	for i := range keys {
		ids[i].Key = &keys[i]
	}
	out, err := client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &s.cfg.Bucket,
		Delete: &types.Delete{Objects: ids, Quiet: aws.Bool(true)}})
	if err != nil {
		return s.fail(ctx, "delete", "", err)
	}
	var errs []error
	for _, e := range out.Errors { // the answer is 200 even if none was deleted
		if code := aws.ToString(e.Code); code != "NoSuchKey" {
			errs = append(errs, s.fail(ctx, "delete", aws.ToString(e.Key), &smithy.GenericAPIError{Code: code, Message: aws.ToString(e.Message)}))
		}
	}
	return errors.Join(errs...)
}

func (s *S3) deleteEach(ctx context.Context, client *s3.Client, keys []string) error {
	var errs []error
	for _, key := range keys {
		_, err := client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.cfg.Bucket, Key: &key})
		if err = s.fail(ctx, "delete", key, err); err != nil && !errors.Is(err, ErrNotFound) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// isUnsupported reports that the server refused the form of a request: it does
// not know it, or wants the MD5 checksum that the SDK no longer sends.
func isUnsupported(err error) bool {
	var e *StoreError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "NotImplemented", "MethodNotAllowed", "MissingContentMD5", "InvalidRequest", "InvalidDigest", "MalformedXML", "InvalidArgument":
		return true
	}
	return false
}

// begin checks the key before the first request is made.
func (s *S3) begin(ctx context.Context, key string) (*s3.Client, error) {
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	return s.client(ctx)
}
