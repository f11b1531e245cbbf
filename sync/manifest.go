package sync

import (
	"cmp"
	"hash/maphash"
	"iter"
	"slices"
	"strings"
)

// An Entry is one line of the manifest: a local file, and the object of ours
// that holds its bytes.
type Entry struct {
	// Path and Key are those of the [File]. Together they name the entry.
	Path, Key string
	// SHA256 and Size describe the object's bytes.
	SHA256 string
	Size   int64
	// ContentType is what the object was uploaded with.
	ContentType string
	// Width and Height are in pixels. 0: unknown, or not a picture.
	Width, Height int
	// Unused is the day, as 2006-01-02, since which no post refers to the
	// file. Empty: it is in use.
	Unused string
	// Attributes is that of the [File] that the object was made from.
	Attributes string
	// Facts are further things that are known about the bytes.
	Facts Facts
}

// Entry returns what the manifest says of f once its object is in the bucket.
func (f *File) Entry() Entry {
	return Entry{
		Path: f.Path, Key: f.Key, SHA256: f.SHA256, Size: f.Size, ContentType: f.ContentType,
		Width: f.Width, Height: f.Height, Attributes: f.Attributes, Facts: f.Facts,
	}
}

// A Manifest says which objects of a store are ours, and which local files
// they hold. It is a text file that is committed with the site, so that a
// clone knows what is in the bucket without asking.
//
// An object has one content: all entries of a key have the same SHA256 and
// Size. A Manifest is not safe for concurrent use.
type Manifest struct {
	store   string
	records []record
	sorted  bool // records are in order and none is dead
	names   names
	byID    *index // nil until it is needed
	byKey   *index // one record of a key; the others follow by record.next
}

// A record is an entry in its place.
type record struct {
	Entry
	next int32 // the next record with the same key; -1: none
	dead bool  // removed
}

// NewManifest returns an empty manifest of the store with this Name.
func NewManifest(store string) *Manifest { return &Manifest{store: store, sorted: true} }

// Store returns the Name of the store that the manifest is about.
func (m *Manifest) Store() string { return m.store }

// Len returns the number of entries.
func (m *Manifest) Len() int {
	m.sort()
	return len(m.records)
}

// Lookup returns the entry of a path and a key.
func (m *Manifest) Lookup(path, key string) (Entry, bool) {
	m.index()
	i := m.find(path, key)
	if i < 0 || m.records[i].dead {
		return Entry{}, false
	}
	return m.records[i].Entry, true
}

// ByKey returns an entry of the key: the one of the first path. All of them
// have the same bytes.
func (m *Manifest) ByKey(key string) (Entry, bool) {
	m.index()
	found := -1
	for i := m.first(key); i >= 0; i = m.records[i].next {
		if r := &m.records[i]; !r.dead && (found < 0 || r.Path < m.records[found].Path) {
			found = int(i)
		}
	}
	if found < 0 {
		return Entry{}, false
	}
	return m.records[found].Entry, true
}

// Set adds the entry or replaces the one with the same Path and Key. Entries
// of other paths with the same key and other bytes are removed: the object no
// longer holds theirs.
func (m *Manifest) Set(e Entry) {
	m.index()
	for i := m.first(e.Key); i >= 0; i = m.records[i].next {
		r := &m.records[i]
		if r.dead || r.Path == e.Path {
			continue
		}
		if r.SHA256 == e.SHA256 && r.Size == e.Size {
			break // so have the others
		}
		r.dead, m.sorted = true, false
	}
	if i := m.find(e.Path, e.Key); i >= 0 {
		if m.records[i].dead {
			m.sorted = false
		}
		m.records[i].Entry, m.records[i].dead = e, false
		return
	}
	m.add(e)
	m.sorted = false
}

// Grow makes room for n more entries, so that as many calls of Set need not
// move those that are there. A negative n is an error of the program: it panics.
func (m *Manifest) Grow(n int) { m.records = slices.Grow(m.records, n) }

// Remove deletes the entry of a path and a key, if there is one.
func (m *Manifest) Remove(path, key string) {
	m.index()
	if i := m.find(path, key); i >= 0 && !m.records[i].dead {
		m.records[i].dead, m.sorted = true, false
	}
}

// All yields the entries in the order of their paths and then keys. Set and
// Remove must not be called meanwhile.
func (m *Manifest) All() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		m.sort()
		for i := range m.records {
			if !yield(m.records[i].Entry) {
				return
			}
		}
	}
}

// first returns a record of the key, from which the others follow. -1: none.
func (m *Manifest) first(key string) int32 {
	return *m.byKey.find(m.names.key(key), func(i int32) bool { return m.records[i].Key == key }) - 1
}

// find returns the record of a path and a key, dead or not. -1: none.
func (m *Manifest) find(path, key string) int32 {
	return *m.byID.find(m.names.id(path, key), func(i int32) bool { return m.records[i].Path == path && m.records[i].Key == key }) - 1
}

// index makes the tables, which reading and writing do without.
func (m *Manifest) index() {
	if m.byID != nil {
		return
	}
	m.names = names{maphash.MakeSeed()}
	n := len(m.records)
	m.byID = newIndex(n, func(i int32) uint64 { return m.names.id(m.records[i].Path, m.records[i].Key) })
	m.byKey = newIndex(n, func(i int32) uint64 { return m.names.key(m.records[i].Key) })
	for i := range m.records {
		m.link(int32(i))
	}
}

// add appends a record and puts it into the tables.
func (m *Manifest) add(e Entry) {
	m.records = append(m.records, record{Entry: e})
	m.link(int32(len(m.records) - 1))
}

func (m *Manifest) link(i int32) {
	r := &m.records[i]
	slot := m.byKey.find(m.names.key(r.Key), func(i int32) bool { return m.records[i].Key == r.Key })
	r.next = *slot - 1
	m.byKey.put(slot, i)
	slot = m.byID.find(m.names.id(r.Path, r.Key), func(int32) bool { return false }) // names are there once
	m.byID.put(slot, i)
}

// sort puts the records in order and drops the dead ones and the tables, which
// are made again when they are needed.
func (m *Manifest) sort() {
	if m.sorted {
		return
	}
	m.records = slices.DeleteFunc(m.records, func(r record) bool { return r.dead })
	m.order()
	m.byID, m.byKey, m.sorted = nil, nil, true
}

// order sorts the records if need be. It compares them where they are: they
// are too large to be copied for it.
func (m *Manifest) order() {
	for i := 1; i < len(m.records); i++ {
		if compareEntries(&m.records[i-1].Entry, &m.records[i].Entry) > 0 {
			slices.SortStableFunc(m.records, func(a, b record) int { return compareEntries(&a.Entry, &b.Entry) })
			return
		}
	}
}

func compareEntries(a, b *Entry) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Key, b.Key))
}
