package mdmedia

import (
	"context"
	"crypto/sha256"
	"os"
	"sync"

	"github.com/mdmedia/mdmedia/internal/rootfs"
)

// hashWants makes a hash of what an article wants the bucket to hold.
func (p *article) hashWants() {
	var e encoder
	for _, u := range p.uses {
		a := u.object.asset
		for _, s := range [...]string{a.name, u.object.key, a.sha256, a.ctype, a.color, a.thumb} {
			e.str(s)
		}
	}
	p.wants = e.sum()
}

// lookAtBucket begins to look at a bucket that is a folder, beside whatever
// else the run does, and returns what can be seen of it. Nil: a bucket elsewhere
// is known from its record alone.
func (s *Site) lookAtBucket() func() string {
	if !s.folderBucket() {
		return nil
	}
	look := sync.OnceValue(func() string { return rootfs.Print(s.bucketDir()) })
	go look()
	return look
}

func (s *Site) folderBucket() bool { return s.opts.Store == nil && s.cfg.Store.S3 == nil }

// wanted stands for all that the run wants the bucket to hold, and for the record
// of what it holds. It is empty if that cannot be told: a post has a problem, or
// the store is a stranger's.
func (r *run) wanted(store string) string {
	if r.site.opts.Store != nil {
		return ""
	}
	var e encoder
	for _, s := range [...]string{r.site.cache.epoch, store} {
		e.str(s)
	}
	if !r.site.ownBucket() {
		lock, err := os.Stat(r.site.lockPath())
		if err != nil {
			return ""
		}
		e.stamp(stampOf(lock))
	}
	h := sha256.New()
	for _, p := range r.pages {
		if p.failed {
			return ""
		}
		h.Write([]byte(p.wants))
	}
	return string(h.Sum(e))
}

// with adds what is in the bucket, if that is a folder, to what is wanted: where
// both are as after a complete upload there is nothing to do, and nothing has
// to be compared file by file.
func (s *Site) with(wanted, bucket string) string {
	if wanted == "" || s.folderBucket() && bucket == "" {
		return ""
	}
	return wanted + bucket
}

// settled reports whether the last run left the bucket with all that this one
// wants.
func (r *run) settled(ctx context.Context) bool {
	store, err := r.site.newStore(ctx) // for its name
	if err != nil {
		return false
	}
	bucket := ""
	if r.bucketPrint != nil {
		bucket = r.bucketPrint()
	}
	n, ok := r.site.cache.settledAs(r.site.with(r.wanted(store.Name()), bucket))
	if ok {
		r.report.Unchanged = n
	}
	return ok
}

// settle remembers that the bucket holds what is wanted.
func (r *run) settle(wanted string) {
	bucket := ""
	if r.site.folderBucket() {
		bucket = rootfs.Print(r.site.bucketDir())
	}
	r.site.cache.settle(r.site.with(wanted, bucket), len(r.files))
}
