package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/mdmedia/mdmedia/internal/rootfs"
)

// A Folder is a store on disk: each object is a file at its key below a
// folder. It keeps neither content types nor hashes, and does not read files
// to find them: whoever serves the folder takes the type from the name.
//
// Keys that a file system cannot hold faithfully are refused: with empty
// segments, with a trailing slash, or reserved on this system. Nothing outside
// the folder is reached, whatever symbolic links say.
type Folder struct {
	dir  string
	name string

	mu   sync.Mutex
	root *os.Root            // nil until the folder exists and was used
	base *rootfs.Dir         // root for writing, nil until then
	dirs map[string]*openDir // open folders below root

	matching sync.Mutex // serializes check and rename of a conditional overwrite
	temp     string     // how this process's temporary files begin
	temps    atomic.Uint64
	buffers  buffers
}

// NewFolder returns the store in the folder dir, which the first Put makes if
// need be.
func NewFolder(dir string) (*Folder, error) {
	return NewNamedFolder(filepath.ToSlash(filepath.Clean(dir)), dir)
}

// NewNamedFolder is NewFolder for a dir that differs from machine to machine,
// such as an absolute path. The store's Name is "dir:" and name.
func NewNamedFolder(name, dir string) (*Folder, error) {
	if dir == "" {
		return nil, errors.New("dir: the folder of the store has no name: give it one")
	}
	temp := tempPrefix + strconv.Itoa(os.Getpid()) + "-"
	return &Folder{dir: dir, name: "dir:" + name, dirs: map[string]*openDir{}, temp: temp}, nil
}

// Name returns "dir:" and the folder's name.
func (f *Folder) Name() string { return f.name }

// Pace allows a fixed number of calls: twice as many as there are processors,
// so that some can wait for the disk, and at least 4.
func (f *Folder) Pace() Pace {
	n := max(2*runtime.GOMAXPROCS(0), 4)
	return Pace{Least: n, Most: n}
}

// Head returns size, time and ETag of the file. The hash is unknown.
func (f *Folder) Head(ctx context.Context, key string) (Object, error) {
	if err := f.check(ctx, key); err != nil {
		return Object{}, err
	}
	root, err := f.open()
	if err != nil {
		return Object{}, f.fail("head", key, err)
	}
	info, err := root.Lstat(key)
	if err != nil {
		return Object{}, f.fail("head", key, err)
	}
	if !info.Mode().IsRegular() {
		return Object{}, f.fail("head", key, fs.ErrNotExist)
	}
	return object(key, info.Size(), info.ModTime()), nil
}

// Get opens the file.
func (f *Folder) Get(ctx context.Context, key string) (io.ReadCloser, Object, error) {
	obj, err := f.Head(ctx, key) // a folder or a device must not be opened
	if err != nil {
		return nil, Object{}, err
	}
	root, err := f.open()
	if err != nil {
		return nil, Object{}, f.fail("get", key, err)
	}
	r, err := root.Open(key)
	if err != nil {
		return nil, Object{}, f.fail("get", key, err)
	}
	return r, obj, nil
}

// GetFrom opens the file at an offset.
func (f *Folder) GetFrom(ctx context.Context, key string, offset int64) (io.ReadCloser, Object, error) {
	r, obj, err := f.Get(ctx, key)
	if err != nil {
		return nil, Object{}, err
	}
	if _, err := r.(io.Seeker).Seek(offset, io.SeekStart); err != nil {
		_ = r.Close() // opened for reading
		return nil, Object{}, f.fail("get", key, err)
	}
	return r, obj, nil
}

// Delete removes the files. Folders that become empty stay.
func (f *Folder) Delete(ctx context.Context, keys ...string) error {
	var errs []error
	for _, key := range keys {
		if err := f.check(ctx, key); err != nil {
			errs = append(errs, err)
			continue
		}
		root, err := f.open()
		if err == nil {
			var info fs.FileInfo
			if info, err = root.Lstat(key); err == nil && info.Mode().IsRegular() {
				err = root.Remove(key)
			}
		}
		if err = f.fail("delete", key, err); err != nil && !errors.Is(err, ErrNotFound) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// object describes a file. The ETag is made of what changes with the bytes
// when every write is a new file.
func object(key string, size int64, modified time.Time) Object {
	etag := strconv.FormatInt(modified.UnixNano(), 36) + "-" + strconv.FormatInt(size, 36)
	return Object{Key: key, Size: size, ETag: etag, Modified: modified}
}

// open returns the root of the store for reading.
func (f *Folder) open() (*os.Root, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.openLocked(false)
}

// openLocked returns the root of the store, which it makes only to write.
func (f *Folder) openLocked(write bool) (*os.Root, error) {
	if f.root != nil {
		return f.root, nil
	}
	root, err := os.OpenRoot(f.dir)
	if write && errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(f.dir, 0o755); err == nil {
			root, err = os.OpenRoot(f.dir)
		}
	}
	f.root = root
	return root, err
}

// check reports why key cannot be used here, or that ctx has ended.
func (f *Folder) check(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := CheckKey(key); err != nil {
		return err
	}
	if path.Clean(key) != key || !filepath.IsLocal(filepath.FromSlash(key)) || strings.Contains(key, `\`) && filepath.Separator == '\\' {
		return fmt.Errorf("%s: a folder cannot hold this key: it has an empty segment or a reserved name", shorten(key))
	}
	if isTemp(path.Base(key)) {
		return fmt.Errorf("%s: the name is reserved for files that are being written", key)
	}
	for segment := range strings.SplitSeq(key, "/") {
		if len(segment) > math.MaxUint8 {
			return fmt.Errorf("%s: a folder cannot hold a name of %d bytes, at most 255: shorten it", shorten(key), len(segment))
		}
	}
	return nil
}

// fail turns an error of the file system into one of the store. The path that
// the system names is a repetition of the key.
func (f *Folder) fail(op, key string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrCondition), errors.Is(err, ErrChanged), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	e := &StoreError{Store: f.name, Op: op, Key: key, Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist), op != "put" && errors.Is(err, syscall.ENOTDIR):
		e.Err = ErrNotFound
		e.Msg = "there is no such object"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		e.Code, e.Fatal = codeNoSpace, true
		e.Msg = "no space is left on the disk: make room and run again"
	case errors.Is(err, syscall.EROFS):
		e.Code, e.Fatal = codeAccessDenied, true
		e.Msg = "the file system is read-only: choose another folder"
	case errors.Is(err, fs.ErrPermission):
		e.Code = codeAccessDenied
		e.Msg = "no permission: allow this user to read and write the folder"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR), errors.Is(err, fs.ErrExist):
		e.Msg = "a file and a folder would have the same name: change one of the keys"
	default:
		e.Msg = cause(err) + ": look at the folder"
	}
	return e
}

// cause is the innermost message, without the operation and the path that
// [fs.PathError] adds.
func cause(err error) string { return innermost(err).Error() }

// innermost is the error that the others are about.
func innermost(err error) error {
	for next := err; next != nil; next = errors.Unwrap(next) {
		err = next
	}
	return err
}
