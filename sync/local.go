package sync

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

// LocalFile describes the file at name, a path of the operating system, as the
// object at key. It reads the file once, for its size and hash; the content
// type is told from its first bytes by the rules of the MIME Sniffing
// Standard. The error names the file.
func LocalFile(name, key string) (File, error) {
	f, err := os.Open(name)
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	head := make([]byte, 512) // as much as http.DetectContentType looks at
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 && !errors.Is(err, io.EOF) {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	h := sha256.New()
	h.Write(head[:n])
	rest, err := io.Copy(h, f)
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	return File{
		Path: filepath.ToSlash(name), Key: key, Size: int64(n) + rest, SHA256: hex.EncodeToString(h.Sum(nil)),
		ContentType: http.DetectContentType(head[:n]),
		Open:        func() (io.ReadSeekCloser, error) { return os.Open(name) },
	}, nil
}
