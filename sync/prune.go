package sync

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// A Use says that a local file is needed under a key.
type Use struct{ Path, Key string }

// PruneOptions change what [Prune] decides.
type PruneOptions struct {
	// Today is the day from which periods are counted. Required; only its date
	// is used, in its own time zone.
	Today time.Time
	// Grace is for how many days an object that nothing needs any more is
	// kept, so that the images of another branch survive. 0: 30. Negative:
	// none, it can go on the day on which it is found.
	Grace int
	// MaxShare is the largest share of the manifest's objects that may go at
	// once, over 0 and up to 1, rounded up to a whole number, so that one
	// object may always go. 0: 0.1.
	MaxShare float64
}

const (
	defaultGrace    = 30
	defaultMaxShare = 0.1
)

// A Pruning is what [Prune] has decided.
type Pruning struct {
	// Marked are entries that nothing needs since today, and Cleared those
	// that had been unused and are needed again. Both are to be Set in the
	// manifest, whatever becomes of the plan.
	Marked, Cleared []Entry
	// Dropped are entries whose grace period is over and whose object stays,
	// because another file has the same key. They are to be Removed from the
	// manifest.
	Dropped []Entry
	// Waiting is the number of objects that nothing needs and whose grace
	// period is not over.
	Waiting int
	// Plan deletes the objects whose grace period is over, sorted by key.
	Plan Plan
}

// ErrNothingUsed says that a manifest would lose all of its objects because
// nothing is needed, which rather means that nothing was found.
var ErrNothingUsed = errors.New("no post uses any of the bucket's objects, so none is deleted: check that the posts are where the configuration says")

// A PruneLimitError says that more objects would be deleted than may be at
// once.
type PruneLimitError struct {
	// Delete of Objects would go, and at most Limit may.
	Delete, Objects, Limit int
}

// Error names the numbers.
func (e *PruneLimitError) Error() string {
	return fmt.Sprintf("%d of %d objects would be deleted, and at most %d may be at once, so none is: look at the list, and raise the limit if it is right",
		e.Delete, e.Objects, e.Limit)
}

// Prune decides which objects of the manifest go because nothing needs them.
// It does no I/O and changes nothing: the caller sets what is Marked and
// Cleared, shows the plan, and has [Apply] carry it out if that is wanted.
//
// Only keys of which the manifest says that they are ours are ever planned,
// and only if no entry of theirs is in use. If nothing at all is in use the
// error is [ErrNothingUsed] and the Pruning is empty. If too much would go it
// is a *[PruneLimitError]; the Pruning is then complete, so that the plan can
// be shown, but the plan must not be applied.
func Prune(m *Manifest, used []Use, o PruneOptions) (Pruning, error) {
	if o.Today.IsZero() || o.MaxShare < 0 || o.MaxShare > 1 || math.IsNaN(o.MaxShare) {
		return Pruning{}, errors.New("sync.Prune needs the day, and a share between 0 and 1")
	}
	if m.Len() == 0 {
		return Pruning{}, nil
	}
	var p Pruning
	groups := p.mark(m, used, o.Today.Format(time.DateOnly))
	if !slices.ContainsFunc(groups, func(g group) bool { return g.used }) {
		return Pruning{}, ErrNothingUsed
	}
	p.plan(groups, o)
	limit := int(math.Ceil(cmp.Or(o.MaxShare, defaultMaxShare) * float64(len(groups))))
	if n := len(p.Plan.Actions); n > limit {
		return p, &PruneLimitError{Delete: n, Objects: len(groups), Limit: limit}
	}
	return p, nil
}

// A group is the entries of one key.
type group struct {
	key     string
	entries []Entry
	used    bool   // one of them is in use
	since   string // the day since which the last of them is not
}

// mark finds out what is in use. It returns the objects, sorted by key, with
// the days that the entries have after the marking.
func (p *Pruning) mark(m *Manifest, used []Use, today string) []group {
	inUse := make(map[Use]bool, len(used))
	for _, u := range used {
		inUse[u] = true
	}
	byKey := map[string]int{}
	var groups []group
	for e := range m.All() {
		i, ok := byKey[e.Key]
		if !ok {
			i = len(groups)
			byKey[e.Key] = i
			groups = append(groups, group{key: e.Key})
		}
		g := &groups[i]
		switch isUsed := inUse[Use{e.Path, e.Key}]; {
		case isUsed && e.Unused != "":
			e.Unused = ""
			p.Cleared = append(p.Cleared, e)
		case !isUsed && e.Unused == "":
			e.Unused = today
			p.Marked = append(p.Marked, e)
		}
		g.entries = append(g.entries, e)
		g.used = g.used || e.Unused == ""
		g.since = max(g.since, e.Unused)
	}
	slices.SortFunc(groups, func(a, b group) int { return cmp.Compare(a.key, b.key) })
	return groups
}

// plan deletes the objects whose time has come.
func (p *Pruning) plan(groups []group, o PruneOptions) {
	grace := max(cmp.Or(o.Grace, defaultGrace), 0)
	last := o.Today.AddDate(0, 0, -grace).Format(time.DateOnly)
	for _, g := range groups {
		switch {
		case g.used:
			for _, e := range g.entries {
				if e.Unused != "" && e.Unused <= last {
					p.Dropped = append(p.Dropped, e)
				}
			}
		case g.since > last:
			p.Waiting++
		default:
			was := g.entries[0]
			p.Plan.Actions = append(p.Plan.Actions, Action{
				Kind: Delete, Reason: "no post uses it since " + g.since, Was: &was, Drop: g.entries,
				File: File{Path: was.Path, Key: was.Key, SHA256: was.SHA256, Size: was.Size, ContentType: was.ContentType},
			})
		}
	}
}
