package mdmedia

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"strconv"

	"github.com/mdmedia/mdmedia/internal/media"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// file sees to one file. The error is about its line of the lock file.
func (p *puller) file(ctx context.Context, w wanted) error {
	e := w.entries[0]
	if why := badTarget(w.path); why != "" {
		return errors.New(strconv.Quote(w.path) + " " + why + ": delete the line")
	}
	there, err := p.local(w)
	if there || err != nil {
		return err
	}
	if link := p.fetch.through(w.path); link != "" {
		return errors.New(strconv.Quote(w.path) + " leads through the symbolic link " + link + ": put a folder there, or delete the line")
	}
	for _, other := range w.entries[1:] {
		if other.SHA256 != e.SHA256 {
			return errors.New(p.site.display(w.path) + " was uploaded with other bytes too, as " + other.Key +
				": delete the line that is out of date, or run mdmedia sync --prune where the file is")
		}
	}
	if p.opts.DryRun {
		p.count(func(r *Report) {
			r.Fetched++
			r.Bytes += e.Size
			r.Actions = append(r.Actions, Action{Do: "fetch", What: p.site.display(w.path), From: e.Key, Why: "not on disk"})
		})
		return nil
	}
	return p.download(ctx, w)
}

// local reports whether there is a file, which stays whatever it is.
func (p *puller) local(w wanted) (there bool, err error) {
	file, err := p.site.root.Open(w.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case errors.Is(err, fs.ErrPermission):
		return true, errors.New(p.site.display(w.path) + " is there and cannot be read: make it readable")
	case err != nil:
		return false, nil //nolint:nilerr // it leads elsewhere, which is found out before anything is written
	}
	defer file.Close()
	if fi, err := file.Stat(); err == nil && fi.IsDir() {
		return true, errors.New(p.site.display(w.path) + " is a folder here: rename it")
	}
	same, err := hasHash(file, w.path, w.entries[0].SHA256)
	for _, e := range w.entries[1:] {
		if !same && err == nil {
			same, err = hasHash(file, w.path, e.SHA256)
		}
	}
	var nm *media.NotMediaError
	if err != nil && !errors.As(err, &nm) {
		return true, err
	}
	if !p.opts.DryRun { // a run may have been killed between giving the file its name and removing the other
		p.fetch.sweep(path.Dir(w.path))
	}
	p.count(func(r *Report) {
		r.Kept++
		if !same {
			r.Notes = append(r.Notes, p.site.display(w.path)+" is not what was uploaded as "+w.entries[0].Key+": kept as it is")
		}
	})
	return true, nil
}

// download fetches the object under the first of the keys that has it.
func (p *puller) download(ctx context.Context, w wanted) (err error) {
	var got fetched
	for _, e := range w.entries {
		if got, err = p.fetch.resume(ctx, e, w.path); err == nil || !errors.Is(err, mediasync.ErrNotFound) {
			break
		}
	}
	e := w.entries[0]
	switch {
	case isFatal(err) || ctx.Err() != nil:
		return err
	case errors.Is(err, mediasync.ErrNotFound):
		return errors.New(e.Key + " is not in the bucket any more: run mdmedia sync --verify where " + p.site.display(w.path) + " is")
	case err != nil:
		return writeError(p.site.display(w.path), err)
	case got.sha256 != e.SHA256:
		p.fetch.drop(got)
		return errors.New(e.Key + " has other bytes in the bucket than were uploaded: run mdmedia sync --verify where " + p.site.display(w.path) + " is")
	}
	if _, err := p.fetch.inspect(got, e.Key, w.path); err != nil {
		p.fetch.drop(got)
		return err
	}
	if err := p.fetch.place(got, w.path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			_, err = p.local(w) // somebody was faster
			return err
		}
		return writeError(p.site.display(w.path), err)
	}
	p.count(func(r *Report) { r.Fetched++; r.Bytes += got.size })
	return nil
}
