package mdmedia

import (
	"bytes"
	"os"
	"strings"

	"github.com/mdmedia/mdmedia/content"
	mediasync "github.com/mdmedia/mdmedia/sync"
)

// adoptedMark stands before the key in a line of the lock file which says that
// the file with this path came out of the bucket by Adopt. The line is beside
// the one that says what the bucket holds, which other runs write anew.
//
// A file keeps an adopted key for as long as it has the object's bytes: with
// other bytes it is another picture, gets a key by the pattern, and the object,
// which may be used elsewhere, stays as it is. So neither another pattern nor
// another slug changes the URL of what was adopted, and both do change the
// others.
const adoptedMark = "adopted:"

func isAdoptedMark(key string) bool { return strings.HasPrefix(key, adoptedMark) }

// markAdopted returns the line that keeps the key.
func markAdopted(e mediasync.Entry) mediasync.Entry {
	e.Key = adoptedMark + e.Key
	return e
}

// adoptions are the adopted keys by the files' paths, without the mark.
type adoptions map[string][]mediasync.Entry

// adoptions reads them from the lock file: nearly always there are none, and
// then it is not taken apart.
func (s *Site) adoptions() adoptions {
	if s.adopted != nil {
		return *s.adopted
	}
	fi, err := os.Stat(s.lockPath())
	if err != nil || s.cache.isPlain(stampOf(fi)) {
		return nil
	}
	readAt := s.opts.Now()
	data, err := os.ReadFile(s.lockPath())
	if err != nil {
		return nil
	}
	if !bytes.Contains(data, []byte("\t"+adoptedMark)) {
		s.cache.setPlain(stampOf(fi), readAt)
		return nil
	}
	lock, err := s.parseLock()
	if err != nil {
		return nil // whoever needs the lock says what is wrong with it
	}
	return adoptionsIn(lock)
}

func adoptionsIn(lock *mediasync.Manifest) adoptions {
	as := adoptions{}
	for e := range lock.All() {
		if key, ok := strings.CutPrefix(e.Key, adoptedMark); ok {
			e.Key = key
			as[e.Path] = append(as[e.Path], e)
		}
	}
	return as
}

// inspect is Site.inspect for a file that may be adopted: that one is compared
// and used as it is, as its object is, and key is its object's. Otherwise key
// is "".
func (as adoptions) inspect(s *Site, found content.Found, known knownFacts) (f *facts, key string, err error) {
	for _, e := range as[found.Name] {
		if found.Size != e.Size {
			continue // not even read
		}
		asIs, no := *s, false
		asIs.cfg.StripLocation = &no
		if f, err := asIs.inspect(found, known); err == nil && f.sha256 == e.SHA256 {
			return f, e.Key, nil
		}
	}
	f, err = s.inspect(found, known)
	return f, "", err
}
