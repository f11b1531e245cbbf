package mdmedia

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/mdmedia/mdmedia/content"
	"github.com/mdmedia/mdmedia/internal/media"
	"github.com/mdmedia/mdmedia/internal/media/strip"
	"github.com/mdmedia/mdmedia/renderer/cloudinary"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// An asset is a local media file that a post refers to.
type asset struct {
	name       string // slash path below the site's root
	once       sync.Once
	*facts            // nil with an error
	adoptedKey string // see adoptedMark; "" for nearly all
	err        error
}

// An object is an asset under a key. One asset can be several objects, one
// for each post that refers to it.
type object struct {
	key   string
	asset *asset
	err   error   // why the bucket does not hold it
	next  *object // of another asset under the same key; nil for nearly all
}

// assets are the files and objects of one run. It is safe for concurrent use.
type assets struct {
	site      *Site
	adoptions adoptions
	known     knownFacts

	mu      sync.Mutex
	files   map[string]*asset
	objects map[string]*object // by key; more than one is a conflict unless the bytes agree
}

func newAssets(s *Site) *assets {
	return &assets{site: s, adoptions: s.adoptions(), known: s.knownFacts(), files: map[string]*asset{}, objects: map[string]*object{}}
}

// get returns the asset of a file, inspected: each file is read once a run.
func (as *assets) get(found content.Found) (*asset, error) {
	as.mu.Lock()
	a := as.files[found.Name]
	if a == nil {
		a = &asset{name: found.Name}
		as.files[found.Name] = a
	}
	as.mu.Unlock()
	a.once.Do(func() { a.facts, a.adoptedKey, a.err = as.adoptions.inspect(as.site, found, as.known) })
	return a, a.err
}

// claim says that the object at key is made from a.
func (as *assets) claim(key string, a *asset) *object {
	as.mu.Lock()
	defer as.mu.Unlock()
	first := as.objects[key]
	for o := first; o != nil; o = o.next {
		if o.asset == a {
			return o
		}
	}
	o := &object{key: key, asset: a, next: first}
	as.objects[key] = o
	return o
}

// settle marks the objects whose keys are claimed by different files, and
// returns the others as the files that the bucket must hold, by key.
func (as *assets) settle() []mediasync.File {
	files := make([]mediasync.File, 0, len(as.objects))
	for _, key := range slices.Sorted(maps.Keys(as.objects)) {
		if o := as.owner(key); o.err == nil {
			files = append(files, as.site.file(o))
		}
	}
	return files
}

// owner is the first of the objects at a key, all of which are marked if their
// files differ.
func (as *assets) owner(key string) *object {
	if o := as.objects[key]; o.next == nil {
		return o
	}
	var claims []*object
	for o := as.objects[key]; o != nil; o = o.next {
		claims = append(claims, o)
	}
	slices.SortFunc(claims, func(a, b *object) int { return cmp.Compare(a.asset.name, b.asset.name) })
	if other := conflict(claims); other != nil {
		err := &KeyConflictError{Key: key, Files: []string{as.site.display(claims[0].asset.name), as.site.display(other.asset.name)}}
		for _, o := range claims {
			o.err = err
		}
	}
	return claims[0]
}

// conflict returns the first claim whose bytes differ from the first one's.
func conflict(claims []*object) *object {
	for _, o := range claims[1:] {
		if o.asset.sha256 != claims[0].asset.sha256 {
			return o
		}
	}
	return nil
}

// A KeyConflictError is two different files that would get the same key.
type KeyConflictError struct {
	// Key is the object's key.
	Key string
	// Files are the two files, as the person would type them.
	Files []string
}

// Error names both files and the remedy.
func (e *KeyConflictError) Error() string {
	return "the different files " + e.Files[0] + " and " + e.Files[1] + " would both be uploaded as " + e.Key +
		": rename one, or put {dir} or {hash} into key in " + ConfigFile
}

// inspect reads a file, unless the cache knows it. The size and time are those
// from before it is read: a change meanwhile is noticed at the next run. known
// are the facts in the lock file.
func (s *Site) inspect(found content.Found, known knownFacts) (*facts, error) {
	name, st, strip := found.Name, stampOf(found.Info), s.stripsLocation()
	f, ok := s.cache.file(name, st, strip)
	if ok && f.looked >= s.look {
		return f, nil
	}
	readAt := s.opts.Now()
	file, err := s.root.Read(name)
	if err != nil {
		return nil, s.readError(name, err)
	}
	defer file.Close()
	if ok {
		again := *f // what the cache has is never changed
		f = &again
	} else if f, err = s.examine(file, name, st, strip); err != nil {
		return nil, err
	}
	f.lookAt(file, s.look, known)
	s.cache.setFile(name, f, readAt)
	return f, nil
}

