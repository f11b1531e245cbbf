package mdmedia

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/mdmedia/mdmedia/internal/atomicfile"
	"github.com/mdmedia/mdmedia/internal/media"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// An original is an object of the bucket that becomes a file beside a post.
type original struct {
	name  string // slash path below the site's root
	key   string
	entry mediasync.Entry // what the lock file says of it, once it is there
	err   error           // why it is not
	tells bool            // its metadata has positions or serial numbers
}

// place is where an object goes: a folder has one file for it.
type place struct{ dir, key string }

// originals give objects their files: the same file for the same object, and
// different names in a folder for different objects. What was adopted before
// keeps its name.
type originals struct {
	known  adoptions
	places map[place]*original
	taken  map[string]string // name in small letters -> key
}

func newOriginals(lock *mediasync.Manifest) originals {
	all := originals{known: adoptionsIn(lock), places: map[place]*original{}, taken: map[string]string{}}
	for name, entries := range all.known {
		for _, e := range entries {
			at := place{path.Dir(name), e.Key}
			if o := all.places[at]; o == nil || name < o.name {
				all.places[at] = &original{name: name, key: e.Key}
			}
			all.taken[strings.ToLower(name)] = e.Key
		}
	}
	return all
}

// get returns the original of a URL in a post in dir.
func (all *originals) get(dir string, d delivered) *original {
	at := place{dir, d.key}
	if o := all.places[at]; o != nil {
		return o
	}
	base := path.Base(d.key)
	stem, ext := strings.TrimSuffix(base, path.Ext(base)), path.Ext(base)
	name := path.Join(dir, base)
	for i := 2; all.taken[strings.ToLower(name)] != ""; i++ {
		name = path.Join(dir, fmt.Sprintf("%s-%d%s", stem, i, ext))
	}
	o := &original{name: name, key: d.key}
	all.places[at], all.taken[strings.ToLower(name)] = o, d.key
	return o
}

// used are the originals that the results refer to, in the posts' order.
func (a *adopter) used() (list []*original) {
	seen := map[*original]bool{}
	for _, p := range a.posts {
		for _, r := range p.refs {
			if !r.left && !seen[r.original] {
				seen[r.original] = true
				list = append(list, r.original)
			}
		}
	}
	return list
}

// fetchAll puts the originals beside the posts, and notes what goes wrong with
// each. It is stopped by what would go wrong with all.
func (a *adopter) fetchAll(ctx context.Context, list []*original) (stopped bool, err error) {
	fetched, kept := make(chan int64, len(list)), make(chan bool, len(list))
	stopped, err = a.eachOriginal(ctx, list, func(ctx context.Context, o *original) error {
		n, there, err := a.obtain(ctx, o)
		switch {
		case err != nil:
			return a.storeError(o, err)
		case there:
			kept <- true
		default:
			fetched <- n
		}
		return nil
	})
	close(fetched)
	for n := range fetched {
		a.report.Fetched++
		a.report.Bytes += n
	}
	a.report.Kept += len(kept)
	for _, o := range list {
		if o.tells {
			a.report.Notes = append(a.report.Notes, o.key+" has a position or serial number in its metadata, and its URL shows it to everybody: "+
				"take it out of "+a.displayAt(o.name)+" to have it uploaded anew")
		}
	}
	return stopped, err
}

