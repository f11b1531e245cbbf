package sync_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mdmedia/mdmedia/sync"
	"github.com/mdmedia/mdmedia/sync/storetest"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// lock makes a manifest of lines "path key [unused]"; the bytes are the key's
// name.
func lock(lines ...string) *sync.Manifest {
	m := sync.NewManifest("memory:")
	for _, l := range lines {
		f := append(strings.Fields(l), "")
		e := entry(f[0], f[1], f[1])
		e.Unused = f[2]
		m.Set(e)
	}
	return m
}

func show(entries []sync.Entry) string {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "[%s %s %s]", e.Path, e.Key, e.Unused)
	}
	return b.String()
}

func TestPrune(t *testing.T) {
	for _, c := range []struct {
		name             string
		lock             []string
		used             []sync.Use
		grace            int
		marked, cleared  string
		dropped, deleted string
		waiting          int
	}{
		{name: "nothing new", lock: []string{"a k"}, used: []sync.Use{{Path: "a", Key: "k"}}},
		{name: "unused since today", lock: []string{"a k", "b l"}, used: []sync.Use{{Path: "a", Key: "k"}, {Path: "b", Key: "other"}},
			marked: "[b l 2026-05-31]", waiting: 1},
		{name: "no grace", lock: []string{"a k", "b l"}, used: []sync.Use{{Path: "a", Key: "k"}}, grace: -1,
			marked: "[b l 2026-05-31]", deleted: "l no post uses it since 2026-05-31 [b l 2026-05-31]"},
		{name: "used again", lock: []string{"a k 2026-01-01"}, used: []sync.Use{{Path: "a", Key: "k"}}, cleared: "[a k ]"},
		{name: "a day too early", lock: []string{"a k", "b l 2026-05-02"}, used: []sync.Use{{Path: "a", Key: "k"}}, waiting: 1},
		{name: "in time", lock: []string{"a k", "b l 2026-05-01"}, used: []sync.Use{{Path: "a", Key: "k"}},
			deleted: "l no post uses it since 2026-05-01 [b l 2026-05-01]"},
		{name: "two files, one of them later", lock: []string{"a k", "b l 2026-01-01", "c l 2026-05-02"}, used: []sync.Use{{Path: "a", Key: "k"}}, waiting: 1},
		{name: "two files, both in time", lock: []string{"a k", "b l 2026-01-01", "c l 2026-02-01"}, used: []sync.Use{{Path: "a", Key: "k"}},
			deleted: "l no post uses it since 2026-02-01 [b l 2026-01-01][c l 2026-02-01]"},
		{name: "another file uses the object", lock: []string{"a l", "b l 2026-01-01"}, used: []sync.Use{{Path: "a", Key: "l"}},
			dropped: "[b l 2026-01-01]"},
		{name: "a use that the manifest does not know", lock: []string{"a k"}, used: []sync.Use{{Path: "a", Key: "k"}, {Path: "new", Key: "new"}}},
		{name: "no manifest", used: nil},
	} {
		m := lock(c.lock...)
		before := text(t, m)
		p, err := sync.Prune(m, c.used, sync.PruneOptions{Today: day(t, "2026-05-31"), Grace: c.grace})
		var deleted []string
		for _, a := range p.Plan.Actions {
			if a.Kind != sync.Delete || a.Was == nil || a.Was.SHA256 != hash(a.File.Key) || a.Entries() != nil {
				t.Errorf("%s: the action is %+v", c.name, a)
			}
			deleted = append(deleted, a.File.Key+" "+a.Reason+" "+show(a.Drop))
		}
		if err != nil || show(p.Marked) != c.marked || show(p.Cleared) != c.cleared || show(p.Dropped) != c.dropped ||
			strings.Join(deleted, "\n") != c.deleted || p.Waiting != c.waiting {
			t.Errorf("%s: %v, marked %s, cleared %s, dropped %s, deleted %s, %d waiting", c.name, err, show(p.Marked), show(p.Cleared),
				show(p.Dropped), deleted, p.Waiting)
		}
		if text(t, m) != before {
			t.Errorf("%s: the manifest was changed", c.name)
		}
	}
}

