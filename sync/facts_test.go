package sync_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

func TestFacts(t *testing.T) {
	f := sync.Facts("").With("color", "#a0b1c2").With("animated", "yes").With("note", "50% of\ttwo words")
	if want := sync.Facts("animated=yes color=#a0b1c2 note=50%25%20of%09two%20words"); f != want {
		t.Errorf("the facts are %q, want %q", f, want)
	}
	for name, want := range map[string]string{"color": "#a0b1c2", "note": "50% of\ttwo words", "animated": "yes", "anim": "", "never": ""} {
		if got := f.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := f.With("note", "").With("color", "#000000"); got != "animated=yes color=#000000" {
		t.Errorf("changed they are %q", got)
	}
}

// The words are the eighth column. Lines without them are as before, and words
// that a hand has moved come back in order.
func TestManifestKeepsFacts(t *testing.T) {
	m := sync.NewManifest("s3://pictures")
	e := entry("a.gif", "k", "x")
	e.Facts = sync.Facts("").With("animated", "yes").With("color", "#102030")
	e.Attributes = "0123abcd"
	m.Set(e)
	m.Set(entry("b.png", "l", "y"))
	want := "mdmedia.lock 1\ts3://pictures\n" +
		"a.gif\tk\t" + hash("x") + "\t1\timage/png\t-\t-\tattributes=0123abcd animated=yes color=#102030\n" +
		"b.png\tl\t" + hash("y") + "\t1\timage/png\t-\t-\n"
	if got := text(t, m); got != want {
		t.Fatalf("the text is\n%s, want\n%s", got, want)
	}
	moved := strings.Replace(want, "attributes=0123abcd animated=yes color=#102030", "color=#102030  animated=yes attributes=0123abcd ", 1)
	for _, data := range []string{want, moved} {
		back, err := sync.ParseManifest("lock", []byte(data))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := back.Lookup("a.gif", "k"); got != e || text(t, back) != want {
			t.Errorf("it comes back as %+v, want %+v", got, e)
		}
	}
}

// A fact that this program does not know stays with its bytes, and goes with
// them.
func TestFactsStayWithTheirBytes(t *testing.T) {
	f := storetest.File("k", "old")
	f.Path = "a.gif"
	f.Facts = f.Facts.With("color", "#102030")
	m := sync.NewManifest("s3://pictures")
	e := f.Entry()
	e.Facts = sync.Facts("").With("later", "7").With("color", "#102030")
	m.Set(e)

	plan := sync.Diff([]sync.File{f}, sync.State{Manifest: m}, sync.Policy{})
	if a := plan.Actions[0]; a.Kind != sync.Keep {
		t.Errorf("with an unknown fact in the manifest: %v, %s", a.Kind, a.Reason)
	}
	f.Facts = f.Facts.With("color", "#ffffff")
	other := f
	other.Path = "b.gif"
	files := []sync.File{f, other}
	plan = sync.Diff(files, sync.State{Manifest: m}, sync.Policy{})
	a := plan.Actions[0]
	facts := []sync.Facts{a.Entries()[0].Facts, a.Entries()[1].Facts}
	if a.Kind != sync.Record || !slices.Equal(facts, []sync.Facts{"color=#ffffff later=7", "color=#ffffff"}) {
		t.Errorf("with another value: %v with %q", a.Kind, facts)
	}
	if files[0].Facts != "color=#ffffff" {
		t.Errorf("the caller's file has %q now", files[0].Facts)
	}
	changed := storetest.File("k", "new bytes")
	changed.Path = "a.gif"
	plan = sync.Diff([]sync.File{changed}, sync.State{Manifest: m}, sync.Policy{})
	if a := plan.Actions[0]; a.Kind != sync.Upload || a.Entries()[0].Facts != "" {
		t.Errorf("with other bytes: %v with %q", a.Kind, a.Entries()[0].Facts)
	}
}
