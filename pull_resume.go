package mdmedia

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"github.com/mdmedia/mdmedia/internal/atomicfile"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// resumeAbove is how much of a file must be there for going on with it: less is
// as soon fetched again.
const resumeAbove = 1 << 20

// resume fetches an object whose hash is known, and only what a run that was
// killed lacks of it. What that run left is its temporary file; a hash over all
// of it decides whether it was of use. If not, everything is fetched.
func (f *fetcher) resume(ctx context.Context, e mediasync.Entry, target string) (fetched, error) {
	if store, ok := f.store.(mediasync.Ranger); ok {
		got, err := f.goOn(ctx, store, e, target)
		switch {
		case err == nil && got.sha256 == e.SHA256:
			return got, nil
		case err == nil && got.temp != "":
			f.drop(got)
		case ctx.Err() != nil || isFatal(err) || errors.Is(err, mediasync.ErrNotFound):
			return fetched{}, err
		}
	}
	return f.get(ctx, e.Key, target)
}

// goOn fetches the bytes that are missing in the temporary file of a run that
// was killed. Without one it returns nothing.
func (f *fetcher) goOn(ctx context.Context, store mediasync.Ranger, e mediasync.Entry, target string) (got fetched, err error) {
	if got.temp = f.claim(target, e.Size); got.temp == "" {
		return fetched{}, nil
	}
	file, err := f.root.OpenFile(got.temp, os.O_RDWR, 0)
	if err != nil {
		return fetched{}, err
	}
	h := sha256.New()
	if got.size, err = io.Copy(h, file); err != nil {
		_ = file.Close() // the error says more
		f.drop(got)
		return fetched{}, err
	}
	rest := io.Reader(strings.NewReader(""))
	if got.size < e.Size {
		body, _, err := store.GetFrom(ctx, e.Key, got.size)
		if err != nil {
			_ = file.Close() // the error says more
			if ctx.Err() == nil && !isFatal(err) {
				f.drop(got) // else it stays for the next run
			}
			return fetched{}, err
		}
		defer body.Close()
		rest = body
	}
	return f.fill(ctx, got, file, h, rest)
}

// claim makes the largest temporary file that a run which is gone left for the
// target its own, by renaming it: of several runs at once one succeeds.
func (f *fetcher) claim(target string, most int64) string {
	best, size := "", int64(resumeAbove-1)
	for _, name := range atomicfile.Stale(f.root, target) {
		fi, err := f.root.Lstat(name)
		if err == nil && fi.Mode().IsRegular() && fi.Size() > size && fi.Size() <= most {
			best, size = name, fi.Size()
		}
	}
	if best == "" {
		return ""
	}
	f.sweep(path.Dir(target))
	own := atomicfile.TempName(target)
	if err := f.root.Rename(best, own); err != nil {
		return ""
	}
	return own
}
