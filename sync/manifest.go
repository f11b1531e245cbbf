package sync

import (
	"cmp"
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
}

// Entry returns what the manifest says of f once its object is in the bucket.
func (f *File) Entry() Entry {
	return Entry{Path: f.Path, Key: f.Key, SHA256: f.SHA256, Size: f.Size, ContentType: f.ContentType, Width: f.Width, Height: f.Height}
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
	sorted  bool             // records are in order and none is dead
	byID    map[id]int32     // nil until it is needed
	byKey   map[string]int32 // the first record of a key; the others follow by record.next
}

// An id names an entry.
type id struct{ path, key string }

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
	i, ok := m.byID[id{path, key}]
	if !ok || m.records[i].dead {
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
		if r := &m.records[i]; !r.dead && r.Path != e.Path && (r.SHA256 != e.SHA256 || r.Size != e.Size) {
			r.dead, m.sorted = true, false
		}
	}
	if i, ok := m.byID[id{e.Path, e.Key}]; ok {
		m.records[i].Entry, m.records[i].dead = e, false
		return
	}
	m.add(e)
	m.sorted = false
}

// Remove deletes the entry of a path and a key, if there is one.
func (m *Manifest) Remove(path, key string) {
	m.index()
	if i, ok := m.byID[id{path, key}]; ok && !m.records[i].dead {
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

func (m *Manifest) first(key string) int32 {
	if i, ok := m.byKey[key]; ok {
		return i
	}
	return -1
}

// index makes the maps, which reading and writing do without.
func (m *Manifest) index() {
	if m.byID != nil {
		return
	}
	records := m.records
	m.records = records[:0]
	m.byID = make(map[id]int32, len(records))
	m.byKey = make(map[string]int32, len(records))
	for i := range records {
		m.add(records[i].Entry)
	}
}

// add appends a record and puts it into the maps.
func (m *Manifest) add(e Entry) {
	i := int32(len(m.records))
	m.records = append(m.records, record{Entry: e, next: m.first(e.Key)})
	m.byKey[e.Key] = i
	m.byID[id{e.Path, e.Key}] = i
}

// sort puts the records in order and drops the dead ones and the maps, which
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
