package localcloud

import (
	"bytes"
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A derived asset is what an original was made into.
type derived struct {
	ctype string
	data  []byte
}

// A store keeps derived assets, in memory and in files. Those that were not
// asked for the longest go first.
type store struct {
	dir         string
	memory, max int64 // in memory: taken and allowed
	diskMax     int64

	mu      sync.Mutex
	entries map[string]*list.Element
	order   *list.List // of *stored, the latest first
	disk    int64      // taken; -1: not counted yet
}

type stored struct {
	key string
	derived
}

func newStore(dir string, memory, disk int64) *store {
	return &store{dir: dir, max: memory, diskMax: disk, entries: map[string]*list.Element{}, order: list.New(), disk: -1}
}

func (s *store) get(key string) (derived, bool) {
	s.mu.Lock()
	if e := s.entries[key]; e != nil {
		s.order.MoveToFront(e)
		s.mu.Unlock()
		return e.Value.(*stored).derived, true
	}
	s.mu.Unlock()
	if s.dir == "" {
		return derived{}, false
	}
	name := filepath.Join(s.dir, fileName(key))
	data, err := os.ReadFile(name)
	if err != nil {
		return derived{}, false
	}
	d, ok := decodeDerived(data)
	if ok {
		now := time.Now()
		_ = os.Chtimes(name, now, now) // it was asked for
		s.remember(key, d)
	}
	return d, ok
}

func (s *store) put(key string, d derived) {
	s.remember(key, d)
	if s.dir == "" || int64(len(d.data)) > s.diskMax/4 || os.MkdirAll(s.dir, 0o700) != nil {
		return
	}
	name := filepath.Join(s.dir, fileName(key))
	tmp, err := os.CreateTemp(s.dir, "tmp-*")
	if err != nil {
		return
	}
	data := encodeDerived(d)
	_, err = tmp.Write(data)
	if cerr := tmp.Close(); err != nil || cerr != nil || os.Rename(tmp.Name(), name) != nil {
		_ = os.Remove(tmp.Name())
		return
	}
	s.shrink(int64(len(data)))
}

func (s *store) remember(key string, d derived) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries[key] != nil || int64(len(d.data)) > s.max/4 {
		return
	}
	s.entries[key] = s.order.PushFront(&stored{key, d})
	s.memory += int64(len(d.data))
	for s.memory > s.max {
		last := s.order.Back()
		old := last.Value.(*stored)
		s.order.Remove(last)
		delete(s.entries, old.key)
		s.memory -= int64(len(old.data))
	}
}

// shrink counts what was written, and removes the oldest quarter once it is too
// much.
func (s *store) shrink(written int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.disk += written; s.disk-written >= 0 && s.disk <= s.diskMax {
		return
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	var files []fs.FileInfo
	s.disk = 0
	for _, e := range entries {
		if fi, err := e.Info(); err == nil && fi.Mode().IsRegular() {
			files = append(files, fi)
			s.disk += fi.Size()
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, fi := range files {
		if s.disk <= s.diskMax*3/4 {
			return
		}
		// Only what has a name of ours, and what a killed process left.
		if ours(fi.Name()) && os.Remove(filepath.Join(s.dir, fi.Name())) == nil {
			s.disk -= fi.Size()
		}
	}
}

const derivedExt = ".derived"

func ours(name string) bool {
	return strings.HasSuffix(name, derivedExt) || strings.HasPrefix(name, "tmp-")
}

func fileName(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16]) + derivedExt
}

// encodeDerived puts the type and a checksum before the bytes.
func encodeDerived(d derived) []byte {
	sum := sha256.Sum256(d.data)
	return append([]byte(hex.EncodeToString(sum[:8])+" "+d.ctype+"\n"), d.data...)
}

func decodeDerived(data []byte) (derived, bool) {
	head, body, ok := bytes.Cut(data, []byte("\n"))
	check, ctype, ok2 := strings.Cut(string(head), " ")
	sum := sha256.Sum256(body)
	return derived{ctype, body}, ok && ok2 && check == hex.EncodeToString(sum[:8])
}
