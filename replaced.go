package mdmedia

import (
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// warnReplaced warns, where it is used, of each picture that takes the place of
// another one under the same URL. Readers and the CDN have copies of the old
// one (Cloudinary keeps them for up to 30 days), so that for them nothing
// changes. Under a key with a hash that cannot happen.
func (r *run) warnReplaced(lock *mediasync.Manifest) {
	if r.site.keysHaveHash() || r.site.ownBucket() || r.site.cfg.Delivery.Cloudinary == nil || lock.Len() == 0 {
		return
	}
	warned := map[*object]bool{}
	for _, p := range r.pages {
		for _, u := range p.uses {
			e, ok := lock.ByKey(u.object.key)
			if !ok || e.SHA256 == u.object.asset.sha256 || u.object.err != nil || warned[u.object] {
				continue
			}
			warned[u.object] = true
			r.ps.add(Problem{
				File: r.site.display(p.name), Line: int(u.line), Column: int(u.col), Severity: Warning,
				Message: r.site.display(u.object.asset.name) + " changed, but its URL does not, so that readers may see the old picture for up to 30 days: " +
					"give the file another name, or put {hash:8} into key in " + ConfigFile,
			})
		}
	}
}
