package sync_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// manifest returns one that has recorded these files.
func manifest(store string, files ...sync.File) *sync.Manifest {
	m := sync.NewManifest(store)
	for _, f := range files {
		m.Set(f.Entry())
	}
	return m
}

// at gives a file another path.
func at(path string, f sync.File) sync.File {
	f.Path = path
	return f
}

// object is what a store says of a file that it holds, without the hash if
// hash is false.
func object(f sync.File, hash bool) sync.Object {
	o := sync.Object{Key: f.Key, Size: f.Size, ETag: `"7"`}
	if hash {
		o.SHA256 = f.SHA256
	}
	return o
}

func TestDiff(t *testing.T) {
	file, changed, other := storetest.File("k", "one"), storetest.File("k", "two"), storetest.File("k", "three")
	retyped := file
	retyped.ContentType = "image/webp"
	resized := file
	resized.Width, resized.Height = 7, 8
	twin := at("local/twin", file)
	attributed, oddTwin := file, twin
	attributed.Attributes, oddTwin.Attributes = "12ab", "other"
	found := func(o sync.Object) map[string]sync.Object { return map[string]sync.Object{"k": o} }
	const (
		foreign  = "the bucket holds other bytes under this key, which the manifest does not call ours: rename local/k or remove the object"
		replaced = "someone else changed the object since it was recorded: take over their manifest before uploading local/k, or remove the object"
	)
	for _, c := range []struct {
		name     string
		files    []sync.File
		manifest *sync.Manifest
		objects  map[string]sync.Object
		policy   sync.Policy
		kind     sync.Kind
		reason   string
		cond     sync.Condition
		was      bool
	}{
		{name: "new", files: []sync.File{file}, kind: sync.Upload, reason: "new", cond: sync.IfAbsent},
		{name: "asked, absent", files: []sync.File{file}, objects: found(sync.Object{}), kind: sync.Upload, reason: "new", cond: sync.IfAbsent},
		{name: "recorded", files: []sync.File{file}, manifest: manifest("", file), kind: sync.Keep, reason: "unchanged"},
		{name: "changed", files: []sync.File{changed}, manifest: manifest("", file), kind: sync.Upload, reason: "changed", was: true},
		{name: "another type", files: []sync.File{retyped}, manifest: manifest("", file), kind: sync.Upload, reason: "its content type changed from image/png", was: true},
		{name: "other attributes", files: []sync.File{attributed}, manifest: manifest("", file), kind: sync.Upload, reason: "attributes changed", was: true},
		{name: "no attributes any more", files: []sync.File{file}, manifest: manifest("", attributed), kind: sync.Upload, reason: "attributes changed", was: true},
		{name: "the same attributes", files: []sync.File{attributed}, manifest: manifest("", attributed), kind: sync.Keep, reason: "unchanged"},
		{name: "two paths, the first one's attributes", files: []sync.File{attributed, oddTwin}, manifest: manifest("", attributed, at("local/twin", attributed)), kind: sync.Keep, reason: "unchanged"},
		{name: "another path", files: []sync.File{twin}, manifest: manifest("", file), kind: sync.Record, reason: "the bucket has these bytes"},
		{name: "pixels known now", files: []sync.File{resized}, manifest: manifest("", file), kind: sync.Record, reason: "the bucket has these bytes"},
		{name: "two paths, recorded", files: []sync.File{twin, file}, manifest: manifest("", file, twin), kind: sync.Keep, reason: "unchanged"},
		{name: "two paths, one recorded", files: []sync.File{file, twin}, manifest: manifest("", file), kind: sync.Record, reason: "the bucket has these bytes"},
		{name: "two paths, new", files: []sync.File{twin, file}, kind: sync.Upload, reason: "new", cond: sync.IfAbsent},
		{name: "two files", files: []sync.File{at("local/b", changed), at("local/a", file)}, kind: sync.Conflict,
			reason: "2 different files get this key, local/a and local/b: rename one or use a key pattern that tells them apart"},
		{name: "there, same hash", files: []sync.File{file}, objects: found(object(file, true)), kind: sync.Record, reason: "the bucket has these bytes"},
		{name: "there, other hash", files: []sync.File{file}, objects: found(object(changed, true)), kind: sync.Conflict, reason: foreign},
		{name: "there, other size", files: []sync.File{file}, objects: found(object(other, false)), kind: sync.Conflict, reason: foreign},
		{name: "there, no hash", files: []sync.File{file}, objects: found(object(changed, false)), kind: sync.Compare, reason: "the bucket has an object of this size"},
		{name: "overwrite", files: []sync.File{file}, objects: found(object(other, true)), policy: sync.Policy{Overwrite: true},
			kind: sync.Upload, reason: "replaces an object that the manifest does not call ours", cond: sync.IfMatch(`"7"`)},
		{name: "overwrite two files", files: []sync.File{file, at("local/b", changed)}, policy: sync.Policy{Overwrite: true}, kind: sync.Conflict,
			reason: "2 different files get this key, local/b and local/k: rename one or use a key pattern that tells them apart"},
		{name: "verified", files: []sync.File{file}, manifest: manifest("", file), objects: found(object(file, true)), kind: sync.Keep, reason: "unchanged"},
		{name: "verified, gone", files: []sync.File{file}, manifest: manifest("", file), objects: found(sync.Object{}), kind: sync.Upload, reason: "missing in the bucket", cond: sync.IfAbsent},
		{name: "verified, replaced", files: []sync.File{file}, manifest: manifest("", file), objects: found(object(other, true)), kind: sync.Conflict, reason: replaced},
		{name: "verified, changed here", files: []sync.File{changed}, manifest: manifest("", file), objects: found(object(file, true)), kind: sync.Upload, reason: "changed", was: true},
		{name: "verified, another machine was first", files: []sync.File{other}, manifest: manifest("", file), objects: found(object(other, true)), kind: sync.Record, reason: "the bucket has these bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := sync.Diff(c.files, sync.State{Manifest: c.manifest, Objects: c.objects}, c.policy)
			if len(plan.Actions) != 1 {
				t.Fatalf("%d actions", len(plan.Actions))
			}
			a := plan.Actions[0]
			if a.Kind != c.kind || a.Reason != c.reason || a.If != c.cond || (a.Was != nil) != c.was {
				t.Errorf("%s %q if %q, was %v, want %s %q if %q", a.Kind, a.Reason, a.If, a.Was, c.kind, c.reason, c.cond)
			}
			if len(a.Entries()) != len(c.files) {
				t.Errorf("it records %+v", a.Entries())
			}
		})
	}
}

