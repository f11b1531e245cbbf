package sync

import "strconv"

// A Kind is what is to be done about a key.
type Kind int

const (
	// Keep does nothing: the manifest says that the bytes are there.
	Keep Kind = iota
	// Upload sends the file.
	Upload
	// Record adds the file to the manifest: its bytes are in the bucket.
	Record
	// Compare downloads the object, whose hash is not known, and records it
	// if it has the file's bytes.
	Compare
	// Conflict cannot be done: the key belongs to other bytes.
	Conflict
	// Copy has the server make the object of another one with the same bytes.
	// Where that turns out not to be possible the file is sent.
	Copy
	// Delete removes an object of ours. Only [Prune] plans it.
	Delete
)

// String returns the kind as a word for people, such as "upload".
func (k Kind) String() string {
	switch k {
	case Keep:
		return "keep"
	case Upload:
		return "upload"
	case Record:
		return "record"
	case Compare:
		return "compare"
	case Conflict:
		return "conflict"
	case Copy:
		return "copy"
	case Delete:
		return "delete"
	}
	return "kind " + strconv.Itoa(int(k))
}

// An Action is what is to be done about one key, and why.
type Action struct {
	Kind Kind
	// File is the local file. Where several have the key and the same bytes it
	// is the first by path.
	File File
	// Also are the other local files with this key, sorted by path.
	Also []File
	// Reason is one line for people.
	Reason string
	// If is the condition of an upload or a copy.
	If Condition
	// Was is what the manifest says about the object that an upload replaces.
	// If it is not nil the object is looked at before, and replaced only if it
	// still is what Was says; If is then not used.
	// A deletion needs it, and treats the object in the same way.
	Was *Entry
	// From is the key of the object that a Copy copies; its own if that only
	// gets other attributes.
	From string
	// Drop are the manifest's entries that go when a Delete is done.
	Drop []Entry
}

// Entries returns what the manifest says once the action has been carried out:
// nothing for a Delete, whose Drop says what it no longer says.
func (a *Action) Entries() []Entry {
	if a.Kind == Delete {
		return nil
	}
	entries := make([]Entry, 0, 1+len(a.Also))
	entries = append(entries, a.File.Entry())
	for i := range a.Also {
		entries = append(entries, a.Also[i].Entry())
	}
	return entries
}

// paths names the local files of the action.
func (a *Action) paths() []string {
	paths := []string{a.File.Path}
	for i := range a.Also {
		paths = append(paths, a.Also[i].Path)
	}
	return paths
}

// A Plan is what makes the bucket hold the files: an action for each key,
// sorted by key. That of [Prune] can be appended.
type Plan struct {
	Actions []Action
}

// Count returns how many actions have the kind.
func (p *Plan) Count(kind Kind) int {
	n := 0
	for i := range p.Actions {
		if p.Actions[i].Kind == kind {
			n++
		}
	}
	return n
}

// Bytes returns how many bytes the plan uploads.
func (p *Plan) Bytes() int64 {
	var n int64
	for i := range p.Actions {
		if p.Actions[i].Kind == Upload {
			n += p.Actions[i].File.Size
		}
	}
	return n
}
