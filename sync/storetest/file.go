package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/mdmedia/mdmedia/sync"
)

// File returns a local file with these bytes. Its path is "local/" and the
// key.
func File(key, body string) sync.File {
	sum := sha256.Sum256([]byte(body))
	return sync.File{
		Path: "local/" + key, Key: key, Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:]),
		ContentType: "image/png", CacheControl: "public, max-age=60",
		Open: func() (io.ReadSeekCloser, error) { return reader{bytes.NewReader([]byte(body))}, nil },
	}
}

// A reader reads from memory.
type reader struct{ *bytes.Reader }

func (reader) Close() error { return nil }
