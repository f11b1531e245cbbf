// Command benchsync measures mdmedia sync beside s5cmd and rclone, all against
// the same S3 server on this machine, and writes the figures and a plot into
// docs/:
//
//	make bench-sync
//	make bench-sync BENCHFLAGS='-files 200 -large 30 -many 5000 -runs 3 -doc ""'
//	make bench-sync BENCHFLAGS='-only far -peers s5cmd'
//
// Whole processes are timed, as a person would see them. The programs take
// turns within each run, and the median counts. Each scenario begins in the
// same state for all of them: a bucket of its own for each, the same files.
package main
