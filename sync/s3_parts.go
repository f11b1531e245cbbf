package sync

import (
	"context"
	"crypto/md5" //nolint:gosec // it is what the server tells of a part; the part's own request had its SHA-256
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"
)

// partWorkers is how many parts of one file are sent at once.
const partWorkers = 8

// lastParts is how long the parts that are on their way may take to arrive
// after another one has failed. A server may store a part whose request is
// broken off behind its last byte, even after the upload was aborted, and so
// bring that to life again.
const lastParts = 5 * time.Second

// sendParts sends the file as a multipart upload: the parts are read from the
// file as they go out and are never held in memory.
func (s *S3) sendParts(ctx context.Context, client *s3.Client, f *File, r io.ReadSeeker, c Condition) (etag string, err error) {
	from := readerAt(r)
	return s.multipart(ctx, client, f, c, func(ctx context.Context, u *upload) error { return u.parts(ctx, from) })
}

// parts hashes the file part by part, and sends the parts that are hashed
// meanwhile, but for those that the server has. The hash of a part goes into
// its request, where the server checks it. That of the whole must be the one
// that is known, else the file changed. Where the hashes of the parts are known
// only what is to be compared with the server's is read here: the server finds
// out that a part is not what it was.
func (u *upload) parts(ctx context.Context, from io.ReaderAt) error {
	size := u.about.PartSize
	u.done = make([]types.CompletedPart, (u.file.Size+size-1)/size)
	b := u.s.buffers.get() // its hash becomes that of the whole file
	defer u.s.buffers.put(b)
	sending, cancel := context.WithCancel(ctx)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(partWorkers)
	context.AfterFunc(ctx, func() { time.AfterFunc(lastParts, cancel) })
	part := partHash{sha: sha256.New()}
	known := u.file.Parts.of(size, len(u.done))
	var err error
	for i := range u.done {
		offset := int64(i) * size
		section := io.NewSectionReader(from, offset, min(size, u.file.Size-offset))
		sent, again := u.there[int32(i+1)] // at most maxParts
		var sum []byte
		if known != nil && !again {
			sum = known[i][:]
		} else if sum, err = part.read(ctx, b, section, again); err != nil {
			break
		}
		if known != nil && [sha256.Size]byte(sum) != known[i] {
			err = ErrChanged
			break
		}
		if again && part.is(&sent, section.Size(), sum) {
			u.done[i] = types.CompletedPart{PartNumber: sent.PartNumber, ETag: sent.ETag, ChecksumSHA256: sent.ChecksumSHA256}
			continue
		}
		group.Go(func() error {
			if ctx.Err() != nil { // another one failed before this one's turn
				return ctx.Err()
			}
			return u.send(sending, i, section, sum)
		})
	}
	if sendErr := group.Wait(); sendErr != nil {
		return sendErr // err would only be that the others were stopped
	}
	if err == nil && known == nil && b.hex() != u.file.SHA256 {
		err = ErrChanged
	}
	if err != nil {
		return &fileError{u.file.Path, err}
	}
	return nil
}

func (u *upload) send(ctx context.Context, i int, section *io.SectionReader, sum []byte) error {
	if _, err := section.Seek(0, io.SeekStart); err != nil {
		return err
	}
	number, length := int32(i+1), section.Size()
	in := &s3.UploadPartInput{Bucket: &u.s.cfg.Bucket, Key: &u.file.Key, UploadId: u.id(), PartNumber: &number, Body: section, ContentLength: &length}
	if u.s.checksum {
		in.ChecksumSHA256 = aws.String(base64.StdEncoding.EncodeToString(sum))
	}
	out, err := u.client.UploadPart(withPayloadHash(ctx, hex.EncodeToString(sum)), in)
	if err != nil {
		return err
	}
	u.done[i] = types.CompletedPart{PartNumber: &number, ETag: out.ETag, ChecksumSHA256: in.ChecksumSHA256}
	return nil
}

// A partHash hashes a part. Where the server may have it, also in the way in
// which servers without checksums tell what they have.
type partHash struct {
	sha, md5 hash.Hash
	both     bool
}

// of returns the hashes of n parts of this size. Nil: they are not known.
func (p *Parts) of(size int64, n int) [][sha256.Size]byte {
	if p == nil || p.Size != size || len(p.SHA256) != n {
		return nil
	}
	return p.SHA256
}

// read hashes a part, and the whole file in b, and returns the part's hash.
func (h *partHash) read(ctx context.Context, b *buffer, section *io.SectionReader, both bool) ([]byte, error) {
	h.sha.Reset()
	if h.both = both; both {
		h.md5 = md5.New() //nolint:gosec // as above
	}
	n, err := b.copy(ctx, h, section)
	if err == nil && n != section.Size() {
		err = ErrChanged
	}
	return h.sha.Sum(nil), err
}

func (h *partHash) Write(p []byte) (int, error) {
	if h.both {
		_, _ = h.md5.Write(p) // a hash cannot fail
	}
	return h.sha.Write(p)
}

// is reports whether the server has this part. An ETag that is no MD5, as that
// of an encrypted part, is never equal: the part is then sent again.
func (h *partHash) is(sent *types.Part, size int64, sum []byte) bool {
	if aws.ToInt64(sent.Size) != size {
		return false
	}
	if sent.ChecksumSHA256 != nil {
		return *sent.ChecksumSHA256 == base64.StdEncoding.EncodeToString(sum)
	}
	return strings.Trim(aws.ToString(sent.ETag), `"`) == hex.EncodeToString(h.md5.Sum(nil))
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
