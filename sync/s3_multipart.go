package sync

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

const (
	maxParts = 10_000
	// abortTimeout bounds the clean-up after an error, which must happen even
	// though the context has ended.
	abortTimeout = 10 * time.Second
	// abortAttempts is how often an upload is aborted that is still there.
	abortAttempts = 3
)

// partSize is the size of all parts but the last.
func (s *S3) partSize(size int64) int64 {
	part := s.cfg.PartSize
	if part <= 0 {
		part = DefaultPartSize
	}
	const step = 1 << 20
	if least := (size + maxParts - 1) / maxParts; part < least {
		part = (least + step - 1) / step * step
	}
	return part
}

// An upload is a multipart upload at work.
type upload struct {
	s      *S3
	client *s3.Client
	file   *File
	about  begun
	there  map[int32]types.Part // what an earlier run has sent, by number
	done   []types.CompletedPart
}

// id is what the server calls the upload.
func (u *upload) id() *string { return &u.about.UploadID }

// multipart makes an object in parts, which send sends. An upload that an
// earlier run has begun is continued; if it turns out to be gone a new one is
// begun, once.
func (s *S3) multipart(ctx context.Context, client *s3.Client, f *File, c Condition, send func(context.Context, *upload) error) (string, error) {
	u := &upload{s: s, client: client, file: f, about: s.begun(f)}
	resumed, err := u.resume(ctx)
	if err != nil {
		return "", err
	}
	etag, err := u.run(ctx, c, send)
	if resumed && hasCode(err, "NoSuchUpload") {
		u.there, u.about.UploadID = nil, ""
		etag, err = u.run(ctx, c, send)
	}
	return etag, err
}

// run begins the upload if need be, sends its parts, and completes it.
func (u *upload) run(ctx context.Context, c Condition, send func(context.Context, *upload) error) (etag string, err error) {
	if u.about.UploadID == "" {
		if err := u.create(ctx); err != nil {
			return "", err
		}
	}
	defer func() { u.end(ctx, err) }()
	if err := send(ctx, u); err != nil {
		return "", err
	}
	return u.complete(ctx, c)
}

func (u *upload) create(ctx context.Context) error {
	a := u.file.attributes()
	in := &s3.CreateMultipartUploadInput{
		Bucket: &u.s.cfg.Bucket, Key: &u.file.Key, ContentType: a.contentType, CacheControl: a.cacheControl, Metadata: a.metadata,
		StorageClass: a.storageClass, ServerSideEncryption: a.encryption, SSEKMSKeyId: a.keyID,
	}
	if u.s.checksum {
		in.ChecksumAlgorithm = types.ChecksumAlgorithmSha256
	}
	out, err := u.client.CreateMultipartUpload(ctx, in)
	if err != nil {
		return err
	}
	u.about.UploadID = aws.ToString(out.UploadId)
	u.s.journal().save(u.about)
	return nil
}

// complete makes the object of the parts. If the server no longer knows the
// upload, an answer may have been lost to an attempt that had succeeded.
func (u *upload) complete(ctx context.Context, c Condition) (string, error) {
	in := &s3.CompleteMultipartUploadInput{Bucket: &u.s.cfg.Bucket, Key: &u.file.Key, UploadId: u.id(),
		MultipartUpload: &types.CompletedMultipartUpload{Parts: u.done}}
	in.IfNoneMatch, in.IfMatch = c.headers()
	out, err := u.client.CompleteMultipartUpload(ctx, in)
	if err == nil {
		return aws.ToString(out.ETag), nil
	}
	if hasCode(err, "NoSuchUpload") {
		if obj, herr := u.s.Head(ctx, u.file.Key); herr == nil && obj.SHA256 == u.file.SHA256 && obj.Size == u.file.Size {
			return obj.ETag, nil
		}
	}
	return "", err
}

// end forgets an upload that is complete, and aborts one that cannot become
// it. With a journal one that was only interrupted stays for the next run.
func (u *upload) end(ctx context.Context, err error) {
	j := u.s.journal()
	if err != nil && j.dir != "" && (ctx.Err() != nil || isInterruption(err)) {
		return
	}
	j.drop(u.about.Store, u.about.Key, u.about.UploadID)
	if err != nil && !hasCode(err, "NoSuchUpload") {
		u.giveUp(context.WithoutCancel(ctx))
	}
}

// giveUp aborts the upload until the server no longer knows it: a part that
// was on its way can keep it alive. What is left nevertheless
// [S3.AbortAbandoned] finds later.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
func (u *upload) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, abortTimeout)
	defer cancel()
	for range abortAttempts {
		if err := u.s.abort(ctx, u.client, u.about.Key, u.about.UploadID); err != nil {
			return
		}
		if _, err := u.s.listParts(ctx, u.client, &u.about); err != nil {
			return // it is gone, or may not be asked for
		}
	}
}

// isInterruption reports that the same upload may well succeed the next time:
// no answer, a fault of the server, credentials that have expired.
func isInterruption(err error) bool {
	if local := (*fileError)(nil); errors.As(err, &local) {
		return false
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return true
	}
	if known, ok := explain(api.ErrorCode()); ok && (known.fatal || known.msg == msgThrottled) {
		return true
	}
	var resp *awshttp.ResponseError
	return errors.As(err, &resp) && resp.HTTPStatusCode() >= http.StatusInternalServerError
}

// abort frees the parts that the server keeps. If that fails too, they stay
// until [S3.AbortAbandoned] or the bucket's own rule removes them. So does a
// part that was on its way and is stored only after it.
func (s *S3) abort(ctx context.Context, client *s3.Client, key, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTimeout)
	defer cancel()
	_, err := client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &s.cfg.Bucket, Key: &key, UploadId: &id})
	return err
}

func (s *S3) journal() journal { return journal{s.cfg.Journal} }
