package sync

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"
	"time"
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
	defer f.leave(dir)

	temp := tempPrefix + strconv.Itoa(os.Getpid()) + "-" + strconv.FormatUint(f.temps.Add(1), 36) + tempSuffix
	w, err := dir.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
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
	return object(file.Key, info), nil
}

// fill copies the file's bytes to w and checks them.
func (f *Folder) fill(ctx context.Context, w *os.File, file *File) error {
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
func (f *Folder) publish(dir *os.Root, temp, base string, c Condition) error {
	switch c {
	case Any:
		return dir.Rename(temp, base)
	case IfAbsent:
		// Of several links to one name one succeeds, in other processes too.
		err := dir.Link(temp, base)
		switch {
		case err == nil:
			return dir.Remove(temp)
		case errors.Is(err, fs.ErrExist):
			return ErrCondition
		}
		// A file system without links: the check and the rename are two steps.
	}
	f.matching.Lock()
	defer f.matching.Unlock()
	info, err := dir.Lstat(base)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if absent := err != nil; absent != (c == IfAbsent) || !absent && Condition(object("", info).ETag) != c {
		return ErrCondition
	}
	return dir.Rename(temp, base)
}

// enter returns the folder of some keys, made if need be and kept open, since
// keys come sorted and a path that is resolved from the root costs a system
// call for each of its names. The caller leaves it.
func (f *Folder) enter(name string) (*os.Root, error) {
	root, err := f.open(true)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if dir, ok := f.dirs[name]; ok {
		f.users[dir]++
		return dir, nil
	}
	dir, err := root.OpenRoot(name)
	switch {
	case err == nil:
		removeStale(dir)
	case errors.Is(err, fs.ErrNotExist):
		if err = root.MkdirAll(name, 0o755); err == nil {
			dir, err = root.OpenRoot(name)
		}
	}
	if err != nil {
		if info, lerr := root.Stat(name); lerr == nil && !info.IsDir() {
			err = syscall.ENOTDIR // OpenRoot's own error for it has no type
		}
		return nil, err
	}
	f.evict()
	f.dirs[name], f.users[dir] = dir, 1
	return dir, nil
}

func (f *Folder) leave(dir *os.Root) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.users[dir]--
}

// evict closes the folders that nobody is in when there are too many.
func (f *Folder) evict() {
	if len(f.dirs) < maxDirs {
		return
	}
	for name, dir := range f.dirs {
		if f.users[dir] == 0 {
			_ = dir.Close() // opened for reading only
			delete(f.dirs, name)
			delete(f.users, dir)
		}
	}
}

// forget drops the handles of folders that may be gone. Those in use are
// closed when they are collected.
func (f *Folder) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.root = nil
	clear(f.dirs)
	clear(f.users)
}

// removeStale deletes what killed processes left in a folder.
func removeStale(dir *os.Root) {
	d, err := dir.Open(".")
	if err != nil {
		return // a folder that can be written but not read
	}
	defer d.Close()
	entries, _ := d.ReadDir(-1) // whatever could be read
	for _, e := range entries {
		if !isTemp(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > staleTemp {
			_ = dir.Remove(e.Name()) // another process may be quicker
		}
	}
}

func isTemp(base string) bool {
	return strings.HasPrefix(base, tempPrefix) && strings.HasSuffix(base, tempSuffix)
}
