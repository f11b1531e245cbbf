// Package mdmedia publishes Markdown posts together with their media. It
// composes the packages content (posts and files), renderer (HTML and
// Markdown) and sync (the bucket) into whole runs:
//
//	cfg, err := mdmedia.LoadConfig("mdmedia.yaml")
//	site, err := mdmedia.Open(cfg, mdmedia.Options{})
//	report, err := site.Build(ctx, mdmedia.BuildOptions{})
//
// A run reads each post once. Its references are resolved to local files,
// those to object keys, and those to delivery URLs, so that the result is
// complete before anything is sent; it is staged in the output folder. Then
// the bucket is made to hold the files, and only then do the staged results
// move into their places. So a page never names an object that is not there,
// and a run that is killed leaves the old pages as they were.
//
// The author's files are never changed. Outside the output folder a run
// writes the lock file (mdmedia.lock, where the bucket is not part of the
// output) and a cache in the user's cache folder.
package mdmedia
