package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/mdmedia/mdmedia/internal/s3test"
)

// An outcome is everything that a build leaves behind: names and hashes of the
// published files, the lock file, and the bucket's objects with their headers.
type outcome struct {
	files, objects map[string]string
	uploads        []string // begun and not completed
}

// look takes the outcome in dir: the output folder is public, and the lock file
// lies in the folder site below dir.
func look(server *s3test.Server, bucket, dir, site string) (*outcome, error) {
	o := &outcome{files: map[string]string{}, objects: map[string]string{}}
	err := filepath.WalkDir(filepath.Join(dir, "public"), func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		o.files[strings.TrimPrefix(p, dir)], err = hashOf(p)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	beside, err := filepath.Glob(filepath.Join(dir, site, "*mdmedia.lock*")) // with temporary files
	if err != nil {
		return nil, err
	}
	for _, name := range beside {
		if o.files[filepath.Base(name)], err = hashOf(name); err != nil {
			return nil, err
		}
	}
	return o, o.lookIn(server, bucket)
}

func (o *outcome) lookIn(server *s3test.Server, bucket string) error {
	ctx, client := context.Background(), server.Client()
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, obj := range page.Contents {
			if o.objects[*obj.Key], err = object(ctx, client, bucket, *obj.Key); err != nil {
				return err
			}
		}
	}
	begun, err := client.ListMultipartUploads(ctx, &s3.ListMultipartUploadsInput{Bucket: &bucket})
	if err != nil {
		return err
	}
	for _, u := range begun.Uploads {
		o.uploads = append(o.uploads, *u.Key)
	}
	return nil
}

// object describes an object by its bytes and headers.
func object(ctx context.Context, client *s3.Client, bucket, key string) (string, error) {
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return "", err
	}
	defer out.Body.Close()
	h := sha256.New()
	if _, err := io.Copy(h, out.Body); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x %s %s %v", h.Sum(nil), deref(out.ContentType), deref(out.CacheControl), out.Metadata), nil
}

// diff says how two outcomes differ, "" if they do not.
func (o *outcome) diff(want *outcome) string {
	var all []string
	for what, pair := range map[string][2]map[string]string{"file": {o.files, want.files}, "object": {o.objects, want.objects}} {
		for name := range maps.Keys(pair[1]) {
			if pair[0][name] != pair[1][name] {
				all = append(all, fmt.Sprintf("%s %s is %q, want %q", what, name, pair[0][name], pair[1][name]))
			}
		}
		for name := range pair[0] {
			if _, ok := pair[1][name]; !ok {
				all = append(all, what+" "+name+" should not be there")
			}
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// takeTemporary removes the temporary files from the outcome and returns their
// names.
func (o *outcome) takeTemporary() (names []string) {
	for name := range o.files {
		if strings.Contains(name, ".tmp-") {
			names = append(names, name)
			delete(o.files, name)
		}
	}
	return names
}

// delivered finds the objects that a page names.
var delivered = regexp.MustCompile(`https://demo\.mo\.cloudinary\.net/([^"?\s]+)`)

// lies returns the objects that published pages name, and that are not in the
// bucket with the bytes that they should have.
func (o *outcome) lies(dir string, want map[string]string) (missing []string, err error) {
	for name := range o.files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(string(data), "</html>\n") {
			missing = append(missing, name+" is not whole")
		}
		for _, m := range delivered.FindAllStringSubmatch(string(data), -1) {
			key, err := url.PathUnescape(m[1])
			if err != nil || want[key] == "" || o.objects[key] != want[key] {
				missing = append(missing, fmt.Sprintf("%s names %s, which is %q and not %q", name, m[1], o.objects[key], want[key]))
			}
		}
	}
	slices.Sort(missing)
	return missing, nil
}

// wipe leaves nothing of earlier builds.
func wipe(server *s3test.Server, bucket, dir, site string) error {
	for _, name := range []string{"public", filepath.Join(site, "mdmedia.lock"), ".home"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return errors.Join(abortAll(server, bucket), empty(server, bucket))
}

func abortAll(server *s3test.Server, bucket string) error {
	ctx, client := context.Background(), server.Client()
	begun, err := client.ListMultipartUploads(ctx, &s3.ListMultipartUploadsInput{Bucket: &bucket})
	if err != nil {
		return err
	}
	for _, u := range begun.Uploads {
		if _, err := client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &bucket, Key: u.Key, UploadId: u.UploadId}); err != nil {
			return err
		}
	}
	return nil
}

// empty removes all objects.
func empty(server *s3test.Server, bucket string) error {
	ctx, client := context.Background(), server.Client()
	page, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket})
	if err != nil || len(page.Contents) == 0 {
		return err
	}
	ids := make([]types.ObjectIdentifier, len(page.Contents))
	for i, obj := range page.Contents {
		ids[i].Key = obj.Key
	}
	_, err = client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &bucket, Delete: &types.Delete{Objects: ids}})
	return err
}

func hashOf(name string) (string, error) {
	data, err := os.ReadFile(name)
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), err
}

// writeVideo writes what begins as a video does.
func writeVideo(name string, size int) error {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte([]byte(fmt.Sprintf("%-32d", size)))).Read(data)
	n := copy(data, "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2\x00\x00\x00\x08moov\x00\x00\x00\x00mdat")
	binary.BigEndian.PutUint32(data[n-8:], uint32(size-n+8)) // mdat is all the rest
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}
