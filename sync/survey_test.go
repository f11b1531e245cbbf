package sync_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

// many returns n files in folders of ten.
func many(n int) []sync.File {
	files := make([]sync.File, n)
	for i := range files {
		files[i] = storetest.File(fmt.Sprintf("images/%02d/%d.png", i/10, i), fmt.Sprint("body ", i))
	}
	return files
}

func survey(t *testing.T, s sync.Store, files []sync.File, m *sync.Manifest, o sync.SurveyOptions) sync.State {
	t.Helper()
	state, err := sync.Survey(t.Context(), s, files, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestSurveyAsksOnlyWhatIsUnknown(t *testing.T) {
	s := new(storetest.Memory)
	files := many(100)
	all := manifest(s.Name(), files...)
	if survey(t, s, files, all, sync.SurveyOptions{}); len(s.Calls()) != 0 {
		t.Error("the manifest knows all, and yet there were calls")
	}
	most := manifest(s.Name(), files[2:]...)
	survey(t, s, files, most, sync.SurveyOptions{})
	if got := s.Calls(); len(got) != 2 || !slices.Contains(got, "head images/00/0.png") || !slices.Contains(got, "head images/00/1.png") {
		t.Errorf("the calls are %q", got)
	}
	survey(t, s, files[:40], nil, sync.SurveyOptions{})
	if got := s.Calls(); !slices.Equal(got, []string{"list images/0"}) {
		t.Errorf("with many unknown: %q", got)
	}
	state := survey(t, s, files[:1], manifest("s3://another", files...), sync.SurveyOptions{})
	if got := s.Calls(); len(got) != 1 || state.Manifest.Len() != 0 || state.Manifest.Store() != s.Name() {
		t.Errorf("with the manifest of another store: %q", got)
	}
	if survey(t, s, files, all, sync.SurveyOptions{Verify: true}); len(s.Calls()) != 1 {
		t.Error("Verify does not list")
	}
}

// A listing has no hashes: the objects that may be equal are asked about.
func TestSurveyListsAndAsks(t *testing.T) {
	s := new(storetest.Memory)
	files := many(100)
	for _, i := range []int{0, 55, 99} {
		if _, err := s.Put(t.Context(), files[i], sync.Any); err != nil {
			t.Fatal(err)
		}
	}
	s.Set(files[70].Key, "of another size")
	s.Set("images/99/foreign.png", "x")
	s.Calls()
	state := survey(t, s, files, nil, sync.SurveyOptions{})
	calls := s.Calls()
	slices.Sort(calls)
	if want := []string{"head " + files[0].Key, "head " + files[55].Key, "head " + files[99].Key, "list images/0"}; !slices.Equal(calls, want) {
		t.Errorf("the calls are %q, want %q", calls, want)
	}
	plan := sync.Diff(files, state, sync.Policy{})
	if r, c, u := plan.Count(sync.Record), plan.Count(sync.Conflict), plan.Count(sync.Upload); r != 3 || c != 1 || u != 96 {
		t.Errorf("%d to record, %d conflicts, %d to upload", r, c, u)
	}
}

// In a bucket that is full of other things a listing is given up.
func TestSurveyGivesUpListing(t *testing.T) {
	s := new(storetest.Memory)
	for i := range 12_000 {
		s.Set(fmt.Sprintf("images/00/a%05d", i), "x")
	}
	files := many(40)
	survey(t, s, files, nil, sync.SurveyOptions{})
	heads := 0
	for _, call := range s.Calls() {
		if strings.HasPrefix(call, "head ") {
			heads++
		}
	}
	if heads != 30 { // those behind images/00
		t.Errorf("%d keys were asked about, want 30", heads)
	}
}

func TestSurveyErrors(t *testing.T) {
	gone := &sync.StoreError{Store: "memory:", Code: "NoSuchBucket", Msg: "the bucket does not exist", Fatal: true}
	denied := &sync.StoreError{Store: "memory:", Code: "AccessDenied", Msg: "access denied"}
	fail := func(op string, err error) *storetest.Memory {
		return &storetest.Memory{Fail: func(o, _ string) error {
			if o == op || op == "" {
				return err
			}
			return nil
		}}
	}
	files := many(100)
	for _, op := range []string{"list", ""} {
		if _, err := sync.Survey(t.Context(), fail(op, gone), files, nil, sync.SurveyOptions{}); !errors.Is(err, gone) {
			t.Errorf("%q: %v", op, err)
		}
	}
	// A user who may only write: nothing is known, and not everything is asked.
	writer := fail("", denied)
	state := survey(t, writer, files, nil, sync.SurveyOptions{Workers: 1})
	if calls := writer.Calls(); len(state.Objects) != 0 || len(calls) > 12 {
		t.Errorf("%d objects known after %d calls", len(state.Objects), len(calls))
	}
	// A listing that fails in another way is not needed.
	broken := fail("list", errors.New("broken"))
	if survey(t, broken, files, nil, sync.SurveyOptions{}); len(broken.Calls()) != 101 {
		t.Error("not every key was asked about")
	}
	if _, err := sync.Survey(t.Context(), fail("head", errors.New("broken")), files[:3], nil, sync.SurveyOptions{}); err == nil {
		t.Error("a broken HEAD is no error")
	}
}
