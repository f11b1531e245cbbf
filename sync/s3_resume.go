package sync

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// resume looks for what an earlier run has sent of this file, and reports
// whether there is something to continue. What the journal knows of another
// version of the file is aborted.
func (u *upload) resume(ctx context.Context) (bool, error) {
	j := u.s.journal()
	old, ok := j.load(u.about.Store, u.about.Key)
	if !ok {
		return false, nil
	}
	want := u.about
	want.UploadID, want.PartSize = old.UploadID, old.PartSize // another configured size is no reason to begin anew
	if old == want {
		there, err := u.s.listParts(ctx, u.client, &old)
		if err == nil {
			u.about, u.there = old, there
			return true, nil
		}
		if !hasCode(err, "NoSuchUpload") {
			return false, err
		}
	} else {
		_ = u.s.abort(ctx, u.client, old.Key, old.UploadID) // AbortAbandoned finds it later
	}
	j.drop(old.Store, old.Key, old.UploadID)
	return false, nil
}

// listParts returns the parts that the server has of an upload.
func (s *S3) listParts(ctx context.Context, client *s3.Client, b *begun) (map[int32]types.Part, error) {
	parts := map[int32]types.Part{}
	pages := s3.NewListPartsPaginator(client, &s3.ListPartsInput{Bucket: &s.cfg.Bucket, Key: &b.Key, UploadId: &b.UploadID})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, p := range page.Parts {
			parts[aws.ToInt32(p.PartNumber)] = p
		}
	}
	return parts, nil
}

// AbortAbandoned aborts the uploads in parts to keys below prefix that began
// longer than olderThan ago and were not completed, and returns how many. They
// are invisible in listings and cost money until then. Whoever's they are: an
// age of some days keeps clear of those that are still at work.
//
// An upload that cannot be aborted does not keep it from the others; the
// errors are joined.
func (s *S3) AbortAbandoned(ctx context.Context, prefix string, olderThan time.Duration) (int, error) {
	client, err := s.client(ctx)
	if err != nil {
		return 0, err
	}
	before := time.Now().Add(-olderThan)
	var errs []error
	aborted := 0
	pages := s3.NewListMultipartUploadsPaginator(client, &s3.ListMultipartUploadsInput{Bucket: &s.cfg.Bucket, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return aborted, errors.Join(append(errs, s.fail(ctx, "list", "", err))...)
		}
		for i := range page.Uploads {
			up := &page.Uploads[i]
			if !strings.HasPrefix(aws.ToString(up.Key), prefix) || up.Initiated == nil || up.Initiated.After(before) {
				continue
			}
			err := s.abort(ctx, client, aws.ToString(up.Key), aws.ToString(up.UploadId))
			s.journal().drop(s.name, aws.ToString(up.Key), aws.ToString(up.UploadId))
			switch {
			case err == nil:
				aborted++
			case !hasCode(err, "NoSuchUpload"): // someone else was quicker
				errs = append(errs, s.fail(ctx, "delete", aws.ToString(up.Key), err))
			}
		}
	}
	return aborted, errors.Join(errs...)
}