// eachOriginal calls do for each original, several at once, and notes its
// errors. One that is fatal stops all.
func (a *adopter) eachOriginal(ctx context.Context, list []*original, do func(context.Context, *original) error) (stopped bool, err error) {
	done := func() {}
	if a.opts.Progress != nil {
		done = counter(a.opts.Progress, "downloads", len(list))
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(fetchWorkers)
	for _, o := range list {
		if gctx.Err() != nil {
			break
		}
		g.Go(func() error {
			defer done()
			if o.err = do(gctx, o); isFatal(o.err) || gctx.Err() != nil {
				return o.err
			}
			return nil
		})
	}
	err = g.Wait()
	if cerr := ctx.Err(); cerr != nil {
		return true, cerr
	}
	if err != nil {
		a.ps.add(Problem{Message: oneLine(err)})
	}
	return err != nil, nil
}

// storeError says what is wrong with an object in the words of an author.
func (a *adopter) storeError(o *original, err error) error {
	if errors.Is(err, mediasync.ErrNotFound) {
		return errors.New(o.key + " is not in the bucket: correct the URL, or upload it")
	}
	return err
}

// obtain makes the file of an original; there says that it was there.
func (a *adopter) obtain(ctx context.Context, o *original) (n int64, there bool, err error) {
	if link := a.fetch.through(o.name); link != "" {
		return 0, false, errors.New(a.displayAt(o.name) + " leads through a symbolic link: put a folder there")
	}
	for _, e := range a.originals.known[o.name] { // an earlier run fetched it
		if e.Key == o.key && a.isThere(o.name, e.SHA256) == nil {
			o.entry = e
			return 0, true, nil
		}
	}
	got, err := a.fetch.get(ctx, o.key, o.name)
	if err != nil {
		return 0, false, a.fileProblem(o, err)
	}
	rep, err := a.fetch.inspect(got, o.key, o.name)
	if err == nil {
		err = a.sameInSite(o, got.sha256)
	}
	if err != nil {
		a.fetch.drop(got)
		return 0, false, a.fileProblem(o, err)
	}
	o.entry, o.tells = a.entry(o, got, rep), rep.Edits != nil && a.site.stripsLocation()
	if err = a.fetch.place(got, o.name); errors.Is(err, fs.ErrExist) {
		there, err = true, a.isThere(o.name, o.entry.SHA256)
		if errors.Is(err, errDiffers) {
			err = a.differs(o, a.displayAt(o.name))
		}
	}
	return got.size, there, a.fileProblem(o, err)
}

// fileProblem names the file in an error of the file system; those of the
// store have their own words.
func (a *adopter) fileProblem(o *original, err error) error {
	if err == nil || errors.Is(err, mediasync.ErrNotFound) {
		return err
	}
	return writeError(a.displayAt(o.name), err)
}

// entry is what the lock says of an original, just as a build would.
func (a *adopter) entry(o *original, got fetched, rep media.Report) mediasync.Entry {
	f := mediasync.File{
		Path: o.name, Key: o.key, SHA256: got.sha256, Size: got.size, ContentType: rep.Type, CacheControl: a.site.cacheControl(),
		Width: rep.Width, Height: rep.Height,
	}
	a.site.applyRules(&f)
	return f.Entry()
}

var errDiffers = errors.New("differs")

// isThere returns nil if the file in the result has these bytes.
func (a *adopter) isThere(name, sum string) error {
	file, err := a.fetch.root.Open(name)
	if err != nil {
		return err
	}
	return sameFile(file, sum)
}

// sameInSite returns an error if the site has another file in the place where
// this one would go.
func (a *adopter) sameInSite(o *original, sum string) error {
	file, err := a.site.root.Open(o.name)
	if err != nil || a.opts.Write {
		_ = file.Close()
		return nil //nolint:nilerr // none, or not one that would be overwritten
	}
	if err := sameFile(file, sum); errors.Is(err, errDiffers) {
		return a.differs(o, a.site.display(o.name))
	} else if err != nil {
		return err
	}
	return nil
}

func (a *adopter) differs(o *original, name string) error {
	return errors.New(name + " is another file than " + o.key + " of the bucket: rename the file, or the object and its URL")
}

// sameFile returns nil if the file, which it closes, has these bytes.
func sameFile(file *os.File, sum string) error {
	defer file.Close()
	have, err := hashReader(file)
	if err == nil && have != sum {
		err = errDiffers
	}
	return err
}

// copyLocal puts the local files of a post beside the new one too, so that
// it can be built where it is.
func (a *adopter) copyLocal(p *adoptedPost) bool {
	if a.opts.Write {
		return true
	}
	for _, name := range p.local {
		if _, err := a.fetch.root.Lstat(name); err == nil {
			continue
		}
		_, err := atomicfile.Write(a.fetch.root, name, 0, func(w io.Writer) error {
			file, err := a.site.root.Open(name)
			if err != nil {
				return err
			}
			defer file.Close()
			_, err = io.Copy(w, file)
			return err
		})
		if err != nil {
			a.ps.add(Problem{File: a.displayAt(name), Message: "cannot be written: " + reason(err)})
			return false
		}
	}
	return true
}