func TestDiffSortsAndCounts(t *testing.T) {
	files := []sync.File{storetest.File("c", "ccc"), storetest.File("a", "a"), storetest.File("b", "bb"), at("twin", storetest.File("a", "a"))}
	before := fmt.Sprint(keysOf(files))
	plan := sync.Diff(files, sync.State{Manifest: manifest("", files[2])}, sync.Policy{})
	var got []string
	for _, a := range plan.Actions {
		got = append(got, a.Kind.String()+" "+a.File.Key)
	}
	if want := []string{"upload a", "keep b", "upload c"}; !slices.Equal(got, want) {
		t.Errorf("the plan is %q, want %q", got, want)
	}
	if plan.Count(sync.Upload) != 2 || plan.Count(sync.Keep) != 1 || plan.Bytes() != 4 {
		t.Errorf("%d uploads of %d bytes", plan.Count(sync.Upload), plan.Bytes())
	}
	if after := fmt.Sprint(keysOf(files)); after != before {
		t.Errorf("the files were reordered: %s", after)
	}
	if len(sync.Diff(nil, sync.State{}, sync.Policy{}).Actions) != 0 {
		t.Error("no files give actions")
	}
}

func keysOf(files []sync.File) []string {
	var keys []string
	for _, f := range files {
		keys = append(keys, f.Key)
	}
	return keys
}
