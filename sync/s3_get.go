package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Get opens the object for reading. Where the connection breaks the rest is
// asked for anew, if the object is still the same.
func (s *S3) Get(ctx context.Context, key string) (io.ReadCloser, Object, error) {
	return s.GetFrom(ctx, key, 0)
}

// GetFrom opens the rest of the object. Of a server that gives all of it the
// beginning is read and thrown away.
func (s *S3) GetFrom(ctx context.Context, key string, offset int64) (io.ReadCloser, Object, error) {
	client, err := s.begin(ctx, key)
	if err != nil {
		return nil, Object{}, err
	}
	in := &s3.GetObjectInput{Bucket: &s.cfg.Bucket, Key: &key}
	if offset > 0 {
		in.Range = aws.String(fmt.Sprintf("bytes=%d-", offset))
	}
	out, err := client.GetObject(ctx, in)
	if offset > 0 && hasCode(err, "InvalidRange") {
		obj, err := s.Head(ctx, key)
		return http.NoBody, obj, err
	}
	if err != nil {
		return nil, Object{}, s.fail(ctx, "get", key, err)
	}
	s.seen.Store(true)
	obj := Object{
		Key: key, Size: aws.ToInt64(out.ContentLength), ETag: aws.ToString(out.ETag), Modified: aws.ToTime(out.LastModified),
		ContentType: aws.ToString(out.ContentType), CacheControl: aws.ToString(out.CacheControl),
		SHA256: hashOf(out.Metadata, out.ChecksumSHA256, out.ChecksumType),
	}
	b := &body{from: out.Body, ctx: ctx, s: s, client: client, obj: obj}
	switch {
	case out.ContentRange != nil:
		b.read, b.obj.Size = offset, obj.Size+offset
	case offset > 0:
		if _, err := io.CopyN(io.Discard, b, offset); err != nil && !errors.Is(err, io.EOF) {
			_ = b.Close() // the error says more
			return nil, Object{}, err
		}
	}
	return b, b.obj, nil
}

// bodyAttempts is how often the rest of a body is asked for.
const bodyAttempts = 3

// A body is an object's bytes. It gives errors of reading the same form as all
// others.
type body struct {
	from     io.ReadCloser
	ctx      context.Context
	s        *S3
	client   *s3.Client
	obj      Object
	read     int64
	attempts int
}

func (b *body) Read(p []byte) (int, error) {
	for {
		n, err := b.from.Read(p)
		b.read += int64(n)
		switch {
		case err == nil, errors.Is(err, io.EOF):
			return n, err
		case n > 0:
			return n, nil // the error comes again
		case b.ctx.Err() != nil || b.attempts >= bodyAttempts || isNoAnswer(err) || !b.again():
			return 0, b.s.fail(b.ctx, "get", b.obj.Key, err)
		}
	}
}

// again asks for the bytes that are missing.
func (b *body) again() bool {
	b.attempts++
	if b.read >= b.obj.Size {
		return false
	}
	out, err := b.client.GetObject(b.ctx, &s3.GetObjectInput{
		Bucket: &b.s.cfg.Bucket, Key: &b.obj.Key, IfMatch: &b.obj.ETag, Range: aws.String(fmt.Sprintf("bytes=%d-", b.read)),
	})
	if err != nil {
		return false
	}
	if aws.ToInt64(out.ContentLength) != b.obj.Size-b.read { // a server that knows no ranges
		_ = out.Body.Close()
		return false
	}
	_ = b.from.Close() // it is broken
	b.from = out.Body
	return true
}

// Close ends the reading.
func (b *body) Close() error { return b.from.Close() }
