package sync

import "time"

// SetPatience changes how long a silent server is waited for: before and after
// it has answered for the first time.
func SetPatience(s *S3, first, later time.Duration) {
	s.patience.first, s.patience.later = first, later
}

// SetPause changes how long to wait between attempts.
func SetPause(s *S3, d time.Duration) { s.pause = d }

// SendChecksum makes s send and ask for checksums, as it does with Amazon.
func SendChecksum(s *S3) { s.checksum = true }

// FolderFail is the message of a failure.
func FolderFail(f *Folder, op, key string, err error) error { return f.fail(op, key, err) }
