package media

import (
	"crypto/sha256"
	"hash"
	"sync"
)

// Parts are the hashes of a file's parts, all of which but the last have the
// same Size in bytes.
type Parts struct {
	Size   int64
	SHA256 [][sha256.Size]byte
}

// A partHash hashes a file part by part. A nil one does nothing.
type partHash struct {
	size, filled int64 // of a part, and of the one that is being hashed
	hash         hash.Hash
	sums         [][sha256.Size]byte
	wg           sync.WaitGroup
}

func newPartHash(size int64) *partHash { return &partHash{size: size, hash: sha256.New()} }

// begin hashes b while the caller does something else, up to wait.
func (p *partHash) begin(b []byte) {
	if p != nil {
		p.wg.Go(func() { p.write(b) })
	}
}

func (p *partHash) wait() {
	if p != nil {
		p.wg.Wait()
	}
}

func (p *partHash) write(b []byte) {
	for len(b) > 0 {
		n := min(int64(len(b)), p.size-p.filled)
		p.hash.Write(b[:n])
		b = b[n:]
		if p.filled += n; p.filled == p.size {
			p.end()
		}
	}
}

// end closes the part, if there is something in it.
func (p *partHash) end() {
	if p.filled > 0 {
		p.sums = append(p.sums, [sha256.Size]byte(p.hash.Sum(nil)))
		p.hash.Reset()
		p.filled = 0
	}
}