func TestPruneLimits(t *testing.T) {
	var lines []string
	for i := range 25 {
		lines = append(lines, fmt.Sprintf("p%02d k%02d 2026-01-01", i, i))
	}
	use := func(from int) (used []sync.Use) {
		for i := from; i < 25; i++ {
			used = append(used, sync.Use{Path: fmt.Sprintf("p%02d", i), Key: fmt.Sprintf("k%02d", i)})
		}
		return used
	}
	for _, c := range []struct {
		unused int
		share  float64
		want   string
	}{
		{3, 0, ""},
		{4, 0, "4 of 25 objects would be deleted, and at most 3 may be at once, so none is: look at the list, and raise the limit if it is right"},
		{1, 0.0001, ""},
		{24, 1, ""},
		{25, 1, "no post uses any of the bucket's objects, so none is deleted: check that the posts are where the configuration says"},
		{1, 1.5, "sync.Prune needs the day, and a share between 0 and 1"},
	} {
		p, err := sync.Prune(lock(lines...), use(c.unused), sync.PruneOptions{Today: day(t, "2026-05-31"), MaxShare: c.share})
		if got := fmt.Sprint(err); got != c.want && (err != nil || c.want != "") {
			t.Errorf("%d at %v: %v, want %q", c.unused, c.share, err, c.want)
		}
		if n := len(p.Plan.Actions); err == nil && n != c.unused {
			t.Errorf("%d at %v: %d planned", c.unused, c.share, n)
		}
	}
	if _, err := sync.Prune(lock(lines...), nil, sync.PruneOptions{Today: day(t, "2026-05-31"), MaxShare: 1}); !errors.Is(err, sync.ErrNothingUsed) {
		t.Errorf("without a use: %v", err)
	}
	var limit *sync.PruneLimitError
	if p, err := sync.Prune(lock(lines...), use(9), sync.PruneOptions{Today: day(t, "2026-05-31")}); !errors.As(err, &limit) ||
		*limit != (sync.PruneLimitError{Delete: 9, Objects: 25, Limit: 3}) || len(p.Plan.Actions) != 9 {
		t.Errorf("%+v, %v", p, err)
	}
}

// pruned applies the deletion of all that the lock calls unused.
func pruned(t *testing.T, s sync.Store, m *sync.Manifest, o sync.ApplyOptions) (sync.Result, error) {
	t.Helper()
	p, err := sync.Prune(m, []sync.Use{{Path: "used", Key: "used"}}, sync.PruneOptions{Today: day(t, "2026-05-31"), MaxShare: 1})
	if err != nil {
		t.Fatal(err)
	}
	return sync.Apply(t.Context(), s, p.Plan, o)
}

func TestApplyDeletes(t *testing.T) {
	s := new(storetest.Memory)
	lines := []string{"used used"}
	for _, key := range []string{"gone", "hand", "ours", "replaced", "size", "used"} {
		if key != "used" {
			lines = append(lines, key+" "+key+" 2026-01-01")
		}
		if _, err := s.Put(t.Context(), storetest.File(key, key), sync.Any); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Delete(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	s.Set("hand", "hand") // the same bytes, without a hash
	s.Set("replaced", "REPLACED")
	s.Set("size", "another size")
	var events []string
	r, err := pruned(t, s, lock(lines...), sync.ApplyOptions{Progress: func(e sync.Event) {
		events = append(events, fmt.Sprint(e.Action.File.Key, " ", e.Err == nil))
	}})
	const why = ": someone else changed the object since it was recorded, so it is not deleted: delete it by hand, or take its line out of the manifest"
	if err == nil || err.Error() != "replaced"+why+"\nsize"+why || r.Deleted != 3 || len(r.Failed) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	if got := show(r.Removed); got != "[gone gone 2026-01-01][hand hand 2026-01-01][ours ours 2026-01-01]" {
		t.Errorf("removed %s", got)
	}
	if slices.Sort(events); !slices.Equal(events, []string{"gone true", "hand true", "ours true", "replaced false", "size false"}) {
		t.Errorf("the events are %q", events)
	}
	var left []string
	for obj := range s.List(t.Context(), "") {
		left = append(left, obj.Key)
	}
	if !slices.Equal(left, []string{"replaced", "size", "used"}) {
		t.Errorf("the bucket holds %q", left)
	}
}

// Where an upload failed nothing is deleted, and a refusal is of one key.
func TestApplyDeletesWithCare(t *testing.T) {
	s := new(storetest.Memory)
	lines := []string{"used used"}
	for i := range 5 {
		key := fmt.Sprint("k", i)
		lines = append(lines, key+" "+key+" 2026-01-01")
		if _, err := s.Put(t.Context(), storetest.File(key, key), sync.Any); err != nil {
			t.Fatal(err)
		}
	}
	p, err := sync.Prune(lock(lines...), []sync.Use{{Path: "used", Key: "used"}}, sync.PruneOptions{Today: day(t, "2026-05-31"), MaxShare: 1})
	if err != nil {
		t.Fatal(err)
	}
	s.Fail = func(op, key string) error {
		if op == "put" || op == "delete" && key == "k3" {
			return &sync.StoreError{Store: "memory:", Op: op, Key: key, Msg: "no luck"}
		}
		return nil
	}
	plan := sync.Diff([]sync.File{storetest.File("new", "x")}, sync.State{}, sync.Policy{})
	plan.Actions = append(plan.Actions, p.Plan.Actions...)
	r, err := sync.Apply(t.Context(), s, plan, sync.ApplyOptions{})
	if err == nil || err.Error() != "memory:: new: no luck" || r.Deleted != 0 || len(r.Failed) != 6 || !errors.Is(r.Failed["k1"], sync.ErrStopped) {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err := sync.Apply(t.Context(), s, p.Plan, sync.ApplyOptions{}); err == nil || err.Error() != "memory:: k3: no luck" || r.Deleted != 4 || len(r.Failed) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, ok := s.Body("k3"); !ok {
		t.Error("k3 is gone")
	}
}
