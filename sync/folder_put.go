package sync

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/mdmedia/mdmedia/internal/process"
	"github.com/mdmedia/mdmedia/internal/rootfs"
)

const (
	tempPrefix = ".mdmedia-"
	tempSuffix = ".part"
	// staleTemp is when a file that nobody has written to is taken for what a
	// killed process left behind.
	staleTemp = 10 * time.Minute
	// maxDirs bounds the folders that are kept open.
	maxDirs = 64
)

// Put copies the file in one pass into a temporary file beside its target,
// hashes it on the way, and then renames it. Files are not flushed to the disk
// one by one: after a loss of power a build starts anew anyway.
func (f *Folder) Put(ctx context.Context, file File, c Condition) (Object, error) {
	if err := file.check(); err != nil {
		return Object{}, err
	}
	if err := f.check(ctx, file.Key); err != nil {
		return Object{}, err
	}
	obj, err := f.put(ctx, &file, c)
	if errors.Is(err, errFolderGone) { // someone removed it behind the open handles
		f.forget()
		obj, err = f.put(ctx, &file, c)
	}
	return obj, err
}

var errFolderGone = errors.New("the folder was removed")

func (f *Folder) put(ctx context.Context, file *File, c Condition) (Object, error) {
	folder, base := path.Split(file.Key)
	dir, err := f.enter(path.Clean(folder))
	if err != nil {
		return Object{}, f.fail("put", file.Key, err)
	}
	defer dir.users.Add(-1)

	temp := f.temp + strconv.FormatUint(f.temps.Add(1), 36) + tempSuffix
	w, err := dir.Create(temp)
	if errors.Is(err, fs.ErrNotExist) {
		return Object{}, errFolderGone
	}
	if err != nil {
		return Object{}, f.fail("put", file.Key, err)
	}
	err = f.fill(ctx, w, file)
	var info fs.FileInfo
	if err == nil {
		info, err = w.Stat()
	}
	if cerr := w.Close(); err == nil && cerr != nil {
		err = f.fail("put", file.Key, cerr)
	}
	if err == nil {
		err = f.fail("put", file.Key, f.publish(dir, temp, base, c))
	}
	if err != nil {
		_ = dir.Remove(temp) // the error that matters is err
		return Object{}, err
	}
	return object(file.Key, info.Size(), info.ModTime()), nil
}

// fill copies the file's bytes to w and checks them.
func (f *Folder) fill(ctx context.Context, w *rootfs.NewFile, file *File) error {
	r, err := file.Open()
	if err != nil {
		return &fileError{file.Path, err}
	}
	defer r.Close()
	b := f.buffers.get()
	defer f.buffers.put(b)
	n, err := b.copy(ctx, w, r)
	var written *writeError
	switch {
	case errors.As(err, &written):
		return f.fail("put", file.Key, err)
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return &fileError{file.Path, err}
	case n != file.Size || b.hex() != file.SHA256:
		return &fileError{file.Path, ErrChanged}
	}
	return nil
}

// publish gives the temporary file its name if the condition holds.
func (f *Folder) publish(dir *openDir, temp, base string, c Condition) error {
	switch c {
	case Any:
		return dir.Rename(temp, dir.Dir, base)
	case IfAbsent:
		err := dir.RenameNew(temp, base)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, fs.ErrExist):
			return ErrCondition
		}
		// A poor file system: the check and the rename are two steps.
	}
	f.matching.Lock()
	defer f.matching.Unlock()
	size, modified, err := dir.Stat(base)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if absent := err != nil; absent != (c == IfAbsent) || !absent && Condition(object("", size, modified).ETag) != c {
		return ErrCondition
	}
	return dir.Rename(temp, dir.Dir, base)
}

// An openDir is a folder of the store that is kept open.
type openDir struct {
	*rootfs.Dir
	users atomic.Int32 // how many Puts are at work in it
	once  sync.Once    // opens it
	err   error        // nil, or why it could not be opened
}

// enter returns the folder of some keys, made if need be and kept open, since
// keys come sorted and a path that is resolved from the root costs a system
// call for each of its names. The caller takes itself off its users.
func (f *Folder) enter(name string) (*openDir, error) {
	f.mu.Lock()
	dir := f.dirs[name]
	if dir == nil {
		f.evict()
		dir = &openDir{}
		f.dirs[name] = dir
	}
	dir.users.Add(1)
	f.mu.Unlock()
	// Without the lock: other folders are made at the same time.
	if dir.once.Do(func() { dir.Dir, dir.err = f.ensure(name) }); dir.err != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.dirs[name] == dir { // the next one tries again
			delete(f.dirs, name)
		}
		return nil, dir.err
	}
	return dir, nil
}

// ensure opens a folder of the store, or makes it.
func (f *Folder) ensure(name string) (*rootfs.Dir, error) {
	root, base, err := f.openBase()
	if err != nil {
		return nil, err
	}
	dir, err := rootfs.OpenDir(root, base, name)
	switch {
	case err == nil:
		removeStale(dir)
	case errors.Is(err, fs.ErrNotExist):
		if err = rootfs.MakeDir(root, base, name); err == nil {
			dir, err = rootfs.OpenDir(root, base, name)
		}
	}
	if err != nil {
		if info, lerr := root.Stat(name); lerr == nil && !info.IsDir() {
			err = syscall.ENOTDIR // OpenRoot's own error for it has no type
		}
	}
	return dir, err
}

// openBase returns the root of the store, made if need be, in both its forms.
func (f *Folder) openBase() (*os.Root, *rootfs.Dir, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	root, err := f.openLocked(true)
	if err == nil && f.base == nil {
		f.base, err = rootfs.OpenDir(root, nil, ".")
	}
	return root, f.base, err
}

// evict closes the folders that nobody is in when there are too many. The
// caller holds the lock.
func (f *Folder) evict() {
	if len(f.dirs) < maxDirs {
		return
	}
	for name, dir := range f.dirs {
		if dir.users.Load() == 0 { // only enter adds to it, and holds the lock
			dir.Close()
			delete(f.dirs, name)
		}
	}
}

// forget drops the handles of folders that may be gone. Those in use are
// closed when they are collected.
func (f *Folder) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.root, f.base = nil, nil
	clear(f.dirs)
}

// removeStale deletes what killed processes left in a folder.
func removeStale(dir *rootfs.Dir) {
	for _, name := range dir.Names() {
		if !isTemp(name) {
			continue
		}
		_, modified, err := dir.Stat(name)
		if err == nil && (time.Since(modified) > staleTemp || !writerLives(name)) {
			_ = dir.Remove(name) // another process may be quicker
		}
	}
}

// writerLives reports whether the process that a temporary file is named after
// is there. On a folder that several machines share the answer may be wrong:
// the writer then finds its file gone, and says so.
func writerLives(name string) bool {
	pid, _, _ := strings.Cut(strings.TrimPrefix(name, tempPrefix), "-")
	n, err := strconv.Atoi(pid)
	return err != nil || process.Exists(n)
}

func isTemp(base string) bool {
	return strings.HasPrefix(base, tempPrefix) && strings.HasSuffix(base, tempSuffix)
}
