package sync

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/mdmedia/mdmedia/internal/rootfs"
)

// List walks the folder. Files that are being written, symbolic links and
// devices are no objects.
func (f *Folder) List(ctx context.Context, prefix string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		root, err := rootfs.Open(f.dir)
		if err == nil {
			defer root.Close()
			// No key outside the prefix's folder can begin with it.
			dir := strings.TrimSuffix(prefix[:strings.LastIndexByte(prefix, '/')+1], "/")
			if dir == "" || fs.ValidPath(dir) {
				_, err = walk(ctx, root.Snapshot(), dir, prefix, yield)
			}
		}
		if err = f.fail("list", "", err); err != nil && !errors.Is(err, ErrNotFound) {
			yield(Object{}, err)
		}
	}
}

// walk yields the objects below dir in the byte order of their keys. It
// reports whether to go on.
func walk(ctx context.Context, root fs.ReadDirFS, dir, prefix string, yield func(Object, error) bool) (bool, error) {
	entries, err := readDir(root, dir)
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		key := path.Join(dir, e.Name())
		switch {
		case e.IsDir():
			if inside := key + "/"; !strings.HasPrefix(inside, prefix) && !strings.HasPrefix(prefix, inside) {
				continue
			}
			if more, err := walk(ctx, root, key, prefix, yield); err != nil || !more {
				return more, err
			}
		case e.Type().IsRegular() && strings.HasPrefix(key, prefix) && !isTemp(e.Name()):
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // deleted since the folder was read
			}
			if err != nil {
				return false, err
			}
			if !yield(object(key, info.Size(), info.ModTime()), nil) {
				return false, nil
			}
		}
	}
	return true, nil
}

// readDir reads a folder in the order in which its entries' keys sort: a
// folder's name counts with the slash that follows it, so that "a-b" comes
// before "a/b".
func readDir(root fs.ReadDirFS, dir string) ([]fs.DirEntry, error) {
	if dir == "" {
		dir = "."
	}
	entries, err := root.ReadDir(dir)
	if slices.ContainsFunc(entries, fs.DirEntry.IsDir) { // by name otherwise, as they come
		entries = slices.Clone(entries)
		slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortName(a), sortName(b)) })
	}
	return entries, err
}

func sortName(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}
