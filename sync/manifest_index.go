package sync

import "hash/maphash"

// An index finds records by a hash of their names. It is an open table of
// record numbers: with a hundred thousand entries, making two maps of strings
// took longer than reading the file.
type index struct {
	slots []int32 // the record's number + 1; 0: free. Their number is a power of 2.
	used  int
	hash  func(i int32) uint64
}

// newIndex makes room for n records.
func newIndex(n int, hash func(i int32) uint64) *index {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return &index{slots: make([]int32, size), hash: hash}
}

// find returns the place of the first record with this hash that is the one
// that is looked for. If there is none the place is free.
func (x *index) find(hash uint64, same func(i int32) bool) *int32 {
	mask := uint64(len(x.slots) - 1) // #nosec G115 -- there are slots
	for at := hash & mask; ; at = (at + 1) & mask {
		if slot := &x.slots[at]; *slot == 0 || same(*slot-1) {
			return slot
		}
	}
}

// put stores a record at a place that find has returned.
func (x *index) put(slot *int32, i int32) {
	if *slot == 0 {
		x.used++
	}
	*slot = i + 1
	if 2*x.used > len(x.slots) {
		x.grow()
	}
}

func (x *index) grow() {
	old := x.slots
	x.slots = make([]int32, 2*len(old))
	for _, n := range old {
		if n != 0 {
			*x.find(x.hash(n-1), func(int32) bool { return false }) = n
		}
	}
}

// names hashes the names of entries.
type names struct{ seed maphash.Seed }

func (n names) key(key string) uint64 { return maphash.String(n.seed, key) }

func (n names) id(path, key string) uint64 {
	return maphash.String(n.seed, path)*31 + maphash.String(n.seed, key)
}
