package mdmedia

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// LockFile is the name of the record, beside the configuration, of what the
// bucket holds. It is meant to be committed.
//
// A configuration of another name than [ConfigFile], such as staging.yaml, has
// the same one as long as it names the same bucket. For another bucket it has
// its own, mdmedia.staging.lock.
const LockFile = "mdmedia.lock"

// ownLockFile is the lock file of a configuration that cannot use LockFile.
func ownLockFile(config string) string {
	name := strings.TrimSuffix(filepath.Base(config), filepath.Ext(config))
	return "mdmedia." + strings.TrimPrefix(name, "mdmedia.") + ".lock"
}

// isLockFile reports whether a file's name is that of a lock file, of whichever
// configuration.
func isLockFile(name string) bool {
	return name == LockFile || strings.HasPrefix(name, "mdmedia.") && strings.HasSuffix(name, ".lock")
}

// findLock returns the name of the lock file, which stays the same while the
// site is open.
func (s *Site) findLock() string {
	config := s.opts.ConfigFile
	if config == "" || filepath.Base(config) == ConfigFile {
		return LockFile
	}
	own := ownLockFile(config)
	if _, err := os.Lstat(filepath.Join(s.dir, own)); err == nil {
		return own
	}
	store, err := s.newStore(context.Background()) // for its name only: nothing is asked
	if err != nil {
		return LockFile // it is not used then
	}
	if data, err := os.ReadFile(filepath.Join(s.dir, LockFile)); err == nil && mediasync.ManifestStore(data) == store.Name() {
		return LockFile
	}
	return own
}

func (s *Site) displayLock() string { return s.display(s.lock) }

// lockPath is where the record of the bucket is kept. That of a bucket in the
// output folder is only a cache.
func (s *Site) lockPath() string {
	if !s.ownBucket() {
		return filepath.Join(s.dir, s.lock)
	}
	if s.cache.path == "" {
		return ""
	}
	return s.cache.path + ".lock"
}

// bucket returns the store and the record of what it holds. It asks nothing. A
// record that is damaged or about another store is as good as none, which a
// note says: the bucket is asked instead.
func (r *run) bucket(ctx context.Context) (mediasync.Store, *mediasync.Manifest, error) {
	store, err := r.site.newStore(ctx)
	if err != nil {
		return nil, nil, problem("", oneLine(err))
	}
	lock, err := r.site.parseLock()
	replaced := ""
	switch {
	case err != nil && strings.Contains(err.Error(), "conflict") && !r.site.ownBucket():
		return nil, nil, problem("", oneLine(err)) // half of it is right: the person decides
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		replaced = "was damaged and is made again from the bucket: what it said of files that no post uses is lost"
	case lock.Store() != store.Name():
		replaced = "was about " + lock.Store() + " and is now about " + store.Name()
	default:
		return store, lock, nil
	}
	note := r.site.displayLock() + " " + replaced
	if replaced != "" && !r.site.ownBucket() && !slices.Contains(r.report.Notes, note) {
		r.report.Notes = append(r.report.Notes, note)
	}
	return store, mediasync.NewManifest(store.Name()), nil
}

func (s *Site) parseLock() (*mediasync.Manifest, error) {
	data, err := os.ReadFile(s.lockPath())
	if err != nil {
		return nil, err
	}
	return mediasync.ParseManifest(s.displayLock(), data)
}

// knownLock is the record that a run without network relies on.
func (s *Site) knownLock(ctx context.Context) (*mediasync.Manifest, error) {
	store, err := s.newStore(ctx) // for its name only: nothing is asked
	if err != nil {
		return nil, problem("", oneLine(err))
	}
	lock, err := s.parseLock()
	if errors.Is(err, fs.ErrNotExist) {
		return mediasync.NewManifest(""), nil // the uses say what is missing
	}
	if err != nil {
		return nil, problemEach(err)
	}
	if lock.Store() != store.Name() {
		return nil, problem(s.displayLock(), "is about "+lock.Store()+" and not about "+store.Name()+": run mdmedia sync")
	}
	return lock, nil
}

func (s *Site) writeLock(lock *mediasync.Manifest) error {
	name := s.lockPath()
	if name == "" {
		return nil
	}
	if _, err := os.Lstat(name); lock.Len() == 0 && err != nil {
		return nil // nothing to record
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil && s.ownBucket() {
		return nil
	}
	if _, err := lock.WriteFile(name); err != nil && !s.ownBucket() {
		why := cmp.Or(errors.Unwrap(err), err).Error() // without the file's path on this machine
		if errors.Is(err, syscall.ENOSPC) {
			why += ": make room and run again"
		}
		return problem(s.displayLock(), "cannot be written: "+why)
	}
	return nil
}
