package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"
)

const (
	maxParts = 10_000
	// partWorkers is how many parts of one file are sent at once.
	partWorkers = 4
	// abortTimeout bounds the clean-up after an error, which must happen even
	// though the context has ended.
	abortTimeout = 10 * time.Second
)

// partSize is the size of all parts but the last.
func (s *S3) partSize(size int64) int64 {
	part := s.cfg.PartSize
	if part <= 0 {
		part = defaultPartSize
	}
	const step = 1 << 20
	if least := (size + maxParts - 1) / maxParts; part < least {
		part = (least + step - 1) / step * step
	}
	return part
}

// sendParts sends the file as a multipart upload: the parts are read from the
// file as they go out and are never held in memory.
func (s *S3) sendParts(ctx context.Context, client *s3.Client, f *File, r io.ReadSeeker, c Condition) (etag string, err error) {
	begun, err := client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket: &s.cfg.Bucket, Key: &f.Key, ContentType: optional(f.ContentType), CacheControl: optional(f.CacheControl),
		Metadata: map[string]string{metaSHA256: f.SHA256},
	})
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			s.abort(ctx, client, f.Key, begun.UploadId)
		}
	}()
	u := &upload{s: s, client: client, file: f, id: begun.UploadId, from: readerAt(r), size: s.partSize(f.Size)}
	if err := u.parts(ctx); err != nil {
		return "", err
	}
	in := &s3.CompleteMultipartUploadInput{Bucket: &s.cfg.Bucket, Key: &f.Key, UploadId: u.id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: u.done}}
	in.IfNoneMatch, in.IfMatch = c.headers()
	out, err := client.CompleteMultipartUpload(ctx, in)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ETag), nil
}

// abort frees the parts that the server keeps. If that fails too, they stay
// until the bucket's rule for abandoned uploads removes them.
func (s *S3) abort(ctx context.Context, client *s3.Client, key string, id *string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTimeout)
	defer cancel()
	_, _ = client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &s.cfg.Bucket, Key: &key, UploadId: id})
}

// An upload is a multipart upload at work.
type upload struct {
	s      *S3
	client *s3.Client
	file   *File
	id     *string
	from   io.ReaderAt
	size   int64 // of a part
	done   []types.CompletedPart
}

// parts hashes the file part by part, and sends the parts that are hashed
// meanwhile. The hash of a part goes into its request, where the server checks
// it. That of the whole must be the one that is known, else the file changed.
func (u *upload) parts(ctx context.Context) error {
	u.done = make([]types.CompletedPart, (u.file.Size+u.size-1)/u.size)
	part := sha256.New()
	b := u.s.buffers.get() // its hash becomes that of the whole file
	defer u.s.buffers.put(b)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(partWorkers)
	var err error
	for i := range u.done {
		offset := int64(i) * u.size
		section := io.NewSectionReader(u.from, offset, min(u.size, u.file.Size-offset))
		part.Reset()
		var n int64
		if n, err = b.copy(ctx, part, section); err == nil && n != section.Size() {
			err = ErrChanged
		}
		if err != nil {
			break
		}
		sum := hex.EncodeToString(part.Sum(nil))
		group.Go(func() error { return u.send(ctx, i, section, sum) })
	}
	if sendErr := group.Wait(); sendErr != nil {
		return sendErr // err would only be that the others were stopped
	}
	if err == nil && b.hex() != u.file.SHA256 {
		err = ErrChanged
	}
	if err != nil {
		return &fileError{u.file.Path, err}
	}
	return nil
}

func (u *upload) send(ctx context.Context, i int, section *io.SectionReader, sum string) error {
	if _, err := section.Seek(0, io.SeekStart); err != nil {
		return err
	}
	number, length := int32(i+1), section.Size() // at most maxParts
	out, err := u.client.UploadPart(ctx, &s3.UploadPartInput{
		Bucket: &u.s.cfg.Bucket, Key: &u.file.Key, UploadId: u.id, PartNumber: &number, Body: section, ContentLength: &length,
	}, withPayloadHash(sum))
	if err != nil {
		return err
	}
	u.done[i] = types.CompletedPart{PartNumber: &number, ETag: out.ETag}
	return nil
}

// readerAt lets several parts be read from r at once. Where r cannot do that
// by itself they take turns.
func readerAt(r io.ReadSeeker) io.ReaderAt {
	if at, ok := r.(io.ReaderAt); ok {
		return at
	}
	return &seekReaderAt{r: r}
}

type seekReaderAt struct {
	mu sync.Mutex
	r  io.ReadSeeker
}

func (s *seekReaderAt) ReadAt(p []byte, offset int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.r.Seek(offset, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.r, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}
