package mdmedia

import (
	"context"
	"path/filepath"

	mediasync "github.com/mdmedia/mdmedia/sync"
)

// newStore opens the configured store. It does not use the network.
func (s *Site) newStore(ctx context.Context) (mediasync.Store, error) {
	switch st := s.cfg.Store; {
	case s.opts.Store != nil:
		return s.opts.Store, nil
	case st.S3 != nil:
		return mediasync.NewS3(ctx, mediasync.S3Config{
			Bucket: st.S3.Bucket, Region: st.S3.Region, Endpoint: st.S3.Endpoint, PathStyle: st.S3.PathStyle,
			Journal: s.journalDir(),
		})
	default:
		return s.newFolder()
	}
}

// journalDir is where large uploads note how far they are; "" without a cache.
func (s *Site) journalDir() string {
	if s.cache.path == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(s.cache.path), "uploads")
}

// newFolder is the folder store, under the name that the configuration gives
// it, so that the lock file has no path of this machine.
func (s *Site) newFolder() (*mediasync.Folder, error) {
	return mediasync.NewNamedFolder(s.cfg.Store.Dir, s.bucketDir())
}

// bucketDir is the folder store's folder.
func (s *Site) bucketDir() string {
	switch d := filepath.FromSlash(s.cfg.Store.Dir); {
	case d == "":
		return filepath.Join(s.outDir, "media")
	case filepath.IsAbs(d):
		return d
	default:
		return filepath.Join(s.dir, d)
	}
}

// ownBucket reports whether the bucket lies in the output folder: then it is
// its own record and no lock file is needed.
func (s *Site) ownBucket() bool {
	return s.opts.Store == nil && s.cfg.Store.S3 == nil && s.cfg.Store.Dir == ""
}
