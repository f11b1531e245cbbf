package mdmedia

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// probeName is the last part of the key of the object that tries the rights. It
// is always the same, so that there is never more than one.
const probeName = "mdmedia-doctor.txt"

// commonKeyPrefix is the beginning that all keys have, up to the last slash.
func (s *Site) commonKeyPrefix() string {
	text := s.keyPattern[0].text
	return text[:strings.LastIndexByte(text, '/')+1]
}

// bucket tries each right that uploading needs.
func (d *doctor) bucket(ctx context.Context) {
	s := d.site
	if s.ownBucket() {
		d.say("bucket", OK, "none: the media are files in "+s.displayOut("media"))
		return
	}
	store, err := s.newStore(ctx)
	if err != nil {
		d.say("bucket", Wrong, oneLine(err))
		return
	}
	key := s.commonKeyPrefix() + probeName
	if !d.tryPut(ctx, store, key) {
		return
	}
	d.tryGet(ctx, store, key)
	d.tryList(ctx, store)
	d.tryDelete(ctx, store, key)
	d.wellKnown(ctx, store)
}

var probeText = []byte("mdmedia doctor tried whether it may write here. This file can be deleted.\n")

func (d *doctor) tryPut(ctx context.Context, store mediasync.Store, key string) bool {
	sum := sha256.Sum256(probeText)
	f := mediasync.File{
		Path: probeName, Key: key, Size: int64(len(probeText)), SHA256: hex.EncodeToString(sum[:]), ContentType: "text/plain",
		Open: func() (io.ReadSeekCloser, error) { return readSeekCloser{bytes.NewReader(probeText)}, nil },
	}
	_, err := store.Put(ctx, f, mediasync.Any)
	return d.either("bucket", err, store.Name()+" can be reached and written to")
}

type readSeekCloser struct{ *bytes.Reader }

func (readSeekCloser) Close() error { return nil }

func (d *doctor) tryGet(ctx context.Context, store mediasync.Store, key string) {
	file, _, err := store.Get(ctx, key)
	if err == nil {
		var got []byte
		got, err = io.ReadAll(file)
		_ = file.Close() // read
		if err == nil && !bytes.Equal(got, probeText) {
			err = errors.New("what was written comes back changed: look for a proxy in between")
		}
	}
	d.either("bucket", err, "objects can be read")
}

// tryList tells a missing object from a forbidden one, for which Amazon wants
// the right to list.
func (d *doctor) tryList(ctx context.Context, store mediasync.Store) {
	_, err := store.Head(ctx, d.site.commonKeyPrefix()+"mdmedia-doctor-none")
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
		for _, lerr := range store.List(ctx, d.site.commonKeyPrefix()) {
			err = lerr
			break
		}
	}
	if err != nil {
		d.say("bucket", Note, "objects cannot be listed ("+oneLine(err)+"): without s3:ListBucket each upload of what is there costs a request, and sync --verify cannot work")
		return
	}
	d.say("bucket", OK, "objects can be listed")
}

func (d *doctor) tryDelete(ctx context.Context, store mediasync.Store, key string) {
	if err := store.Delete(ctx, key); err != nil {
		d.say("bucket", Note, "objects cannot be deleted ("+oneLine(err)+"): fine where nobody runs sync --prune; "+key+" stays in the bucket")
		return
	}
	d.say("bucket", OK, "objects can be deleted")
}

// wellKnown looks for the object by which Cloudinary's classic product knows that
// a bucket may be mapped.
func (d *doctor) wellKnown(ctx context.Context, store mediasync.Store) {
	c := d.site.cfg.Delivery.Cloudinary
	if c == nil || c.Product != "upload" {
		return
	}
	cfg, err := d.site.cloudinaryConfig()
	if err != nil {
		return // said already when the site was opened
	}
	key := ".wellknown/cloudinary/" + cfg.Cloud
	switch _, err := store.Head(ctx, key); {
	case err == nil:
		d.say("mapping", OK, key+" is in the bucket")
	case errors.Is(err, fs.ErrNotExist):
		todo := "put an empty object there"
		if s3 := d.site.cfg.Store.S3; s3 != nil {
			todo = "aws s3api put-object --bucket " + s3.Bucket + " --key " + key
		}
		d.say("mapping", Wrong, key+" is not in the bucket, so Cloudinary refuses to map it: "+todo)
	default:
		d.say("mapping", Note, key+" cannot be looked for with these credentials: see in the console that it is there")
	}
}

// delivery asks for one picture that was uploaded, as a reader's browser would.
func (d *doctor) delivery(ctx context.Context) {
	s := d.site
	if s.cfg.Delivery.Cloudinary == nil && !strings.Contains(s.cfg.Delivery.Local, "://") {
		return
	}
	lock, err := s.knownLock(ctx)
	if err != nil {
		d.say("delivery", Wrong, oneLine(err))
		return
	}
	for e := range lock.All() {
		if strings.HasPrefix(e.ContentType, "image/") && e.Unused == "" {
			u, err := s.delivery.url("index.html", e.Key, e.ContentType, nil)
			if err == nil {
				err = d.fetch(ctx, u)
			}
			d.either("delivery", err, u+" answers")
			return
		}
	}
	d.say("delivery", Note, "no picture is in the bucket yet: run mdmedia sync, then mdmedia doctor again")
}

func (d *doctor) fetch(ctx context.Context, u string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		return err
	}
	res, err := d.client.Do(req)
	if err != nil {
		return fmt.Errorf("%w: check the host name and the network", err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20)); err != nil {
		return err
	}
	said := res.Header.Get("X-Cld-Error")
	switch {
	case said != "":
		return fmt.Errorf("%s answers %d, and Cloudinary says %q: %s", u, res.StatusCode, said, deliveryTodo(res.StatusCode))
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("%s answers %s: %s", u, res.Status, deliveryTodo(res.StatusCode))
	case !strings.HasPrefix(res.Header.Get("Content-Type"), "image/"):
		return fmt.Errorf("%s answers with %q and not with a picture: correct delivery in %s", u, res.Header.Get("Content-Type"), ConfigFile)
	}
	return nil
}

func deliveryTodo(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "the account wants signed URLs: set delivery.cloudinary.sign"
	case http.StatusForbidden:
		return "allow Cloudinary to read the bucket (mdmedia doctor --policy)"
	case http.StatusNotFound:
		return "correct cloud and prefix in delivery.cloudinary, or the path mapping in Cloudinary's console"
	case http.StatusBadRequest:
		return "correct the transformation"
	default:
		return "look at the account in Cloudinary's console"
	}
}
