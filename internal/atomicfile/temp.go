package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mdmedia/mdmedia/internal/process"
)

const (
	tempMark  = ".tmp-"
	pidDigits = 8 // of the process that writes it, the last ones
	// Before them stand as many that tell the files of one process apart.
	tempDigits = 8 + pidDigits
	// A name on the usual file systems has at most 255 bytes. The temporary
	// name adds 22 to the target's, so a long one is cut.
	maxTempBase = 200
)

// IsTemp reports whether name (a base name or a path) is one that this package
// gives to its temporary files: ".index.html.tmp-0123abcd00001234". The last
// eight digits are the number of the process that writes it. A program that was
// killed can leave such a file behind; nothing uses it any more once that
// program is gone, so a later run may remove it, as [RemoveStale] does.
func IsTemp(name string) bool {
	name = filepath.Base(name)
	i := strings.LastIndex(name, tempMark)
	if i < 2 || name[0] != '.' {
		return false
	}
	digits := name[i+len(tempMark):]
	return len(digits) == tempDigits && strings.Trim(digits, "0123456789abcdef") == ""
}

// RemoveStale removes the temporary files of this package in the folder dir
// below root, whose writers are gone from this machine. What cannot be listed or
// removed stays: it harms nobody.
func RemoveStale(root *os.Root, dir string) {
	for _, name := range stale(root, dir) {
		_ = root.Remove(path.Join(dir, name))
	}
}

// Stale returns the temporary files beside name, a slash path, that were to
// become it and whose writers are gone from this machine.
func Stale(root *os.Root, name string) []string {
	dir := path.Dir(filepath.ToSlash(name))
	var found []string
	for _, n := range stale(root, dir) {
		if n = path.Join(dir, n); strings.HasPrefix(n, tempPrefix(name)) {
			found = append(found, n)
		}
	}
	return found
}

// stale returns the base names of the temporary files in dir whose writers are
// gone.
func stale(root *os.Root, dir string) []string {
	d, err := root.Open(dir)
	if err != nil {
		return nil
	}
	names, _ := d.Readdirnames(-1)
	_ = d.Close()
	return slices.DeleteFunc(names, func(name string) bool {
		digits := name[max(0, len(name)-pidDigits):]
		pid, err := strconv.ParseUint(digits, 16, 31)
		return err != nil || !IsTemp(name) || process.Exists(int(pid))
	})
}

// TempName returns a new name for a temporary file beside name, a slash path,
// that is to become it. It tells whose it is: see [RemoveStale].
func TempName(name string) string {
	return fmt.Sprintf("%s%08x%0*x", tempPrefix(name), rand.Uint32(), pidDigits, uint32(os.Getpid()))
}

// tempPrefix is what the temporary names of a target begin with.
func tempPrefix(name string) string {
	dir, base := path.Split(filepath.ToSlash(name))
	if len(base) > maxTempBase {
		base = base[:maxTempBase]
		for !utf8.ValidString(base) && len(base) > maxTempBase-utf8.UTFMax {
			base = base[:len(base)-1]
		}
	}
	return dir + "." + base + tempMark
}

// createTemp opens a new temporary file beside name, and makes name's folder
// when it is missing. The folder is tried last because it nearly always exists.
func createTemp(root *os.Root, name string, perm fs.FileMode) (*os.File, string, error) {
	madeDir := false
	for range 100 {
		temp := TempName(name)
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