// errCutOff is for a file that ends too early.
var errCutOff = errors.New("cut off")

func (s *Site) examine(file media.File, name string, st stamp, strip bool) (*facts, error) {
	o := media.Options{StripLocation: strip}
	// The parts of what is new will be sent. A file that has only another time
	// is most likely the same, and need not be hashed twice for that.
	if s.cfg.Store.S3 != nil && !s.cache.hadSize(name, st.size) {
		o.PartSize, o.PartsFrom = mediasync.DefaultPartSize, mediasync.DefaultMultipart
	}
	m, err := media.Examine(file, path.Base(name), o)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			return nil, s.readError(name, err)
		}
		if errors.Is(err, media.ErrChanged) {
			return nil, fmt.Errorf("%q cannot be used: %w", path.Base(name), err)
		}
		return nil, err
	}
	if m.CutOff != "" {
		return nil, fmt.Errorf("%q is %w: %s: export it again", path.Base(name), errCutOff, m.CutOff)
	}
	st.size = m.FileSize
	return &facts{
		stamp: st, sha256: m.SHA256, bytes: m.Size, ctype: m.Type, width: m.Width, height: m.Height,
		stripped: strip, edited: m.Edits != nil, animated: m.Animated, alpha: m.Alpha, duration: m.Duration,
		parts: (*mediasync.Parts)(m.Parts),
	}, nil
}

func (s *Site) readError(name string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return errors.New("\"" + path.Base(name) + "\" cannot be read: permission denied: make " + s.display(name) + " readable")
	}
	return errors.New("\"" + path.Base(name) + "\" cannot be read: " + reason(err))
}

// file describes an object's file to the store.
func (s *Site) file(o *object) mediasync.File {
	a := o.asset
	f := mediasync.File{
		Path: a.name, Key: o.key, Size: a.bytes, SHA256: a.sha256,
		ContentType: a.ctype, CacheControl: s.cacheControl(), Width: a.width, Height: a.height, Parts: a.parts, Facts: a.words(),
		Open: func() (io.ReadSeekCloser, error) { return s.openAsset(a) },
	}
	s.applyRules(&f)
	return f
}

// openAsset opens what is uploaded of a file.
func (s *Site) openAsset(a *asset) (io.ReadSeekCloser, error) {
	file, err := s.root.Read(a.name)
	if err != nil || !a.edited {
		return file, err
	}
	edits, err := strip.Clean(file, a.size, a.ctype)
	if err == nil && (edits == nil || edits.Size() != a.bytes) {
		err = mediasync.ErrChanged
	}
	if err != nil {
		_ = file.Close() // opened for reading
		return nil, err
	}
	return edited{edits.Reader(file), file}, nil
}

// edited is a file as it is uploaded, without its positions and serial numbers.
type edited struct {
	*io.SectionReader
	io.Closer
}

// stripsLocation reports whether positions and serial numbers stay at home.
func (s *Site) stripsLocation() bool { return s.cfg.StripLocation == nil || *s.cfg.StripLocation }

// cacheControl is what readers' browsers and CDNs are told. Bytes under a key
// with a hash never change; others may, and a day bounds how long the old
// picture is seen.
func (s *Site) cacheControl() string {
	if s3 := s.cfg.Store.S3; s3 != nil && s3.CacheControl != "" {
		return s3.CacheControl
	}
	return s.defaultCacheControl()
}

func (s *Site) defaultCacheControl() string {
	if s.keysHaveHash() {
		return "public, max-age=31536000, immutable"
	}
	return "public, max-age=86400"
}

// keysHaveHash reports whether other bytes get another key.
func (s *Site) keysHaveHash() bool { return strings.Contains(s.cfg.Key, "{hash") }

// key is the object key of a file that the post with this slug refers to.
func (s *Site) key(slug string, found content.Found, a *asset) string {
	if a.adoptedKey != "" {
		return a.adoptedKey
	}
	file := path.Base(found.Name)
	dir := s.contentDir(found.Name)
	slug = path.Join(s.keyPrefix(found.Name), slug)
	if found.Root != "" {
		dir = strings.Trim(strings.TrimPrefix(path.Dir(found.Name), path.Clean(found.Root)), "/")
		slug = dir
	}
	if c := s.cfg.Delivery.Cloudinary; c != nil && c.Product == "upload" {
		file, dir, slug = cloudinary.PublicID(file), cloudinary.PublicID(dir), cloudinary.PublicID(slug)
	}
	ext := path.Ext(file)
	return s.keyPattern.expand(func(token string) string {
		switch token {
		case "slug":
			return slug
		case "file":
			return file
		case "dir":
			return dir
		case "name":
			return strings.TrimSuffix(file, ext)
		case "ext":
			return ext
		default: // hash
			return a.sha256
		}
	})
}
