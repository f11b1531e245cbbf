package sync

import (
	"cmp"
	"slices"
	"strings"
)

// A Policy changes what [Diff] decides. The zero value is the safe one.
type Policy struct {
	// Overwrite replaces objects that the manifest does not call ours. That
	// helps where a manifest was lost after files had changed. Two local files
	// with one key stay a conflict.
	Overwrite bool
	// Repair puts back objects that the manifest calls ours and that someone
	// replaced by other bytes. It goes with SurveyOptions.Verify.
	Repair bool
}

// Diff decides what is to be done to make the bucket hold the files. It does
// no I/O, and the same arguments give the same plan, whatever the order of
// the files.
func Diff(local []File, have State, p Policy) Plan {
	if have.Manifest == nil {
		have.Manifest = NewManifest("")
	}
	files := local
	if !slices.IsSortedFunc(files, compareFiles) {
		files = slices.Clone(files)
		slices.SortStableFunc(files, compareFiles)
	}
	plan := Plan{Actions: make([]Action, 0, len(files))}
	for len(files) > 0 {
		n := 1
		for n < len(files) && files[n].Key == files[0].Key {
			n++
		}
		plan.Actions = append(plan.Actions, decide(files[:n:n], &have, p))
		files = files[n:]
	}
	if have.Copies {
		planCopies(&plan, &have)
	}
	return plan
}

func compareFiles(a, b File) int {
	return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.Path, b.Path))
}

// decide returns the action for files that have the same key.
func decide(files []File, have *State, p Policy) Action {
	a := Action{File: files[0], Also: files[1:]}
	if len(a.Also) == 0 {
		a.Also = nil
	}
	a.keepFacts(have.Manifest)
	f := &a.File
	for i := range a.Also {
		if !sameBytes(f, &a.Also[i]) {
			a.Kind, a.Reason = Conflict, conflictTwo(a.paths())
			return a
		}
	}
	ours, recorded := have.Manifest.ByKey(f.Key)
	obj, asked := have.Objects[f.Key]
	switch {
	case recorded && !asked:
		decideRecorded(&a, &ours, have.Manifest)
	case !asked || obj.Key == "":
		a.Kind, a.If, a.Reason = Upload, IfAbsent, "new"
		if recorded {
			a.Reason = "missing in the bucket"
		}
	case recorded && obj.Size == ours.Size && (obj.SHA256 == "" || obj.SHA256 == ours.SHA256):
		decideRecorded(&a, &ours, have.Manifest)
	default:
		decideForeign(&a, &obj, recorded, p)
	}
	return a
}

// decideRecorded is for a key that is ours.
func decideRecorded(a *Action, ours *Entry, m *Manifest) {
	f := &a.File
	switch {
	case ours.SHA256 != f.SHA256 || ours.Size != f.Size:
		a.Kind, a.Was, a.Reason = Upload, ours, "changed"
	case ours.ContentType != f.ContentType:
		a.Kind, a.Was, a.Reason = Upload, ours, "its content type changed from "+ours.ContentType
	case ours.Attributes != f.Attributes:
		a.Kind, a.Was, a.Reason = Upload, ours, "attributes changed"
	case !isRecorded(f, m) || slices.ContainsFunc(a.Also, func(f File) bool { return !isRecorded(&f, m) }):
		a.Kind, a.Reason = Record, "the bucket has these bytes"
	default:
		a.Kind, a.Reason = Keep, "unchanged"
	}
}

// decideForeign is for an object about which the manifest says nothing, or
// something else.
func decideForeign(a *Action, obj *Object, recorded bool, p Policy) {
	f := &a.File
	switch {
	case obj.Size == f.Size && obj.SHA256 == f.SHA256:
		a.Kind, a.Reason = Record, "the bucket has these bytes"
	case obj.Size == f.Size && obj.SHA256 == "":
		a.Kind, a.Reason = Compare, "the bucket has an object of this size"
	case p.Overwrite:
		a.Kind, a.If, a.Reason = Upload, IfMatch(obj.ETag), "replaces an object that the manifest does not call ours"
	case recorded && p.Repair:
		a.Kind, a.If, a.Reason = Upload, IfMatch(obj.ETag), "replaced in the bucket"
	case recorded:
		a.Kind, a.Reason = Conflict, conflictReplaced(f.Path)
	default:
		a.Kind, a.Reason = Conflict, conflictForeign(f.Path)
	}
}

// keepFacts adds what the manifest knows of the same bytes, and has the
// attributes of the object in all entries.
func (a *Action) keepFacts(m *Manifest) {
	a.File.Facts = keptFacts(&a.File, m)
	for i := range a.Also {
		f := &a.Also[i]
		if facts := keptFacts(f, m); facts != f.Facts || f.Attributes != a.File.Attributes {
			a.Also = slices.Clone(a.Also) // they are the caller's
			a.Also[i].Facts, a.Also[i].Attributes = facts, a.File.Attributes
		}
	}
}

func keptFacts(f *File, m *Manifest) Facts {
	e, ok := m.Lookup(f.Path, f.Key)
	if !ok || e.SHA256 != f.SHA256 || e.Size != f.Size {
		return f.Facts
	}
	return f.Facts.and(e.Facts)
}

func sameBytes(a, b *File) bool { return a.SHA256 == b.SHA256 && a.Size == b.Size }

// isRecorded reports that the manifest has the very line of f.
func isRecorded(f *File, m *Manifest) bool {
	e, ok := m.Lookup(f.Path, f.Key)
	return ok && e == f.Entry()
}
