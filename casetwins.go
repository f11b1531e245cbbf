package mdmedia

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Names that differ only in case are two files on a server and one on most
// disks of macOS and Windows. Where that happens it is an error, elsewhere a
// warning: the next copy of the folder may lose one.

// caseTwins returns the pairs among names that differ only in case, each with
// the one that stays first. names are sorted, and has reports whether one is
// among them.
func caseTwins(names []string, has func(string) bool) (pairs [][2]string) {
	folded := map[string]string{}
	for _, name := range names {
		low := strings.ToLower(name)
		if low == name {
			continue // found by the other one
		}
		other, ok := folded[low]
		switch {
		case ok:
		case has(low):
			other = low
		default:
			folded[low] = name
			continue
		}
		pairs = append(pairs, [2]string{other, name})
	}
	return pairs
}

// foldsCase reports whether the disk that holds a folder takes names that
// differ only in case for the same.
func foldsCase(dir string) bool {
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		other := strings.Map(swapCase, filepath.Base(dir))
		if err == nil && other != filepath.Base(dir) {
			twin, err := os.Stat(filepath.Join(filepath.Dir(dir), other))
			return err == nil && os.SameFile(info, twin)
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

func swapCase(r rune) rune {
	if unicode.IsUpper(r) {
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}

// onlyCase is the end of what is said of a pair.
const onlyCase = ", but for upper and lower case, which most disks of macOS and Windows do not tell apart: "

// checkKeyCase looks for different files under such keys.
func (r *run) checkKeyCase() {
	as := r.assets
	var keys []string
	for key := range as.objects {
		if strings.ToLower(key) != key {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	pairs := caseTwins(keys, func(key string) bool { return as.objects[key] != nil })
	folds := len(pairs) > 0 && r.site.folderBucket() && foldsCase(r.site.bucketDir())
	for _, p := range pairs {
		a, b := as.owner(p[0]), as.owner(p[1])
		if a.err != nil || b.err != nil || a.asset.sha256 == b.asset.sha256 {
			continue
		}
		if folds {
			b.err = errors.New("the different files " + r.site.display(a.asset.name) + " and " + r.site.display(b.asset.name) +
				" would both be " + a.key + " on this disk, which does not tell upper and lower case apart: rename one")
			continue
		}
		r.ps.add(Problem{File: r.site.display(b.asset.name), Severity: Warning, Message: "has the same key as " +
			r.site.display(a.asset.name) + onlyCase + "rename one"})
	}
}

// checkPageCase looks for results at such paths. pages has them by path.
func (r *run) checkPageCase(pages map[string]*article) {
	var outs []string
	for out := range pages {
		if strings.ToLower(out) != out {
			outs = append(outs, out)
		}
	}
	slices.Sort(outs)
	pairs := caseTwins(outs, func(out string) bool { return pages[out] != nil })
	folds := len(pairs) > 0 && foldsCase(r.site.outDir)
	for _, pair := range pairs {
		a, b := pages[pair[0]], pages[pair[1]]
		sev := Warning
		if folds {
			sev, b.failed = Error, true
		}
		r.ps.add(Problem{File: r.site.display(b.name), Severity: sev, Message: "would be written to " + r.site.displayOut(b.out) + " like " +
			r.site.display(a.name) + onlyCase + "give it another slug"})
	}
}
