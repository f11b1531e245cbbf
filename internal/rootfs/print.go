package rootfs

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"path"
	"runtime"
	"sync"
)

// Print returns a hash of all that can be seen of the files below a folder
// without opening one: their paths, sizes, times and, where that is quick,
// inodes. An equal print is an equal tree. It is empty for a folder that cannot
// be read as a whole.
func Print(dir string) string {
	r, err := Open(dir)
	if err != nil {
		return ""
	}
	defer r.Close()
	p := printing{look: r.Snapshot(), free: make(chan struct{}, runtime.GOMAXPROCS(0))}
	p.folder(".")
	p.others.Wait()
	if p.failed {
		return ""
	}
	var text []byte
	for _, n := range p.sum {
		text = binary.LittleEndian.AppendUint64(text, n)
	}
	return string(text)
}

// A printing is a Print at work, in several goroutines.
type printing struct {
	look   *Snapshot
	free   chan struct{} // holds a place for each other goroutine
	others sync.WaitGroup

	mu     sync.Mutex
	sum    [2]uint64 // of the folders' hashes, which come in any order
	failed bool
}

// enter goes into a folder, in a goroutine of its own if one is free.
func (p *printing) enter(dir string) {
	select {
	case p.free <- struct{}{}:
		p.others.Go(func() {
			defer func() { <-p.free }()
			p.folder(dir)
		})
	default:
		p.folder(dir)
	}
}

func (p *printing) folder(dir string) {
	entries, err := p.look.readDir(dir) // once: nothing is kept
	text := append(make([]byte, 0, 512), dir...)
	for _, e := range entries {
		if e.IsDir() {
			p.enter(path.Join(dir, e.Name()))
			continue
		}
		fi, ierr := e.Info()
		if ierr != nil {
			err = ierr
			break
		}
		text = append(append(text, 0), e.Name()...)
		for _, n := range [...]int64{int64(fi.Mode()), fi.Size(), fi.ModTime().UnixNano(), inode(fi)} {
			text = binary.LittleEndian.AppendUint64(text, uint64(n))
		}
	}
	hash := sha256.Sum256(text)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sum[0] += binary.LittleEndian.Uint64(hash[:])
	p.sum[1] += binary.LittleEndian.Uint64(hash[8:])
	p.failed = p.failed || err != nil
}

func inode(fi fs.FileInfo) int64 {
	if e, ok := fi.(*entry); ok {
		return int64(e.inode)
	}
	return 0
}
