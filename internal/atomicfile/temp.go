package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

const (
	tempMark   = ".tmp-"
	tempDigits = 8
	// A name on the usual file systems has at most 255 bytes. The temporary
	// name adds 14 to the target's, so a long one is cut.
	maxTempBase = 200
)

// IsTemp reports whether name (a base name or a path) is one that this package
// gives to its temporary files: ".index.html.tmp-0123abcd". A program that was
// killed can leave such a file behind; nothing uses it any more once that
// program is gone, so a later run may remove it.
func IsTemp(name string) bool {
	name = filepath.Base(name)
	i := len(name) - tempDigits - len(tempMark)
	if i < 2 || name[0] != '.' || name[i:i+len(tempMark)] != tempMark {
		return false
	}
	return strings.Trim(name[i+len(tempMark):], "0123456789abcdef") == ""
}

// tempName returns a new temporary name beside the target name.
func tempName(name string) string {
	dir, base := path.Split(filepath.ToSlash(name))
	if len(base) > maxTempBase {
		base = base[:maxTempBase]
		for !utf8.ValidString(base) && len(base) > maxTempBase-utf8.UTFMax {
			base = base[:len(base)-1]
		}
	}
	return fmt.Sprintf("%s.%s%s%0*x", dir, base, tempMark, tempDigits, rand.Uint32())
}

// createTemp opens a new temporary file beside name, and makes name's folder
// when it is missing. The folder is tried last because it nearly always exists.
func createTemp(root *os.Root, name string, perm fs.FileMode) (*os.File, string, error) {
	madeDir := false
	for range 100 {
		temp := tempName(name)
		f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		switch {
		case err == nil:
			return f, temp, nil
		case errors.Is(err, fs.ErrExist):
			continue
		case errors.Is(err, fs.ErrNotExist) && !madeDir:
			if err := root.MkdirAll(path.Dir(filepath.ToSlash(name)), 0o755); err != nil {
				return nil, "", err
			}
			madeDir = true
		default:
			return nil, "", err
		}
	}
	return nil, "", fmt.Errorf("no free temporary name: remove old files named .*%s*", tempMark)
}
